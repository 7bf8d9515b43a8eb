"""Asking reviewers, their answers, conflicts, lists and preferences."""

from typing import Any

import pytest
import sqlalchemy as sa

from conference import triggers
from conference.actions.reviewers import bids, imported, reviewers
from conference.db import writing
from conference.engines.tables import read
from conference.models.audit import AuditEntry
from conference.models.outbox import Message
from conference.models.people.people import Person
from conference.models.reviewers.assignment import Assignment
from conference.models.reviewers.reviewers import Conflict, Preference, Reviewer
from conference.queries.people import people
from conference.queries.reviewers import reviewers as find
from conference.rules.languages import Lang
from conference.rules.people.duties import Duty, Kind
from conference.rules.refusals import Refused
from conference.rules.reviewers.assignment import Bid, ConflictSource, ConflictStatus, ReviewerState
from tests.builders.abstracts import a_conflict, a_proposal, a_reviewer, an_abstract, an_assignment
from tests.cast import AT, a_stream, amina, an_edition, ben, chidi, dara, tomas
from tests.guards import drop

LIST = (
    "name,email,kind,max_load,streams,organisation,external_id\n"
    "Ann Lee,Ann@Example.org,lived_experience,5,Safer care,Trust,R1\n"
    "Bo Chi,bo@example.org,professional,,,,R2\n"
)


def events(db: Any) -> list[str]:
    return [entry.event for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]


def take_in(edition: Any, text: str, **more: Any) -> dict[str, Any]:
    return imported.take_in(edition, read(text.encode()), by=people.system(), at=AT, **more).in_words()


def test_an_invitation_tells_the_load_the_time_and_the_fee(db: Any) -> None:
    with writing():
        edition = an_edition()
        by = dara(edition)
        reviewers.settle(edition, fee=1250, minutes_each=20, default_load=25, closes_at=AT, by=by, at=AT)
        reviewer = reviewers.invite(
            edition, name="Noor", email="noor@example.org", kind=Kind.lived_experience, load=9, by=by, at=AT
        )
        assert (reviewer.state, reviewer.fee, reviewer.max_load) == (ReviewerState.invited, 1250, 9)
        assert Duty.reviewer in people.duties_of(reviewer.person, edition)
    letter = db.session.query(Message).one()
    for words in ("at most 9 abstracts", "20 minutes", "3.0 hours", "£12.50 for each review", "£112.50"):
        assert words in letter.body
    assert "experience" not in letter.subject.lower()
    assert events(db) == ["review.settled", "reviewer.invited"]


def test_the_invitation_is_written_in_the_language_of_the_person(db: Any) -> None:
    with writing():
        edition = an_edition()
        amina().lang = Lang.nl
        reviewers.invite(
            edition, name="", email="amina@example.org", kind=Kind.professional, load=4, by=dara(edition), at=AT
        )
    letter = db.session.query(Message).one()
    assert letter.subject == "Wilt u samenvattingen beoordelen voor Care Together Forum?"
    assert "wij kunnen deze keer niet betalen" in letter.body


def test_one_person_has_one_seat_in_an_edition(db: Any) -> None:
    with writing():
        edition = an_edition()
        a_reviewer(edition, amina())
        with pytest.raises(Refused, match="^already_reviewer$"):
            reviewers.invite(
                edition, name="A", email="amina@example.org", kind=Kind.professional, load=4, by=dara(edition), at=AT
            )


def test_a_yes_with_a_smaller_number_and_chosen_streams(db: Any) -> None:
    with writing():
        edition = an_edition()
        stream, person = a_stream(edition), amina()
        reviewer = a_reviewer(edition, person, state=ReviewerState.invited, max_load=25)
        reviewers.accept(reviewer, load=4, streams=[stream], by=person, at=AT)
    assert (reviewer.state, reviewer.max_load, [s.id for s in reviewer.streams]) == ("accepted", 4, [stream.id])
    assert events(db) == ["reviewer.accepted"]


def test_nobody_chooses_a_number_below_what_they_already_have(db: Any) -> None:
    with writing():
        edition = an_edition()
        reviewer, plan = a_reviewer(edition, amina()), a_proposal(edition, published=True)
        an_assignment(plan, an_abstract(edition), reviewer)
        an_assignment(plan, an_abstract(edition), reviewer)
        with pytest.raises(Refused, match="^has_reviews$"):
            reviewers.accept(reviewer, load=1, streams=[], by=amina(), at=AT)


