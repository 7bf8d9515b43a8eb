"""Paper slips on both databases: two different people, nothing kept that tells, and what the database refuses."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from conference.actions.award import awards, slips
from conference.cli.award import seal
from conference.db import db as database, writing
from conference.models.audit import AuditEntry
from conference.models.award.awards import Award, Ballot, RollRow
from conference.models.award.slips import SlipReading
from conference.models.people.people import Person
from conference.queries import invariants
from conference.queries.award import slips as award_slips
from conference.rules.award.additions import Reason
from conference.rules.award.counting import Method
from conference.rules.award.slips import Slip
from conference.rules.people.duties import Duty
from conference.rules.refusals import Refused
from conference.signposts import desk as desk_queries
from tests import cast
from tests.actions.award import test_additions as additions
from tests.actions.award.test_attacks import held_open
from tests.builders import award as build
from tests.guards import Undo, drop, refuses


@pytest.fixture
def poll(db):
    """An open award, and three people who may type slips."""
    with writing():
        return a_poll()


def a_poll(**facts):
    edition = cast.an_edition()
    award, codes = build.an_open_award(edition, **facts)
    people = [cast.dara(edition), cast.someone("otto", "Otto Bell"), cast.someone("piet", "Piet Vos")]
    for person in people[1:]:
        cast.a_role(person, edition, Duty.organiser)
    return {"award": award, "codes": codes, "one": people[0], "two": people[1], "three": people[2]}


def typed(poll, who: str, code: str, choice: str = "A-1", at=build.VOTING) -> Slip:
    return slips.type_slip(poll["award"], code=code, choice=choice, by=poll[who], at=at)


def kept() -> list[SlipReading]:
    return list(database.session.scalars(sa.select(SlipReading).order_by(SlipReading.typed_by)))


def choices() -> list[str]:
    return sorted(database.session.scalars(sa.select(Ballot.choice)))


def test_a_slip_is_a_vote_once_two_people_typed_the_same_and_then_nothing_is_kept(db, poll):
    code = poll["codes"][0]
    with writing():
        assert typed(poll, "one", code, "A-2") is Slip.waits
        assert (len(kept()), choices()) == (1, [])
        assert typed(poll, "two", code.lower(), "A-2") is Slip.recorded
    assert (kept(), choices()) == ([], ["A-2"])
    assert [row.badge for row in db.session.scalars(sa.select(RollRow).where(RollRow.spent == 1))] == ["B-000"]


def test_one_person_alone_makes_no_vote_however_often_they_type(db, poll):
    with writing():
        assert typed(poll, "one", poll["codes"][0]) is Slip.waits
        assert typed(poll, "one", poll["codes"][0]) is Slip.typed_before
        assert typed(poll, "one", poll["codes"][0], "A-3") is Slip.typed_before
    assert (len(kept()), choices()) == (1, [])


@pytest.mark.parametrize(("who", "choice"), [("one", "A-2"), ("two", "A-1"), ("three", "A-1"), ("three", "A-2")])
def test_where_they_differ_another_look_settles_it(db, poll, who, choice):
    code = poll["codes"][0]
    with writing():
        typed(poll, "one", code, "A-1")
        assert typed(poll, "two", code, "A-2") is Slip.differs
        assert (len(kept()), choices()) == (2, [])
        assert typed(poll, who, code, choice) is Slip.recorded
    assert (kept(), choices()) == ([], [choice])


def test_three_ways_to_read_it_are_no_vote_yet(db, poll):
    with writing():
        for who, choice in (("one", "A-1"), ("two", "A-2"), ("three", "A-3")):
            became = typed(poll, who, poll["codes"][0], choice)
        assert (became, choices()) == (Slip.differs, [])
        left = award_slips.left(poll["award"], poll["three"])
    assert (left.by_me, left.by_others, left.differ) == (0, 0, 1)


def test_a_blank_slip_for_both_is_no_vote_and_its_code_stays_unused(db, poll):
    code = poll["codes"][0]
    with writing():
        assert typed(poll, "one", code, "") is Slip.waits
        assert typed(poll, "two", code, "A-1") is Slip.differs
        assert typed(poll, "two", code, "") is Slip.no_vote
        assert (kept(), choices()) == ([], [])
        build.vote(poll["award"], code, "A-3")
    assert choices() == ["A-3"]


def test_a_code_that_was_used_elsewhere_is_refused_and_said(db, poll):
    code = poll["codes"][0]
    with writing():
        build.vote(poll["award"], code, "A-3")
        assert typed(poll, "one", code) is Slip.used
    with writing():
        typed(poll, "one", poll["codes"][1])
        build.vote(poll["award"], poll["codes"][1], "A-3")
        assert typed(poll, "two", poll["codes"][1]) is Slip.used
    assert (kept(), choices()) == ([], ["A-3", "A-3"])


def test_a_slip_whose_card_was_replaced_is_said_and_does_not_wait_for_ever(db):
    with writing():
        poll = a_poll()
        cast.lena(poll["award"].edition)
        typed(poll, "one", poll["codes"][20])
        additions.give(additions.allowed(poll["award"], "B-020", Reason.lost_card))
        assert award_slips.count_left(poll["award"]) == 1
        assert typed(poll, "two", poll["codes"][20]) is Slip.replaced
        assert (award_slips.count_left(poll["award"]), choices()) == (0, [])


def test_a_reading_leaves_no_mark_on_the_roll_that_its_own_row_bears_too(db, poll):
    """PostgreSQL keeps in each row which transaction made it, and which last locked it."""
    with writing():
        typed(poll, "one", poll["codes"][0])
    if db.engine.dialect.name == "sqlite":  # keeps no such number in a row
        return
    made = set(db.session.scalars(sa.text("SELECT xmin::text FROM award_slip_reading")))
    locked = set(db.session.scalars(sa.text("SELECT xmax::text FROM award_roll")))
    assert (len(made), made & locked) == (1, set())


@pytest.mark.parametrize(
    ("code", "choice", "at", "reason"),
    [
        ("347834783478", "A-1", build.VOTING, "unknown_code"),
        (None, "A-9", build.VOTING, "no_such_entry"),
        (None, "A-1 > A-2", build.VOTING, "no_such_entry"),
        (None, "A-1", build.CLOSES, "closed"),
        (None, "", build.CLOSES, "closed"),
        (None, "A-1", cast.AT, "not_yet"),
    ],
)
def test_what_cannot_be_a_vote_is_refused_to_the_first_person_already(db, poll, code, choice, at, reason):
    with pytest.raises(Refused) as refused, writing():
        typed(poll, "one", code or poll["codes"][0], choice, at)
    assert (refused.value.reason, kept()) == (reason, [])


@pytest.mark.parametrize(
    ("method", "choice"),
    [(Method.approval, "A-1 > A-3"), (Method.ranked, "A-3 > A-1"), (Method.score, "A-1=5 > A-3=0")],
)
def test_every_form_of_ballot_can_be_typed(db, method, choice):
    with writing():
        poll = a_poll(method=method, most=2)
        typed(poll, "one", poll["codes"][0], choice)
        assert typed(poll, "two", poll["codes"][0], choice) is Slip.recorded
    assert choices() == [choice]


def test_nothing_that_is_stored_or_logged_tells_code_choice_badge_or_time(db, poll):
    code = poll["codes"][0]
    before = db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry))
    with writing():
        typed(poll, "one", code, "A-2")
        typed(poll, "two", code, "A-3")
    assert {c.name for c in SlipReading.__table__.columns} == {"award_id", "slip", "typed_by", "reading"}
    rows = db.session.execute(sa.select(SlipReading.slip, SlipReading.reading)).all()
    on_the_roll = set(db.session.scalars(sa.select(RollRow.code)))
    words = {word for row in rows for word in row}
    assert all(len(word) == 64 and set(word) <= set("0123456789abcdef") for word in words)
    assert not words & on_the_roll
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == before


def test_the_close_lets_go_of_slips_that_one_person_typed_and_keeps_their_number(db, poll):
    with writing():
        typed(poll, "one", poll["codes"][0])
        typed(poll, "one", poll["codes"][1])
        typed(poll, "two", poll["codes"][1], "A-3")
        build.vote(poll["award"], poll["codes"][2])
        marks = {row.slip for row in kept()}
        assert award_slips.count_left(poll["award"]) == 2
        awards.close(poll["award"], by=poll["one"], at=build.CLOSES)
        award_id = poll["award"].id
    assert kept() == []
    facts = db.session.scalar(sa.select(AuditEntry.facts).where(AuditEntry.event == "award.closed"))
    assert json.loads(facts) == {"slips_left": 2}
    seal.finish({"award": award_id})
    if db.engine.dialect.name == "sqlite":
        file = Path(db.engine.url.database)
        stored = b"".join(path.read_bytes() for path in (file, file.with_name(f"{file.name}-wal")) if path.exists())
        assert not [mark for mark in marks if mark.encode() in stored]


def test_the_desk_is_told_what_waits_and_for_whom(db, poll):
    with writing():
        for code in poll["codes"][:3]:
            typed(poll, "one", code)
        typed(poll, "two", poll["codes"][0], "A-2")
        typed(poll, "two", poll["codes"][3])
        edition = poll["award"].edition
        one, two = (award_slips.left(poll["award"], poll[who]) for who in ("one", "two"))
        lines = [line for line in desk_queries.waiting(edition, at=build.VOTING) if "slips" in line.text]
    assert [(left.by_me, left.by_others, left.differ) for left in (one, two)] == [(2, 1, 1), (1, 2, 1)]
    assert [(line.count, line.due) for line in lines] == [(4, build.CLOSES)]


def test_two_people_at_once_are_one_vote(db, app, poll):
    award_id, code = poll["award"].id, poll["codes"][0]
    one, two = poll["one"].id, poll["two"].id
    db.session.remove()

    def type_as(person_id: int) -> Slip:
        award, person = db.session.get_one(Award, award_id), db.session.get_one(Person, person_id)
        return slips.type_slip(award, code=code, choice="A-1", by=person, at=build.VOTING)

    first = held_open(app, lambda: type_as(one))
    with writing():
        assert type_as(two) is Slip.recorded
    first.join()
    assert (kept(), choices()) == ([], ["A-1"])


def test_a_kiosk_leaves_one_entry_and_only_where_there_is_a_vote(db, poll):
    with writing():
        slips.make_kiosk(poll["award"], by=poll["one"], at=build.VOTING)
        draft = build.a_draft(poll["award"].edition, poll["one"], name="Second")
        with pytest.raises(Refused, match="is_draft"):
            slips.make_kiosk(draft, by=poll["one"], at=build.VOTING)
    assert [e.event for e in db.session.scalars(sa.select(AuditEntry))].count("award.kiosk_made") == 1


# -- What the database itself refuses, and the control: the same statement where the guard is missing ----

AWARD = "(SELECT max(id) FROM award)"
X, Y = "x" * 64, "y" * 64


def row(key: str, slip: str = X) -> str:
    person = f"(SELECT id FROM person WHERE sign_in_email = '{key}@example.org')"
    into = "INSERT INTO award_slip_reading (award_id, slip, typed_by, reading)"
    return f"{into} VALUES ({AWARD}, '{slip}', {person}, '{Y}')"


FORBIDDEN = {
    "slip_reading_while_open": ("closed", row("dara")),
    "slip_reading_at_the_desk": ("open", row("farid")),
    "slip_reading_never_changed": (
        "open",
        "UPDATE award_slip_reading SET typed_by = (SELECT id FROM person WHERE sign_in_email = 'piet@example.org')",
    ),
}


def in_state(state: str) -> None:
    with writing():
        poll = a_poll()
        cast.farid()
        typed(poll, "one", poll["codes"][0])
        if state == "closed":
            awards.close(poll["award"], by=poll["one"], at=build.CLOSES)


@pytest.mark.parametrize("guard", sorted(FORBIDDEN))
def test_the_database_refuses_it_whoever_asks(db, guard):
    state, statement = FORBIDDEN[guard]
    in_state(state)
    refuses(guard, statement)


@pytest.mark.parametrize("guard", sorted(FORBIDDEN))
def test_control_without_its_guard_the_same_statement_goes_through(db, guard):
    state, statement = FORBIDDEN[guard]
    in_state(state)
    with pytest.raises(Undo), writing():
        db.session.execute(drop(guard))
        assert db.session.execute(sa.text(statement)).rowcount == 1
        raise Undo


def test_two_rows_of_a_slip_are_two_people_and_only_digests(db):
    in_state("open")
    for statement, words in (
        (row("dara") + ";" + row("dara"), "(?i)unique|pk_award_slip_reading"),
        (row("dara").replace(Y, "A-1"), "digests_only"),
    ):
        with pytest.raises(sa.exc.IntegrityError, match=words), writing():
            for part in statement.split(";"):
                db.session.execute(sa.text(part))


def test_control_without_its_key_and_check_one_person_is_two(db):
    in_state("open")
    with pytest.raises(Undo), writing():
        bare = "CREATE TABLE bare AS SELECT * FROM award_slip_reading WHERE 1 = 0"
        db.session.execute(sa.text(bare))
        for _twice in range(2):
            db.session.execute(sa.text(row("dara").replace("award_slip_reading", "bare").replace(Y, "A-1")))
        assert db.session.scalar(sa.text("SELECT count(*) FROM bare")) == 2
        raise Undo


def test_no_reading_outlives_the_vote_even_where_it_is_closed_by_hand(db):
    in_state("open")
    with pytest.raises(Undo), writing():
        db.session.execute(sa.text("UPDATE award SET state = 'closed'"))
        assert kept() == []
        raise Undo


def test_control_without_that_the_readings_stay_and_the_check_says_so(db):
    in_state("open")
    with pytest.raises(Undo), writing():
        db.session.execute(drop("slip_readings_end_with_the_vote"))
        db.session.execute(sa.text("UPDATE award SET state = 'closed'"))
        assert len(kept()) == 1
        assert [line for line in invariants.failed() if "paper slip" in line]
        raise Undo
