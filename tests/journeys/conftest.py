"""A real server on loopback and a real Chromium; pictures go to SHOTS where that is set."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from conference.db import db
from conference.models.people.people import Person
from tests.conftest import must_run

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
PHONE, NARROW, DESKTOP = 390, 320, 1280


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        must_run("No Chromium was found (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def site(app: Flask, db: Any) -> Iterator[str]:
    """The address of a running server on this test's database."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


class Visitor:
    """One person at a browser, with scripts or without, on a phone or at a desk."""

    def __init__(self, context: BrowserContext, site: str, *, scripts: bool) -> None:
        self.page: Page = context.new_page()
        self.site, self.scripts = site, scripts
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("response", lambda r: self.wrong.append(f"{r.status} {r.url}") if r.status >= 500 else None)

    def go(self, path: str) -> Page:
        db.session.commit()
        answer = self.page.goto(self.site + path)
        self.status = answer.status if answer else 0
        return self.page

    def press(self, name: str) -> None:
        """Press the button of that name, as a person finds it."""
        db.session.commit()
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.page.wait_for_load_state()
        db.session.rollback()
        db.session.expire_all()

    def keys(self, typed: dict[str, str | list[str]] | None = None, *, press: str) -> None:
        """Fill in the page and go on with Tab, Space, arrows, letters and Enter, as somebody without a mouse.

        `typed`: name of a field -> its words, or the values to choose; `press`: the words of the button or link.
        """
        db.session.commit()
        self.page.wait_for_load_state()  # a page that was just pressed for may have no body yet, so nothing to be on
        asked = typed or {}
        wanted = {(name, value) for name, values in asked.items() if isinstance(values, list) for value in values}
        left = {name for name, value in asked.items() if isinstance(value, str)}
        keyboard = self.page.keyboard
        for _step in range(200):
            keyboard.press("Tab")
            name, value, kind, checked, words = self.page.evaluate(
                "(e => [e.name || '', e.value || '', e.type || e.tagName, e.checked || false,"
                " (e.innerText || '').trim()])(document.activeElement || document.documentElement)"
            )
            if kind == "radio":  # one stop a group: arrows move in it
                if any(each == name for each, _value in wanted):
                    self._choose({value for each, value in wanted if each == name})
                    wanted = {(each, value) for each, value in wanted if each != name}
            elif kind == "checkbox" and (name, value) in wanted:
                if not checked:
                    keyboard.press("Space")
                wanted.discard((name, value))
            elif name in left:
                keyboard.press("Control+A")
                keyboard.type(str(asked[name]))
                left.discard(name)
            elif words == press and not wanted and not left:
                with self.page.expect_navigation():
                    keyboard.press("Enter")
                db.session.rollback()
                db.session.expire_all()
                return
        raise AssertionError(f"{press!r} was never reached on {self.page.url}; left: {wanted} {left}")

    def _choose(self, values: set[str]) -> None:
        for _arrow in range(12):
            if self.page.evaluate("document.activeElement.value") in values:
                self.page.keyboard.press("Space")
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"No choice {values} on {self.page.url}")

    def look(self, name: str) -> None:
        """Check the page as it stands: no sideways scroll at 320 px, axe clean, its language said; take its picture."""
        page = self.page
        assert page.locator("html").get_attribute("lang") in ("en", "nl"), name
        assert page.locator("h1").count() == 1, f"{name}: one h1"
        before = page.viewport_size
        page.set_viewport_size({"width": NARROW, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= NARROW, f"{name} scrolls sideways at {NARROW} px: {wide}"
        if self.scripts:
            found = Axe().run(page, options=AXE)
            assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        if os.environ.get("SHOTS"):
            folder = Path(os.environ["SHOTS"])
            folder.mkdir(parents=True, exist_ok=True)
            for width in (PHONE, DESKTOP):
                page.set_viewport_size({"width": width, "height": 844})
                page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size(before)
        assert self.wrong == [], name


@pytest.fixture
def visitor(chromium: Browser, site: str) -> Iterator[Callable[..., Visitor]]:
    """visitor(person, scripts=False, width=390, lang="nl"): a browser, signed in through the demo door."""
    contexts = []

    def arrive(
        person: Person | None = None, *, scripts: bool = True, width: int = DESKTOP, lang: str = "en"
    ) -> Visitor:
        context = chromium.new_context(
            java_script_enabled=scripts, viewport={"width": width, "height": 844}, locale=f"{lang}-GB"
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        visitor = Visitor(context, site, scripts=scripts)
        if person is not None:
            visitor.go(f"/account/demo/{person.id}")
            visitor.page.locator("main button").click()
            visitor.page.wait_for_load_state()
        return visitor

    yield arrive
    for context in contexts:
        context.close()
