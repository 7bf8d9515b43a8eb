"""What an abstract is when it reaches us, and how a row of somebody else's file is read as one."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from conference.rules.abstracts.rows import PARTS, names_in
from conference.rules.tables import BadRow, Field, Row, text_in


class AbstractType(StrEnum):
    oral = "oral"
    poster = "poster"
    workshop = "workshop"
    minicourse = "minicourse"


class AbstractState(StrEnum):
    draft = "draft"
    submitted = "submitted"
    under_review = "under_review"
    accepted = "accepted"
    waitlisted = "waitlisted"
    rejected = "rejected"
    withdrawn = "withdrawn"


class Involvement(StrEnum):
    """When people with lived experience were first involved. Never asked is not the same as none."""

    not_asked = "not_asked"
    none = "none"
    idea = "idea"
    design = "design"
    doing = "doing"
    measuring = "measuring"
    sharing = "sharing"


class Answer(StrEnum):
    not_asked = "not_asked"
    yes = "yes"
    no = "no"


# A file may still change these: nothing has been decided about them.
OPEN_TO_IMPORT = frozenset({AbstractState.draft, AbstractState.submitted, AbstractState.under_review})
# These take a reviewer's time; the others do not.
IN_REVIEW = frozenset({AbstractState.submitted, AbstractState.under_review})

FIELDS = (
    Field(
        "source_id",
        ("id", "#", "paper", "paper_id", "paper id", "submission", "submission id"),
        required=True,
    ),
    Field("title", ("proposal title", "paper title"), required=True),
    Field("authors", ("speaker names", "speakers", "persons", "author names", "primary authors")),
    Field("affiliation", ("first_affiliation", "organisation", "organization")),
    Field("country", ("first_country",)),
    *PARTS,
    Field("abstract", ("sections", "body", "text", "content")),
    Field("year"),
    Field("journal"),
    Field("doi"),
    Field("licence", ("license",)),
    Field("keywords"),
    Field("stream", ("track", "accepted track")),
    Field("type", ("session type", "accepted type", "submission type")),
    Field("plain_summary", ("summary", "plain summary")),
    Field("contact_name", ("submitter",)),
    Field("contact_email", ("submitter email",)),
    Field("involvement"),
    Field("involved_who"),
    Field("involved_changed"),
    Field("involved_none_because"),
    Field("involved_paid"),
    Field("lived_experience_author"),
    Field("lived_experience_presenter"),
)
# Fields that are kept as they are told, with the most characters each may have.
LONGEST = {
    "source_id": 100,
    "title": 1000,
    "year": 20,
    "journal": 500,
    "doi": 200,
    "licence": 300,
    "plain_summary": 2000,
    "involved_who": 5000,
    "involved_changed": 5000,
    "involved_none_because": 5000,
    "contact_name": 200,
    "contact_email": 254,
}
# Fields that take one of a few words; an empty cell of the last four means: not asked.
WORDS: dict[str, type[StrEnum]] = {
    "type": AbstractType,
    "involvement": Involvement,
    "involved_paid": Answer,
    "lived_experience_author": Answer,
    "lived_experience_presenter": Answer,
}
LABEL = re.compile(r"^([A-Z][A-Z0-9 ,/&()'’:-]{1,120}?): (?=\S)")


@dataclass(frozen=True)
class Author:
    name: str
    affiliations: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class Section:
    label: str
    text: str


@dataclass(frozen=True)
class Reading:
    """One abstract as a file tells it: what it does not speak of is not in `facts`, or None."""

    source_id: str
    facts: Mapping[str, Any]
    authors: tuple[Author, ...] | None = None
    names_only: bool = False
    sections: tuple[Section, ...] | None = None
    one_cell: bool = False
    stream: str | None = None
    contact_name: str = ""
    contact_email: str = ""


def reference(number: int) -> str:
    """The short name an abstract has in one edition, easy to read out on the telephone."""
    return f"A-{number:04d}"


def credit(authors: tuple[str, ...], title: str, journal: str, year: str, doi: str, licence: str) -> str:
    """Whose work it is and under which licence it may be shown: authors, title, source, DOI, licence."""
    first = authors[0] if authors else "Authors not named"
    named = f"{first} and others" if len(authors) > 2 else " and ".join(authors) or first
    source = " ".join(part for part in (journal, year) if part)
    link = f"https://doi.org/{doi}" if doi else ""
    return ". ".join(part.rstrip(".") for part in (named, title, source, link, licence) if part) + "."


def read(row: Row, columns: Mapping[str, str]) -> Reading:
    """One row becomes one abstract, or is refused with a reason in plain words."""
    words = {name: _short_enough(name, text_in(row.cells, columns.get(name))) for name in LONGEST}
    for name, called in (("source_id", "number of its own"), ("title", "title")):
        if not words[name]:
            raise BadRow(f"This abstract has no {called}: the cell “{columns[name]}” is empty.")
    email = words.pop("contact_email") or ""
    if email and (email.count("@") != 1 or " " in email or not all(email.split("@"))):
        raise BadRow(f"“{email}” is not an email address.")
    told: dict[str, Any] = words | {name: _word(name, text_in(row.cells, columns.get(name))) for name in WORDS}
    told["keywords"] = _keywords(row.cells, columns.get("keywords"))
    contact, source_id = told.pop("contact_name") or "", told.pop("source_id")
    authors, names_only = _authors(row.cells, columns)
    abstract = columns.get("abstract")
    return Reading(
        source_id=source_id,
        facts={name: value for name, value in told.items() if value is not None},
        authors=authors,
        names_only=names_only,
        sections=_sections(row.cells, abstract),
        one_cell=not isinstance(row.cells.get(abstract or ""), list),
        stream=text_in(row.cells, columns.get("stream")) or None,
        contact_name=contact,
        contact_email=email,
    )


def authors_after(known: tuple[Author, ...], told: tuple[Author, ...], names_only: bool) -> tuple[Author, ...]:
    """A file that gives only names takes away no affiliation we knew."""
    same = [author.name for author in known] == [author.name for author in told]
    return known if names_only and same and any(author.affiliations for author in known) else told


def sections_after(known: tuple[Section, ...], told: tuple[Section, ...], one_cell: bool) -> tuple[Section, ...]:
    """A file that gives the same words in one cell takes away no heading we knew; one that gives sections is right."""
    return known if one_cell and in_one_piece(known) == in_one_piece(told) else told


def in_one_piece(sections: tuple[Section, ...]) -> str:
    """The whole text as one cell of a table holds it."""
    return "\n\n".join(f"{part.label}: {part.text}" if part.label else part.text for part in sections)


def as_read(words: str) -> str:
    """Words as people read them: a file may hold “&lt;” for “<”. Kept as they came, read as they were meant."""
    return html.unescape(words)


def sections_of(words: str) -> tuple[Section, ...]:
    """Paragraphs that begin with a heading in capitals and a colon are sections; one alone is no heading."""
    found = [(LABEL.match(paragraph), paragraph) for paragraph in words.split("\n\n")]
    if sum(1 for label, _ in found if label) < 2:
        return (Section("", words),)
    sections: list[Section] = []
    for label, paragraph in found:
        if label or not sections:
            sections.append(Section(label[1] if label else "", paragraph[label.end() if label else 0 :]))
        else:
            sections.append(Section(sections[-1].label, f"{sections.pop().text}\n\n{paragraph}"))
    return tuple(sections)


def _short_enough(name: str, words: str | None) -> str | None:
    if words is not None and len(words) > LONGEST[name]:
        raise BadRow(f"The {name} has {len(words)} characters; {LONGEST[name]} is the most.")
    return words


def _sections(cells: Mapping[str, Any], column: str | None) -> tuple[Section, ...] | None:
    if column is None:
        return None
    value = cells.get(column)
    if isinstance(value, list):
        sections = tuple(_section(part) for part in value)
    else:
        sections = sections_of(text_in(cells, column) or "")
    if not any(section.text for section in sections):
        raise BadRow(f"This abstract has no text: “{column}” is empty.")
    return sections


def _section(part: object) -> Section:
    if isinstance(part, str):
        part = {"text": part}
    if not isinstance(part, dict) or "text" not in part:
        raise BadRow("A section of this abstract is not an object with a label and a text.")
    return Section(text_in(part, "label") or "", text_in(part, "text") or "")


def _authors(cells: Mapping[str, Any], columns: Mapping[str, str]) -> tuple[tuple[Author, ...] | None, bool]:
    column = columns.get("authors")
    if column is None:
        return None, False
    value = cells.get(column)
    if isinstance(value, list):
        return tuple(_author(one) for one in value), False
    names = names_in(text_in(cells, column) or "")
    first = {
        "org": text_in(cells, columns.get("affiliation")) or "",
        "country": text_in(cells, columns.get("country")) or "",
    }
    told = (first,) if first["org"] else ()
    return tuple(Author(name, told if place == 0 else ()) for place, name in enumerate(names)), True


def _author(one: object) -> Author:
    if isinstance(one, str):
        one = {"name": one}
    if not isinstance(one, dict) or not text_in(one, "name"):
        raise BadRow("An author of this abstract has no name.")
    affiliations = one.get("affiliations") or []
    if not isinstance(affiliations, list):
        raise BadRow("The affiliations of an author are not a list.")
    return Author(text_in(one, "name") or "", tuple(_affiliation(place) for place in affiliations))


def _affiliation(place: object) -> Mapping[str, str]:
    if isinstance(place, str):
        place = {"org": place}
    if not isinstance(place, dict):
        raise BadRow("An affiliation of an author is not words.")
    return {"org": text_in(place, "org") or "", "country": text_in(place, "country") or ""}


def _keywords(cells: Mapping[str, Any], column: str | None) -> list[str] | None:
    if column is None:
        return None
    value = cells.get(column)
    if isinstance(value, list):
        parts = [text_in({"keyword": one}, "keyword") or "" for one in value]
    else:
        parts = re.split(r"[;\n]", text_in(cells, column) or "")
    return [part.strip() for part in parts if part.strip()]


def _word(name: str, told: str | None) -> StrEnum | None:
    """One of the words that this field takes; an unknown one is refused, so that nothing is guessed."""
    if told is None or (not told and name == "type"):
        return None
    known, asked = WORDS[name], told.lower().replace(" ", "_") or Answer.not_asked.value
    if asked not in set(known):
        raise BadRow(f"“{told}” is not an answer we know for {name}: {', '.join(known)}.")
    return known(asked)
