"""Two worlds that differ in the secrets of the review, and all that one person gets to see of a world."""

import io
import itertools
import re
import zipfile
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import select

from conference.actions import frozen_sets
from conference.actions.applications import scoring
from conference.actions.people import people
from conference.actions.reviewers import reviewers as reviewer_list
from conference.actions.reviews import reviews
from conference.actions.selection import decisions as abstract_decisions
from conference.db import db, now, writing
from conference.guards import ANYONE, DOORS, KEY_HOLDER, SIGNED_IN, Need
from conference.models.abstracts.abstracts import Abstract, AbstractAuthor
from conference.models.applications.applications import Application
from conference.models.editions.editions import Edition
from conference.models.outbox import Message
from conference.models.people.people import Person
from conference.queries import keys
from conference.queries.people import people as find_people
from conference.queries.selection import decisions as decided, ranking
from conference.rules.abstracts.abstracts import AbstractState
from conference.rules.keys import Kind as SetKind
from conference.rules.people.duties import Kind
from tests import cast
from tests.builders import (
    applications as build_place,
    award as build_award,
    reviews as build,
    streams as build_stream,
    submissions as build_work,
    talks as build_talk,
)
from tests.cast import AT
from tests.conftest import empty

LE, PRO = Kind.lived_experience, Kind.professional
WHO = {
    "guest": "", "farid": "Farid Haddad", "applicant": "Yara Applicant", "noor": "Noor Bakker", "vera": "Vera Writer",
    "amina": "Amina Yusuf", "ben": "Ben Okoro", "chidi": "Chidi Eze", "dov": "Dov Reader", "greta": "Greta Lund",
    "assessor": "Sam Assessor", "co-chair": "Mina Holt", "voter": "Eve Janssen", "lena": "Lena Marsh",
    "tomas": "Tomas Brandt", "dara": "Dara Quill",
}  # fmt: skip

# Each secret, and who may know it: whoever wrote it, whose it is, and (always) the organiser. Works: one by Noor, one
# by Vera, one by people without an account. Chidi and Dov have read Noor's and sent; Amina and Greta have not.
SECRETS: dict[str, set[str]] = {
    "a score": {"chidi", "dov"},  # those who have sent see the others' words
    "a co-production answer": {"chidi", "dov"},
    "a comment": {"chidi", "dov"},
    "whether somebody has sent": {"greta", "chidi", "dov"},
    "what somebody has begun or skipped": {"dov", "chidi"},
    "what is said in a talk, and a changed mind": {"chidi", "dov"},
    "a reviewer's name": {"chidi"},
    "an author's name": set(),  # of the work without an account: blinded for its readers, unknown to all others
    "a conflict": {"greta"},
    "what an author said of working together": {"noor", "amina", "chidi", "dov", "greta"},
    "the text of a work": {"vera", "amina", "chidi", "greta", "dov"},  # Ben has a conflict with it
    "a drafted decision": set(),
    "a frozen decision": {"lena"},
}


class Seen(NamedTuple):
    """One answer: what was asked, what came back, and how many statements it took."""

    what: str
    status: int
    headers: tuple[str, ...]
    body: bytes
    statements: int


