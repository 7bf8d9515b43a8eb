"""What every template may say: days and times in the edition's zone, money, names of kinds, who reads, in what."""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from functools import lru_cache
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

from flask import Flask, g, has_request_context, request
from flask_babel import format_date, format_datetime, get_locale, gettext as _

from conference import guards, rules
from conference.rules.award.ceremony import could_vote
from conference.rules.editions import dates
from conference.rules.money import rate_written, written


def labels() -> Iterator[tuple[type[StrEnum], dict[StrEnum, str]]]:
    """Every enum that a page shows, with what each of its members is called there."""
    for found in walk_packages(rules.__path__, rules.__name__ + "."):
        yield from getattr(import_module(found.name), "LABELS", {}).items()


def addresses(app: Flask) -> Callable[..., str]:
    """`url_for` for templates: what needs nothing but the edition (a page has twenty such) is put together once."""

    @lru_cache(maxsize=4096)
    def known(_from: tuple[str, str, str | None], endpoint: str, **values: Any) -> str:
        return app.url_for(endpoint, **values)

    def address(endpoint: str, **values: Any) -> str:
        if has_request_context() and (not values or endpoint == "static"):
            return known((request.root_path, request.method, g.get("edition_code")), endpoint, **values)
        return app.url_for(endpoint, **values)

    return address


def teach(app: Flask) -> None:
    """What every template may say: dates in the edition's zone, money, the person, the language."""

    def day(moment: Any, zone: str = "UTC") -> str:
        return format_date(dates.local_day(moment, zone), "d MMMM y")

    def until(moment: Any, zone: str = "UTC") -> str:
        return format_date(dates.last_day(moment, zone), "EEEE d MMMM y")

    def time(moment: Any, zone: str = "UTC") -> str:
        return format_datetime(dates.local_time(moment, zone), "d MMMM y, HH:mm", rebase=False)

    app.jinja_env.filters.update(
        day=day,
        until=until,
        time=time,
        date=lambda d: format_date(d, "d MMMM y"),
        weekday=lambda d: format_date(d, "EEEE d MMMM y"),
    )
    tables = dict(labels())

    def label(member: Any) -> str:
        return _(tables[type(member)][member]) if member is not None else ""

    def among(rows: Iterable[Any], *names: str) -> dict[Any, str]:
        return {each: label(each) for each in {getattr(row, name) for row in rows for name in names}}

    app.jinja_env.filters.update(label=label, labels=among)  # `labels` for a long list: each word is looked up once
    app.jinja_env.globals["url_for"] = addresses(app)
    app.jinja_env.globals["stands_behind"] = guards.stands_behind
    app.jinja_env.filters["rate_written"] = rate_written
    app.jinja_env.filters["could_vote"] = could_vote
    app.jinja_env.filters["money"] = lambda minor, currency: written(minor, currency, str(get_locale() or "en"))

    @app.context_processor
    def common() -> dict[str, Any]:
        locale = get_locale()
        return {
            "lang": locale.language if locale else "en",
            "dir": locale.text_direction if locale else "ltr",
            "edition": g.get("edition"),
            "base_url": app.config["BASE_URL"],
            "path": request.full_path.rstrip("?") if request else "/",
            "is_demo": app.config["DEMO"],
            "_": _,
            "may_enter": guards.may_enter,
        }

    @app.url_defaults
    def same_edition(endpoint: str, values: dict[str, Any]) -> None:
        code = g.get("edition_code")
        if code and "edition" not in values and app.url_map.is_endpoint_expecting(endpoint, "edition"):
            values["edition"] = code