def test_a_no_gives_the_reviews_back(db: Any) -> None:
    with writing():
        edition = an_edition()
        person = amina()
        reviewer = a_reviewer(edition, person)
        an_assignment(a_proposal(edition, published=True), an_abstract(edition), reviewer)
        an_assignment(a_proposal(edition, "Other"), an_abstract(edition), reviewer)
        reviewers.decline(reviewer, reason="I am ill.", by=person, at=AT)
    assert (reviewer.state, reviewer.declined_because) == ("declined", "I am ill.")
    assert [one.released_by for one in db.session.query(Assignment)] == [person.id]
    assert events(db) == ["reviewer.declined"]
    assert "ill" not in db.session.query(AuditEntry).one().facts


def test_a_conflict_bites_at_once(db: Any) -> None:
    with writing():
        edition = an_edition()
        person, abstract = ben(), an_abstract(edition)
        reviewer = a_reviewer(edition, person)
        an_assignment(a_proposal(edition, published=True), abstract, reviewer)
        conflict = reviewers.declare_conflict(reviewer, abstract, by=person, at=AT)
        assert (conflict.source, conflict.status) == (ConflictSource.declared, ConflictStatus.confirmed)
        assert db.session.query(Assignment).one().released_by == person.id
        reviewers.take_back_conflict(conflict, by=person, at=AT)
    assert db.session.query(Conflict).one().status == ConflictStatus.cleared
    assert find.conflicts_of(reviewer) == []
    assert events(db) == ["conflict.declared", "conflict.cleared"]


def test_a_conflict_noted_by_an_organiser_says_so(db: Any) -> None:
    with writing():
        edition = an_edition()
        conflict = reviewers.declare_conflict(a_reviewer(edition, ben()), an_abstract(edition), by=dara(edition), at=AT)
    assert conflict.source == ConflictSource.organiser


def test_a_list_is_taken_in_twice(db: Any) -> None:
    with writing():
        edition = an_edition()
        stream = a_stream(edition)
        assert take_in(edition, LIST) == {"created": 2, "updated": 0, "unchanged": 0, "refused": []}
    with writing():
        assert take_in(edition, LIST)["unchanged"] == 2
    ann, bo = find.whole(edition)
    assert (ann.person.sign_in_email, ann.kind, ann.max_load) == ("ann@example.org", Kind.lived_experience, 5)
    assert ([s.id for s in ann.streams], ann.external_id) == ([stream.id], "R1")
    assert (bo.max_load, bo.state, bo.streams) == (25, "accepted", [])
    assert events(db) == ["reviewers.imported"] * 2


def test_a_list_changes_what_it_tells_and_keeps_a_known_person(db: Any) -> None:
    with writing():
        edition = an_edition()
        a_stream(edition)
        person = amina()
        take_in(edition, "name,email,kind\nSomebody else,amina@example.org,LE\n")
        counts = take_in(edition, "name,email,kind,max_load,streams\nX,amina@example.org,LE,3,Safer care\n")
        assert counts["updated"] == 1
    assert db.session.query(Person).filter_by(sign_in_email="amina@example.org").one().id == person.id
    assert person.name == "Amina Yusuf"
    assert find.of_person(person, edition).max_load == 3


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",a@x.org,LE,5,", "This reviewer has no name."),
        ("A,ax.org,LE,5,", "“ax.org” is not an email address."),
        ("A,a@x.org,boss,5,", "“boss” is not a kind of reviewer: lived_experience or professional."),
        ("A,a@x.org,LE,many,", "“many” is not a number of reviews."),
        ("A,a@x.org,LE,0,", "The number of reviews is from 1 to 500, not 0."),
        ("A,a@x.org,LE,5,Nowhere", "There is no stream “Nowhere”. This edition has: Safer care."),
        (
            "A,amina@example.org,professional,5,",
            "This person reviews as lived_experience already: one kind of seat each.",
        ),
    ],
)
def test_a_wrong_row_of_a_list_is_named(db: Any, row: str, reason: str) -> None:
    with writing():
        edition = an_edition()
        a_stream(edition)
        a_reviewer(edition, amina())
        counts = take_in(edition, f"name,email,kind,max_load,streams\n{row}\nGood,good@x.org,LE,5,Safer care\n")
    assert (counts["created"], counts["refused"]) == (1, [{"line": 2, "reason": reason}])


def test_a_list_never_lowers_a_number_below_the_plan(db: Any) -> None:
    with writing():
        edition = an_edition()
        plan, reviewer = a_proposal(edition, published=True), a_reviewer(edition, amina())
        for _ in range(2):
            an_assignment(plan, an_abstract(edition), reviewer)
        counts = take_in(edition, "name,email,kind,max_load\nA,amina@example.org,LE,1\n")
    assert counts["refused"] == [{"line": 2, "reason": "This reviewer already has 2 reviews, more than 1."}]
    assert reviewer.max_load == 25