def made(app: Flask, other: Collection[str]) -> Edition:
    """The world; the secrets named in `other` have their other value."""
    empty(app)
    with writing():
        people.make_system(at=now())
    edition = cast.an_edition()
    dara = cast.dara(edition)
    cast.lena(edition), cast.tomas(edition)
    one = {name: cast.someone(name, called) for name, called in WHO.items() if name not in ("guest", "applicant")}
    _other_work_of_the_house(edition, one)
    if "a reviewer's name" in other:
        one["chidi"].name = "Wilhelmina Reader"
    build_work.call(edition)
    changed = {"involved_changed": "Nothing at all."} if "what an author said of working together" in other else {}
    noors = build_work.sent(edition, one["noor"], **changed).abstract
    veras = build_work.sent(edition, one["vera"]).abstract
    if "the text of a work" in other:
        veras.plain_summary = veras.sections[0].text = "Another text."
    third = build.an_abstract(edition, "Walking with neighbours")
    if "an author's name" in other:
        third.authors[0].name = "Somebody Else"
    pairs = _pairs(edition, one, (noors, veras, third))
    if "a conflict" in other:
        reviewer_list.declare_conflict(pairs["greta", veras.id].reviewer, veras, by=one["greta"], at=AT)
    score, level = (1 if "a score" in other else 4), (0 if "a co-production answer" in other else 3)
    words = "Weak." if "a comment" in other else "Strong."
    of_chidi = build.sent(pairs["chidi", noors.id], score, level, words)
    if "what is said in a talk, and a changed mind" in other:
        build_talk.remarked(of_chidi)
        build_talk.changed(of_chidi, score)
    build.sent(pairs["dov", noors.id], 4, 3)
    if "whether somebody has sent" in other:
        build.sent(pairs["greta", noors.id])
    if "what somebody has begun or skipped" in other:
        begun, skipped = pairs["dov", veras.id], pairs["chidi", third.id]
        reviews.save(begun, build.answers(begun), at=AT)
        reviews.skip(skipped, by=one["chidi"], at=AT)
    build.slots(edition, None, 5, 5)
    build.ranked(edition)
    if "a drafted decision" in other or "a frozen decision" in other:
        digest = decided.digest_of(decided.suggestions(edition, ranking.NO_STREAM))
        abstract_decisions.draft(edition, ranking.NO_STREAM, digest=digest, by=dara, at=AT)
    if "a frozen decision" in other:
        found = frozen_sets.freeze(edition, SetKind.abstract_decisions, edition.id, by=dara, at=AT)
        frozen_sets.turn_key(found, digest=found.digest, by=dara, at=AT)
    db.session.commit()
    return edition


def _other_work_of_the_house(edition: Edition, one: dict[str, Person]) -> None:
    """An application with two who assess it, a co-chair who was asked, an award with entries."""
    build_place.settings(edition)
    build_place.pots(edition)
    application = build_place.sent(edition, WHO["applicant"])
    application.reference, application.person.sign_in_email = "LE-AAAA-AAAA", "applicant@example.org"
    for person, kind in ((one["assessor"], LE), (cast.someone("pat", "Pat Second"), PRO)):
        scoring.seat(person, edition, kind, by=cast.dara(edition), at=AT)
    scoring.share_out(edition, by=cast.dara(edition), at=AT)
    stream = cast.a_stream(edition, "Access")
    build_stream.a_candidate(one["co-chair"], edition, LE, **{stream.name: 5})
    build_stream.a_candidate(cast.someone("petra", "Petra Pro"), edition, PRO, **{stream.name: 5})
    build_stream.a_card(edition)
    build_stream.asked(edition)
    build_award.with_entries(build_award.a_draft(edition, cast.dara(edition)), cast.dara(edition), one["voter"])


def _pairs(edition: Edition, one: dict[str, Person], works: tuple[Abstract, Abstract, Abstract]) -> dict[Any, Any]:
    """Who reads what. Ben has a conflict with Vera's work and reads the third."""
    noors, veras, third = works
    for work in (noors, veras):
        work.state = AbstractState.under_review
    reads = {"amina": works, "ben": (third,), "chidi": works, "dov": (noors, veras), "greta": (noors, third)}
    kinds = {"amina": LE, "ben": LE, "chidi": PRO, "dov": LE, "greta": PRO}
    readers = {name: build.a_reviewer(one[name], edition, kind) for name, kind in kinds.items()}
    reviewer_list.declare_conflict(readers["ben"], veras, by=one["ben"], at=AT)
    pairs = {(name, work.id): build.a_pair(work, readers[name]) for name in reads for work in reads[name]}
    pairs["greta", veras.id] = build.a_pair(veras, readers["greta"])
    return pairs


def sweep(app: Flask, client_of: Callable[..., Any], counted: Any, name: str, wanted: str = "") -> list[Seen]:
    """All that this person gets to see: every page with every address, then every form sent empty, then their mail.

    `wanted` keeps to the addresses that begin so.
    """
    person = find_people.by_sign_in_address(f"{name}@example.org") if WHO[name] else None
    person_id = person.id if person else 0
    pages, forms = _addresses(app, person)
    seen = []
    client = client_of(person)

    def ask(how: str, path: str) -> int:
        with counted() as sent:
            answer = client.open(path, method=how)
        body = plain(answer.get_data())
        seen.append(Seen(f"{how} {path}", answer.status_code, _headers(answer), body, len(sent)))
        return int(answer.status_code)

    for path in (path for path in pages if path.startswith(wanted)):
        if ask("GET", path) == 200 and not path.endswith((".pdf", ".xlsx")):
            for more in ASKED:
                ask("GET", f"{path}?{more}")
    for path in (path for path in forms if path.startswith(wanted)):
        ask("POST", path)
    mail = select(Message.subject, Message.body).where(Message.person_id == person_id).order_by(Message.id)
    seen += [Seen(f"mail {subject}", 0, (), plain(body.encode()), 0) for subject, body in db.session.execute(mail)]
    return seen


