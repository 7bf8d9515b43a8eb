"""Reading the roll of an award from a registration list: one badge a row, and who may stand on it twice."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from conference.rules.award.counting import BETWEEN, VoterClass
from conference.rules.award.duplicates import Alike, Listed, look_alikes, plain_email
from conference.rules.tables import BadRow, Field, Row, Table, columns_of, text_in

CLASSES = {
    "le": VoterClass.lived_experience,
    "lived_experience": VoterClass.lived_experience,
    "lived experience": VoterClass.lived_experience,
    "other": VoterClass.other,
}
LONGEST_BADGE = 40
FIELDS = (
    Field("badge", ("badge number", "badge no", "ticket", "ticket number"), required=True),
    Field("class", ("voter class", "group"), required=True),
    Field("name", ("full name", "attendee", "attendee name")),
    Field("first_name", ("first name", "given name", "forename")),
    Field("last_name", ("last name", "family name", "surname")),
    Field("email", ("e-mail", "mail", "email address")),
    Field("organisation", ("organization", "affiliation", "company")),
    Field("entries", ("own entries", "own entry")),
)


@dataclass(frozen=True)
class Badge:
    """What the roll keeps of a row; `barred` are the entries that its holder made, and may not choose."""

    number: str
    voter_class: VoterClass
    barred: tuple[str, ...] = ()

    @property
    def barred_line(self) -> str:
        """The barred entries as a ballot would name them, in one order."""
        return BETWEEN.join(self.barred)


@dataclass(frozen=True)
class WrongRow:
    line: int
    reason: str


@dataclass
class RollFile:
    """The badges by their line, the rows that cannot be taken, and the rows that may be one person's."""

    rows: dict[int, Badge] = field(default_factory=dict)
    refused: list[WrongRow] = field(default_factory=list)
    people: list[Listed] = field(default_factory=list)
    alike: list[Alike] = field(default_factory=list)

    @property
    def badges(self) -> list[Badge]:
        return list(self.rows.values())

    @property
    def is_clean(self) -> bool:
        """Nothing in it that somebody should look at first."""
        return not self.refused and not self.alike

    def told(self) -> list[tuple[Alike, list[tuple[Listed, Badge]]]]:
        """Each group of look-alikes with its rows, for who decides."""
        people = {each.line: each for each in self.people}
        return [(alike, [(people[line], self.rows[line]) for line in alike.lines]) for alike in self.alike]


def read_roll(table: Table, mapping: Mapping[str, str] | None = None) -> RollFile:
    """Read a list with the columns badge and class (LE or other); wrong, repeated and look-alike rows are named."""
    columns = columns_of(FIELDS, table, mapping or {})
    found, seen = RollFile(refused=[WrongRow(each.line, each.reason) for each in table.refused]), dict[str, int]()
    for row in table.rows:
        try:
            _read_row(row, columns, found, seen)
        except BadRow as wrong:
            found.refused.append(WrongRow(row.line, str(wrong)))
    found.refused.sort(key=lambda wrong: wrong.line)
    found.alike = look_alikes(found.people)
    return found


def _read_row(row: Row, columns: Mapping[str, str], found: RollFile, seen: dict[str, int]) -> None:
    cells = {each.name: text_in(row.cells, columns.get(each.name)) or "" for each in FIELDS}
    number, written = cells["badge"], cells["class"]
    reason = _wrong(number, written, seen)
    if reason:
        raise BadRow(reason)
    seen[plain(number)] = row.line
    barred = tuple(sorted({name.strip() for name in cells["entries"].split(";") if name.strip()}))
    found.rows[row.line] = Badge(number, CLASSES[written.lower()], barred)
    name = cells["name"] or f"{cells['first_name']} {cells['last_name']}".strip()
    found.people.append(Listed(row.line, name, cells["email"], cells["organisation"]))


def with_makers(found: RollFile, makers: Mapping[str, Collection[str]], entries: Collection[str]) -> None:
    """Bar each row from the entries that its address made, beside those that the list itself names."""
    made: dict[str, set[str]] = {}
    for address, references in makers.items():
        made.setdefault(plain_email(address), set()).update(references)
    for person in found.people:
        badge = found.rows[person.line]
        unknown = sorted(set(badge.barred) - set(entries))
        if unknown:
            found.refused.append(WrongRow(person.line, f"“{unknown[0][:40]}” is no entry of this award."))
            del found.rows[person.line]
            continue
        barred = {*badge.barred, *made.get(plain_email(person.email), ())}
        found.rows[person.line] = replace(badge, barred=tuple(sorted(barred)))
    found.refused.sort(key=lambda wrong: wrong.line)
    found.people = [each for each in found.people if each.line in found.rows]
    found.alike = look_alikes(found.people)  # of a group that has lost a row, the others are still told


def left(rows: Mapping[int, Badge], without: Iterable[int]) -> list[Badge]:
    """The badges to load, without the lines that are a person's second."""
    out = set(without)
    return [badge for line, badge in rows.items() if line not in out]


def plain(number: str) -> str:
    """Two badge numbers that differ only in size of letters, spaces or dashes are one badge; B-7 (2) is not B-72."""
    parts = ("".join(sign for sign in part if sign.isalnum()) for part in number.casefold().split("("))
    return "(".join(part for part in parts if part)


def _wrong(number: str, written: str, seen: dict[str, int]) -> str:
    if not plain(number) or len(number) > LONGEST_BADGE:
        return f"“{number[:LONGEST_BADGE]}” is no badge number of 1 to {LONGEST_BADGE} letters and numbers."
    if plain(number) in seen:
        return f"The badge {number} stands on line {seen[plain(number)]} already."
    if written.lower() not in CLASSES:
        return f"The class must be LE or other, not “{written[:40]}”."
    return ""