def test_nobody_at_the_desk_is_made_a_reviewer_by_a_list(db: Any) -> None:
    with writing():
        edition = an_edition()
        dara(edition), tomas(edition)
        rows = "name,email,kind\nD,dara@example.org,LE\nA,amina@example.org,LE\nT,tomas@example.org,professional\n"
        counts = take_in(edition, rows)
    words = "“{}@example.org” is an organiser or treasurer, who sees the scores. They cannot review."
    assert counts["created"] == 1
    assert counts["refused"] == [
        {"line": 2, "reason": words.format("dara")},
        {"line": 4, "reason": words.format("tomas")},
    ]


def test_nobody_at_the_desk_is_asked_to_review_except_in_another_edition(db: Any) -> None:
    with writing():
        edition, other = an_edition(), an_edition("OTHER27")
        by = dara(edition)
        asked = {"name": "D", "email": "dara@example.org", "kind": Kind.professional, "load": 4, "by": by, "at": AT}
        with pytest.raises(Refused, match="^at_the_desk$"):
            reviewers.invite(edition, **asked)
        assert reviewers.invite(other, **asked).person_id == by.id


@pytest.mark.parametrize("at_the_desk", [dara, tomas])
def test_the_database_refuses_a_reviewer_at_the_desk_and_the_control(db: Any, at_the_desk: Any) -> None:
    with writing():
        edition = an_edition()
        person = at_the_desk(edition)

    def without(*names: str) -> None:
        for name in names:
            db.session.execute(drop(name))

    without("role_judges_without_the_desk")
    with pytest.raises(sa.exc.IntegrityError) as refused:
        a_reviewer(edition, person)
    assert "reviewer_not_at_the_desk" in triggers.refused_by(refused.value)
    db.session.rollback()
    without("role_judges_without_the_desk", "reviewer_not_at_the_desk")
    assert a_reviewer(edition, person).id
    db.session.rollback()


def test_preferences_and_conflicts_come_from_one_file(db: Any) -> None:
    with writing():
        edition = an_edition()
        reviewer = a_reviewer(edition, amina(), external_id="R1")
        one, two = an_abstract(edition, source_id="P1"), an_abstract(edition, source_id="P2")
        rows = (
            "reviewer,paper,bid\nR1,P1,yes\namina@example.org,P2,Conflict\nR9,P1,yes\nR1,P9,yes\nR1,P1,no\nR1,P1,hm\n"
        )
        counts = bids.take_in(edition, read(rows.encode()), by=people.system(), at=AT).in_words()
    assert (counts["created"], counts["unchanged"]) == (2, 0)
    assert [(r["line"], r["reason"].split(" ")[0]) for r in counts["refused"]] == [
        (4, "“R9”"),
        (5, "“P9”"),
        (6, "“R1”"),
        (7, "“hm”"),
    ]
    bid, conflict = db.session.query(Preference).one(), db.session.query(Conflict).one()
    assert (bid.reviewer_id, bid.abstract_id, bid.bid) == (reviewer.id, one.id, Bid.yes)
    assert (conflict.abstract_id, conflict.source) == (two.id, ConflictSource.bid)
    assert events(db) == ["preferences.imported"]


def test_a_bid_takes_no_conflict_away_and_a_conflict_takes_a_bid_away(db: Any) -> None:
    def told(words: str) -> dict[str, Any]:
        rows = f"reviewer,abstract,bid\nR1,P1,{words}\n"
        return bids.take_in(edition, read(rows.encode()), by=people.system(), at=AT).in_words()

    with writing():
        edition = an_edition()
        reviewer = a_reviewer(edition, chidi(), external_id="R1")
        abstract = an_abstract(edition, source_id="P1")
        assert told("maybe")["created"] == 1
        assert told("yes")["updated"] == 1
        assert told("conflict")["updated"] == 1
        assert told("conflict")["unchanged"] == 1
        assert told("yes")["refused"][0]["reason"].startswith("This reviewer has a conflict")
        assert db.session.query(Preference).count() == 0
        conflict = find.conflict(reviewer, abstract)
        conflict.status, conflict.pinned = ConflictStatus.cleared, True
        db.session.flush()
        assert told("conflict")["unchanged"] == 1


def test_the_database_keeps_one_conflict_a_pair(db: Any) -> None:
    with writing():
        edition = an_edition()
        reviewer, abstract = a_reviewer(edition, ben()), an_abstract(edition)
        a_conflict(reviewer, abstract)
        assert reviewers.declare_conflict(reviewer, abstract, by=ben(), at=AT).id == db.session.query(Conflict).one().id
    assert db.session.query(Reviewer).count() == 1