ASKED = (
    "page=2&number=2&short=2&log=2",
    "search=Weak&words=Weak&q=Weak&state=submitted&kind=professional&stream=1&together=1&tasks=1&sort=score",
)
# What an address can name besides the edition: rows of these tables, or a few words.
NAMED: dict[str, list[Any]] = {
    "word": ["about", "text", "together", "summary", "declare", "offer"], "page": ["contact", "about-you"],
    "kind": ["csv", "lived_experience"], "form": ["pdf"], "lang": ["en"], "item": ["train"], "step": ["up"],
    "outcome": ["came"], "link": ["none"], "code": ["NONE"], "filename": ["app.css"],
}  # fmt: skip
# Chance stands on it, or it makes somebody else of whoever asks.
LEFT_OUT = ("account.one_time_code", "account.use_one_time_code", "account.sign_out", "account.demo",
            "account.use_demo", "static")  # fmt: skip


def _addresses(app: Flask, person: Person | None) -> tuple[list[str], list[str]]:
    """Every address that is read, and every one that is sent to: of each rule one for each thing it can name.

    Behind a door that is shut to this person it never comes to what is named: one address for each rule is enough.
    """
    open_doors = _open_doors(person)
    papers, works = (sorted(db.session.scalars(select(model.reference))) for model in (Application, Abstract))
    authors = sorted(db.session.scalars(select(AbstractAuthor.id)))
    numbers: list[Any] = [1, 2, 3]
    bound = app.url_map.bind("x")
    pages, forms = set(), set()
    for rule in app.url_map.iter_rules():
        if rule.endpoint in LEFT_OUT:
            continue
        door = rule.endpoint.split(".")[0]
        named = {**NAMED, "reference": papers if door == "panel" else works, "author_id": authors}
        choices = [(name, ["FORUM27"] if name == "edition" else named.get(name, numbers)) for name in rule.arguments]
        for filled in itertools.islice(_each(choices), None if door in open_doors else 1):
            path = bound.build(rule.endpoint, filled)
            pages |= {path} if "GET" in (rule.methods or ()) else set()
            forms |= {path} if "POST" in (rule.methods or ()) else set()
    return sorted(pages), sorted(forms)


def _open_doors(person: Person | None) -> set[str]:
    """The doors that let this person in."""
    held: set[Need] = {ANYONE}
    if person:
        held |= {SIGNED_IN, *find_people.all_duties_of(person)}
        held |= {KEY_HOLDER} if keys.holds_any_key(person) else set()
    return {door for door, need in DOORS.items() if held & ({need} if isinstance(need, str) else set(need))}


def _each(choices: list[tuple[str, list[Any]]]) -> Iterator[dict[str, Any]]:
    """Every way to fill in one of each."""
    if not choices:
        yield {}
        return
    (name, values), *rest = choices
    for filled in _each(rest):
        for value in values:
            yield {name: value, **filled}


def _headers(answer: Any) -> tuple[str, ...]:
    new = ("Content-Security-Policy", "Content-Length", "Date", "Expires")  # in every answer
    told = [(name, value) for name, value in answer.headers if name not in new]
    return tuple(sorted(f"{name}: {'' if name == 'Set-Cookie' else plain(value.encode())!r}" for name, value in told))


def plain(data: bytes) -> bytes:
    """Without what is new in every answer: tokens, codes, the minute that it is, when a workbook was made."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return b"".join(book.read(name) for name in book.namelist() if name != "docProps/core.xml")
    data = re.sub(
        rb'(name="csrf_token"[^>]*value="[^"]*"|"[\w.-]{60,}"|/[\w-]{32,}\b|(\b[2-9A-Z]{4}-)+[2-9A-Z]{4}\b)', b"", data
    )
    clock = datetime.now(UTC)
    return re.sub(rb"\b%d:[0-5]\d\b|\b%02d:[0-5]\d\b" % (clock.hour, clock.hour), b"", data)
