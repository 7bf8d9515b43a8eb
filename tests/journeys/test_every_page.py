"""Every page that the demo's people reach by links: axe clean, no sideways scroll at 320 px, Dutch where promised."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from conference.db import now, writing
from conference.demo import conference as demo
from conference.queries.editions import editions
from conference.queries.people import people as find
from tests.conftest import empty, keep_copy

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
DUTCH_DOORS = (
    "front", "account", "apply", "resume", "offer", "answers", "monitoring", "paper", "claim", "claim_cost", "money",
    "panel", "practice", "invitation", "review", "stream", "vote", "kiosk", "nominate", "jury", "keys", "together",
)  # fmt: skip
# Words that no Dutch sentence has; a page in Dutch may hold them only in quoted content, marked as English.
ENGLISH = re.compile(r"\b(the|and|your|you|with|this|have|what|when|which|please|their|they|will|from|not)\b", re.I)
SKIPPED = (
    "/static/", "/account/demo/", "/healthz", "/readyz", ".csv", ".pdf", ".json", ".txt", ".py", ".docx", ".xlsx",
    ".xml", "/receipt/",
)  # fmt: skip


@pytest.fixture
def people(app, db):
    path = Path(str(db.engine.url.database))
    if not path.with_name("demo.db").exists():  # loading takes seconds; a worker does it once
        with writing():
            demo.load(at=now())
        keep_copy("demo.db")
    empty(app, start_from="demo.db")
    return {key: find.by_sign_in_address(f"{key}@demo.example") for key in demo.CAST}


def endpoint_of(app, path):
    try:
        return app.url_map.bind("127.0.0.1").match(path.split("?")[0].split("#")[0])[0]
    except Exception:
        return None


@pytest.fixture
def looked(tmp_path_factory, worker_id):
    """Names that another person's walk of this run has looked at already; first(name) is true once in the run."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "looked"
    folder.mkdir(exist_ok=True)

    def first(name):
        try:
            (folder / name).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    return first


def crawl(visitor, app, start, most, looked):
    """Follow links, one page an endpoint, and look at each; the paths seen by endpoint.

    A page of the desk or the front is the same for all who may see it: it is looked at once in a run.
    """
    seen, queue = {}, [start]
    while queue and len(seen) < most:
        path = queue.pop(0)
        endpoint = endpoint_of(app, path)
        if endpoint is None or endpoint in seen or any(word in path for word in SKIPPED):
            continue
        visitor.go(path)
        assert visitor.status == 200, f"{path} answers {visitor.status}"
        seen[endpoint] = path
        if not endpoint.startswith(("desk", "front.", "account.")) or looked(endpoint):
            visitor.look(f"{visitor.name}-{endpoint}")
        links = visitor.page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
        queue += [link for link in links if link.startswith("/") and "download" not in link]
    return seen


@pytest.mark.parametrize("name", ["dara", "lena", "amina", "ben", "chidi", "eve", "tomas", "farid"])
def test_every_page_reached_by_links_is_accessible(app, people, visitor, name, looked):
    guest = visitor(people[name])
    guest.name = name
    seen = {**crawl(guest, app, "/together/", 90, looked), **crawl(guest, app, "/", 20, looked)}
    assert len(seen) >= 6
    if name == "dara":
        assert {e.split(".")[0] for e in seen} >= {"desk", "desk_abstracts", "desk_applications", "desk_award", "keys"}


def quoted_away(page):
    """The words a person reads on the page, without quoted content, names and addresses."""
    return page.evaluate(
        """() => { const copy = document.body.cloneNode(true);
        copy.querySelectorAll('[lang=en], script, .own-words, .quoted, [translate=no]').forEach(e => e.remove());
        copy.querySelectorAll('input, textarea').forEach(e => e.remove());
        document.body.after(copy); const words = copy.innerText; copy.remove(); return words; }"""
    )


@pytest.mark.parametrize("name", ["lena", "amina", "ben", "eve"])
def test_a_dutch_page_has_no_english_word_outside_quoted_content(app, people, visitor, name):
    guest = visitor(people[name])
    guest.name = f"nl-{name}"
    streams = [s.name for s in editions.streams_of(editions.by_code(demo.CODE))]
    guest.go("/")
    guest.press("Nederlands")
    seen, queue, wrong = set(), ["/together/", "/"], []
    while queue:
        path = queue.pop(0)
        endpoint = endpoint_of(app, path)
        if endpoint is None or endpoint in seen or any(word in path for word in SKIPPED):
            continue
        if not endpoint.startswith(DUTCH_DOORS):
            continue
        seen.add(endpoint)
        guest.go(path)
        assert guest.page.locator("html").get_attribute("lang") == "nl"
        words = quoted_away(guest.page)
        for name_of_stream in streams:  # names that the organisers gave are quoted, too
            words = words.replace(name_of_stream, "")
        wrong += [f"{endpoint}: {line.strip()}" for line in words.splitlines() if ENGLISH.search(line)]
        links = guest.page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
        queue += [link for link in links if link.startswith("/")]
    assert wrong == []


def test_control_the_english_words_would_be_found():
    """Of the sentences of the catalogue nearly every one has such a word, so an untranslated page cannot hide."""
    with (ROOT / "translations" / "nl" / "house.po").open("rb") as file:
        english = [m.id for m in read_po(file) if m.id and isinstance(m.id, str) and len(m.id.split()) > 6]
    assert sum(bool(ENGLISH.search(words)) for words in english) / len(english) > 0.8
