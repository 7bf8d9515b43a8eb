"""Rows of a registration list that may be one person: named, and left to somebody who knows. Nothing is guessed."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from conference.rules.people.organisations import plain_name

# Parts of many names that tell nothing by themselves.
PARTICLES = frozenset({
    "de", "den", "der", "von", "van", "la", "le", "les", "el", "al", "da", "das", "do", "dos", "di", "du", "ter", "ten",
    "te", "zu", "zur", "bin", "ibn", "mac", "st",
})  # fmt: skip
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
TITLES = frozenset({"dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "drs", "ir", "sir"})


@dataclass(frozen=True)
class Listed:
    """One row, as far as it tells who somebody is."""

    line: int
    name: str = ""
    email: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class Alike:
    """Lines that may be one person, and why."""

    lines: tuple[int, ...]
    reason: str


def name_parts(name: str) -> tuple[str, ...]:
    """A name without case, accents, marks, titles and order: “de Vries, Ján” and “JAN DE VRIES” are the same."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(LETTERS))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    parts = re.sub(r"[^\w]+|_", " ", letters.replace("'", "").replace("’", "")).split()
    return tuple(sorted(part for part in parts if part not in TITLES))


def plain_email(email: str) -> str:
    """An address without case, without the dots of its first part and without what follows a plus."""
    local, at, host = email.strip().casefold().rpartition("@")
    if not at:
        return ""
    return f"{local.partition('+')[0].replace('.', '')}@{'gmail.com' if host == 'googlemail.com' else host}"


def may_be_one(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether two names differ only in initials: “J. de Vries” and “Jan de Vries”, “Jan P. Bos” and “Jan Bos”."""
    only_a, only_b = list(a), list(b)
    for part in a:
        if part in only_b:
            only_a.remove(part)
            only_b.remove(part)
    shared = [part for part in a if part not in only_a and len(part) > 1 and part not in PARTICLES]
    for short, long in ((only_a, only_b), (only_b, only_a)):
        for part in [part for part in short if len(part) == 1]:
            fits = next((other for other in long if other.startswith(part)), None)
            if fits:
                short.remove(part)
                long.remove(fits)
    return bool(shared) and all(len(part) == 1 for part in (*only_a, *only_b)) and not (only_a and only_b)


def look_alikes(rows: Iterable[Listed]) -> list[Alike]:
    """Rows with the same address, nearly the same address, or a name that may be the same person's."""
    rows, told = list(rows), set[tuple[int, ...]]()
    found: list[Alike] = []
    for alike in (*_by_email(rows), *_by_name(rows)):
        pairs = set(combinations(alike.lines, 2))
        if not pairs <= told:
            told |= pairs
            found.append(alike)
    return sorted(found, key=lambda alike: alike.lines)


def _by_email(rows: Sequence[Listed]) -> Iterator[Alike]:
    for key, reason in (
        (lambda row: row.email.strip().casefold(), "the same email"),
        (lambda row: plain_email(row.email), "the same email but for dots or what follows a plus"),
    ):
        yield from _groups(((key(row), row.line) for row in rows), reason)


def _groups(keyed: Iterable[tuple[object, int]], reason: str) -> Iterator[Alike]:
    groups = defaultdict(list)
    for key, line in keyed:
        if key:
            groups[key].append(line)
    yield from (Alike(tuple(lines), reason) for lines in groups.values() if len(lines) > 1)


def _by_name(rows: Sequence[Listed]) -> Iterator[Alike]:
    """Only where the organisations do not speak against it: a missing one does not."""
    named: dict[tuple[str, ...], list[Listed]] = defaultdict(list)
    for row in rows:
        if row.name.strip():
            named[name_parts(row.name)].append(row)
    for same in named.values():
        yield from _not_apart(same, "the same name")
    shared: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for parts in named:
        for part in {part for part in parts if len(part) > 1 and part not in PARTICLES}:
            shared[part].append(parts)
    seen = set[tuple[tuple[str, ...], tuple[str, ...]]]()
    for names in shared.values():
        with_initial = [parts for parts in names if any(len(part) == 1 for part in parts)]  # one of two has an initial
        for one, other in ((one, other) for one in with_initial for other in names if one != other):
            if not {(one, other), (other, one)} & seen and may_be_one(one, other):
                seen.add((one, other))
                for row in named[one]:
                    yield from _not_apart([row, *named[other]], "names that may be one person’s", row)


def _not_apart(rows: Sequence[Listed], reason: str, first: Listed | None = None) -> Iterator[Alike]:
    """The rows together where no two organisations differ, else those that agree, organisation by organisation."""
    places: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        places[plain_name(row.organisation)].append(row.line)
    unsaid = places.pop("", [])
    for lines in places.values() or [[]]:
        together = sorted({*unsaid, *lines})
        if len(together) > 1 and (first is None or first.line in together):
            yield Alike(tuple(together), reason)
