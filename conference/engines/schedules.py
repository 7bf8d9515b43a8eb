"""Files that are no plain table: a list of JSON objects, and a schedule (frab, pretalx) in XML or JSON."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree import ElementTree

EVENT = ("id", "title", "track", "type", "abstract", "description", "language", "date", "start", "duration", "room")
LISTS = ("results", "submissions", "talks", "sessions", "abstracts")


class NotRows(Exception):
    """Nothing in it can be read as rows; its words say why."""


def objects_in(text: str) -> list[Mapping[str, Any]]:
    """The objects of a JSON list, of an answer with one list in it, or of a schedule."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise NotRows("The file begins like JSON, and cannot be read as JSON.") from problem
    if isinstance(told, dict) and isinstance(told.get("schedule"), dict):
        return list(_events(told["schedule"]))
    if isinstance(told, dict):
        told = next((told[name] for name in LISTS if isinstance(told.get(name), list)), [told])
    rows = [row for row in told if isinstance(row, dict)]
    if not rows or len(rows) < len(told):
        raise NotRows("The JSON list holds something else than objects of fields.")
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _events(schedule: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    days = (schedule.get("conference") or schedule).get("days") or []
    for day in days:
        for room, events in (day.get("rooms") or {}).items():
            for event in events:
                people = event.get("persons") or event.get("speakers") or []
                names = [one.get("public_name") or one.get("name") or "" for one in people if isinstance(one, dict)]
                yield {
                    **{name: _plain(event.get(name)) or "" for name in EVENT},
                    "id": str(event.get("code") or event.get("id") or event.get("guid") or ""),
                    "room": str(event.get("room") or room),
                    "abstract": "\n\n".join(filter(None, (event.get("abstract"), event.get("description")))),
                    "persons": [name for name in names if name],
                }


def _plain(value: Any) -> Any:
    """Words in several languages, or an object with a name, as words."""
    if isinstance(value, dict) and value and all(isinstance(one, str | None) for one in value.values()):
        return value.get("name") or value.get("en") or next((one for one in value.values() if one), "")
    if isinstance(value, list) and value and all(isinstance(one, dict) and "name" in one for one in value):
        return [one["name"] for one in value]
    return value


def events_in(text: str) -> list[Mapping[str, Any]]:
    """The events of a schedule in XML (conference > day > room > event). One that brings its own words is refused."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise NotRows("The XML file defines words of its own. Save it again without them.")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - nothing of its own is defined in it
    except ElementTree.ParseError as problem:
        raise NotRows(f"The XML file cannot be read: {problem}.") from problem
    found: list[Mapping[str, Any]] = []
    for room in root.iter("room"):
        for event in room.iter("event"):
            told = {name: (event.findtext(name) or "").strip() for name in EVENT}
            told["id"] = event.get("code") or event.get("id") or event.get("guid") or ""
            told["room"] = told["room"] or room.get("name") or ""
            told["abstract"] = "\n\n".join(filter(None, (told["abstract"], told["description"])))
            persons = [(one.text or "").strip() for one in event.iter("person")]
            found.append({**told, "persons": [one for one in persons if one]})
    if not found:
        raise NotRows("The XML file holds no event of a schedule.")
    return found
