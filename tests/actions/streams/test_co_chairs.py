"""Co-chairs: proposed for all streams at once, asked under both keys only, answered in their own words."""

import pytest
import sqlalchemy as sa

from conference import triggers
from conference.actions import frozen_sets
from conference.actions.streams import co_chairs
from conference.db import Base
from conference.models.audit import AuditEntry
from conference.models.editions.editions import Stream
from conference.models.outbox import Message
from conference.models.streams.co_chairs import CoChair
from conference.queries.streams import candidates as found, co_chairs as queries, coverage
from conference.rules.keys import Kind as Decision
from conference.rules.refusals import Refused
from conference.rules.streams.co_chairs import Answer, State
from tests import cast
from tests.builders import streams as build
from tests.builders.streams import LE, PRO
from tests.guards import drop


def events(db):
    return list(db.session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.id)))


def letters(db, kind):
    return list(db.session.scalars(sa.select(Message).where(Message.kind == kind).order_by(Message.id)))


def stream(db, name):
    return db.session.scalars(sa.select(Stream).where(Stream.name == name)).one()


def test_a_proposal_fills_every_seat_and_tells_nobody(db):
    edition = build.a_staffed_edition()
    before = len(events(db))
    proposal = co_chairs.propose(edition, by=cast.dara(edition), at=cast.AT)
    db.session.flush()
    picks = {(each.stream.name, each.kind): each.person.name for each in queries.picks_of(proposal)}
    assert picks == {
        ("Access", LE): "Amina Yusuf",
        ("Access", PRO): "Chidi Eze",
        ("Safety", LE): "Ben Okoro",
        ("Safety", PRO): "Greta Lund",
    }
    assert events(db)[before:] == ["co_chairs.proposed"]
    assert letters(db, "role_card_sent") == []


def test_only_both_keys_send_the_role_cards(db):
    edition = build.a_staffed_edition()
    dara, lena = cast.dara(edition), cast.lena(edition)
    frozen = build.frozen_co_chairs(edition)
    assert {each.state for each in queries.under(frozen)} == {State.proposed}
    frozen_sets.turn_key(frozen, digest=frozen.digest, by=dara, at=cast.AT)
    assert letters(db, "role_card_sent") == []
    with pytest.raises(Refused):
        frozen_sets.turn_key(frozen, digest=frozen.digest, by=dara, at=cast.AT)
    before = len(events(db))
    frozen_sets.turn_key(frozen, digest=frozen.digest, by=lena, at=cast.AT)
    assert events(db)[before:] == ["decision.carried"]
    assert {each.state for each in queries.under(frozen)} == {State.role_sent}
    assert len(letters(db, "role_card_sent")) == 4


@pytest.mark.parametrize("state", [State.role_sent, State.accepted])
def test_the_database_refuses_a_role_card_without_both_keys(db, state):
    edition = build.a_staffed_edition()
    frozen = build.frozen_co_chairs(edition)
    frozen_sets.turn_key(frozen, digest=frozen.digest, by=cast.dara(edition), at=cast.AT)
    seat = queries.under(frozen)[0]
    card = found.card_for(seat.stream)
    answer = {"answered_at": cast.AT, "answered_by": seat.person_id, "agreed_card_id": card.id}
    for name, value in {"sent_at": cast.AT, "state": state, **(answer if state == State.accepted else {})}.items():
        setattr(seat, name, value)
    with pytest.raises(sa.exc.IntegrityError, match="co_chair_sent_by_both_keys"):
        db.session.flush()
    db.session.rollback()


def test_control_without_the_trigger_one_key_would_do(db):
    edition = build.a_staffed_edition()
    frozen = build.frozen_co_chairs(edition)
    db.session.execute(drop("co_chair_sent_by_both_keys"))
    seat = queries.under(frozen)[0]
    seat.state, seat.sent_at = State.role_sent, cast.AT
    db.session.flush()
    assert seat.state == State.role_sent
    db.session.rollback()
    assert "trigger co_chair_sent_by_both_keys" not in triggers.missing(db.session.connection())


def a_seat(edition, candidate, stream_id, frozen, **facts):
    given = {"kind": candidate.kind, "state": State.proposed, "person_id": candidate.person_id}
    return CoChair(
        edition_id=edition.id, stream_id=stream_id, candidate_id=candidate.id, under_set=frozen.id, **{**given, **facts}
    )


def free_candidate(edition, name):
    return next(each for each in found.candidates(edition) if each.person.name == name)


REFUSED = {
    "after the keys": ("Noor Bakker", {}, "co_chair_starts_proposed"),
    "already sent": ("Noor Bakker", {"state": State.role_sent, "sent_at": cast.AT}, "co_chair_starts_proposed"),
    "a second of one kind": ("Noor Bakker", {}, "uq_co_chair_one_per_seat|stream_id, co_chair.kind"),
    "of the other kind": ("Noor Bakker", {"kind": PRO}, "foreign key|FOREIGN KEY"),
    "over the limit": ("Amina Yusuf", {}, "co_chair_within_limit"),
}


def add_refused_seat(db, case):
    """Put that seat into the database, whatever it says."""
    name, facts, _words = REFUSED[case]
    edition = build.a_staffed_edition()
    frozen = build.frozen_co_chairs(edition)
    if case == "after the keys":
        build.both_keys(edition, frozen)
    new = case in ("after the keys", "of the other kind")
    where = cast.a_stream(edition, "Home", 3).id if new else stream(db, "Safety").id
    return a_seat(edition, free_candidate(edition, name), where, frozen, **facts)


@pytest.mark.parametrize("case", REFUSED)
def test_the_database_refuses_a_seat(db, case):
    db.session.add(add_refused_seat(db, case))
    with pytest.raises(sa.exc.IntegrityError, match=REFUSED[case][2]):
        db.session.flush()
    db.session.rollback()


@pytest.mark.parametrize(
    ("case", "guards"),
    [
        ("after the keys", ["co_chair_starts_proposed"]),
        ("a second of one kind", ["uq_co_chair_one_per_seat"]),
        ("over the limit", ["co_chair_within_limit", "uq_co_chair_one_per_seat"]),
    ],
)
def test_control_without_its_guard_the_seat_would_be_there(db, case, guards):
    seat = add_refused_seat(db, case)
    for guard in guards:
        db.session.execute(sa.text(f"DROP INDEX {guard}") if guard.startswith("uq_") else drop(guard))
    db.session.add(seat)
    db.session.flush()
    assert seat.id
    db.session.rollback()
    assert not [each for each in triggers.missing(db.session.connection()) if guards[0] in each]


def test_the_database_refuses_a_conflict_and_another_edition(db):
    edition = build.a_staffed_edition()
    frozen = build.frozen_co_chairs(edition)
    third = cast.a_stream(edition, "Home", 3)
    noor = free_candidate(edition, "Noor Bakker")
    build.said(noor, conflicts=("Home",))
    db.session.commit()
    db.session.add(a_seat(edition, noor, third.id, frozen))
    with pytest.raises(sa.exc.IntegrityError, match="co_chair_without_conflict"):
        db.session.flush()
    db.session.rollback()
    elsewhere = cast.a_stream(cast.an_edition("OTHER27"), "Elsewhere")
    db.session.add(a_seat(edition, noor, elsewhere.id, frozen))
    with pytest.raises(sa.exc.IntegrityError, match="co_chair_of_this_edition"):
        db.session.flush()
    db.session.rollback()


def test_a_seat_is_never_moved_reopened_or_erased(db):
    edition = build.a_staffed_edition()
    seat = build.asked(edition)["Safety", LE]
    card = found.card_for(seat.stream)
    co_chairs.answer(seat, Answer.decline, card_id=card.id, by=seat.person, at=cast.AT)
    db.session.commit()
    for change, words in (
        ({"person_id": cast.amina().id}, "co_chair_never_moved"),
        ({"state": State.accepted, "agreed_card_id": card.id}, "co_chair_over_is_over"),
    ):
        with pytest.raises(sa.exc.IntegrityError, match=words):
            db.session.execute(sa.update(CoChair).where(CoChair.id == seat.id).values(**change))
        db.session.rollback()
    with pytest.raises(sa.exc.IntegrityError, match="co_chair_kept"):
        db.session.execute(sa.delete(CoChair).where(CoChair.id == seat.id))
    db.session.rollback()


def test_a_no_from_a_key_holder_opens_every_seat_again_and_nobody_was_told(db):
    edition = build.a_staffed_edition()
    frozen = build.frozen_co_chairs(edition)
    frozen_sets.send_back(frozen, reason="Ask Noor first.", by=cast.lena(edition), at=cast.AT)
    assert {each.state for each in queries.under(frozen)} == {State.released}
    assert coverage.picture(edition).open_seats == 4
    assert letters(db, "role_card_sent") == []
    again = build.frozen_co_chairs(edition)
    assert len(queries.under(again)) == 4


def test_a_changed_pick_makes_a_new_digest_and_voids_the_first_key(db):
    edition = build.a_staffed_edition()
    dara = cast.dara(edition)
    frozen = build.frozen_co_chairs(edition)
    frozen_sets.turn_key(frozen, digest=frozen.digest, by=cast.lena(edition), at=cast.AT)
    proposal = queries.newest_proposal(edition)
    noor = free_candidate(edition, "Noor Bakker")
    co_chairs.choose(proposal, stream(db, "Safety"), LE, noor, why="She chaired it before.", by=dara, at=cast.AT)
    newer = frozen_sets.freeze(edition, Decision.co_chairs, edition.id, by=dara, at=cast.AT)
    assert newer.digest != frozen.digest
    assert (frozen.state, newer.lived_experience_by) == ("superseded", None)
    safety = next(each for each in newer.facts["seats"] if each["stream_name"] == "Safety" and each["kind"] == LE)
    assert (safety["name"], safety["chosen_why"]) == ("Noor Bakker", "She chaired it before.")


def test_only_somebody_who_can_is_chosen_by_hand(db):
    edition = build.a_staffed_edition()
    dara = cast.dara(edition)
    proposal = co_chairs.propose(edition, by=dara, at=cast.AT)
    db.session.flush()
    amina = free_candidate(edition, "Amina Yusuf")
    with pytest.raises(Refused, match="not_able"):
        co_chairs.choose(proposal, stream(db, "Safety"), LE, amina, why="Both, please.", by=dara, at=cast.AT)
    co_chairs.choose(proposal, stream(db, "Access"), LE, None, why="She asked for a pause.", by=dara, at=cast.AT)
    co_chairs.choose(proposal, stream(db, "Safety"), LE, amina, why="Now she is free.", by=dara, at=cast.AT)
    picks = {(each.stream.name, each.kind): each.person.name for each in queries.picks_of(proposal)}
    assert ("Access", LE) not in picks
    assert picks["Safety", LE] == "Amina Yusuf"


def test_nothing_is_frozen_without_a_role_card_or_with_a_pick_in_trouble(db):
    edition = build.a_staffed_edition()
    dara = cast.dara(edition)
    co_chairs.propose(edition, by=dara, at=cast.AT)
    build.said(free_candidate(edition, "Ben Okoro"), conflicts=("Safety",))
    db.session.commit()
    with pytest.raises(Refused, match="not_ready"):
        frozen_sets.freeze(edition, Decision.co_chairs, edition.id, by=dara, at=cast.AT)
    db.session.rollback()
    bare = cast.an_edition("BARE27")
    cast.a_stream(bare, "Home")
    build.a_candidate(cast.amina(), bare, LE)
    with pytest.raises(Refused, match="not_ready"):
        build.frozen_co_chairs(bare)
    db.session.rollback()


def test_a_conflict_declared_while_the_keys_wait_keeps_the_role_card_back(db):
    edition = build.a_staffed_edition()
    frozen = build.frozen_co_chairs(edition)
    build.said(free_candidate(edition, "Ben Okoro"), conflicts=("Safety",))
    build.both_keys(edition, frozen)
    states = {each.person.name: each.state for each in queries.under(frozen)}
    assert states["Ben Okoro"] == State.released
    assert states["Amina Yusuf"] == State.role_sent
    assert "Ben Okoro" not in {each.person.name for each in letters(db, "role_card_sent")}


@pytest.mark.parametrize(
    ("said", "words", "state", "event", "letter"),
    [
        (Answer.accept, "", State.accepted, "co_chair.accepted", "co_chair_accepted"),
        (Answer.change, "Two meetings less.", State.role_sent, "co_chair.change_wished", "co_chair_change_wished"),
        (Answer.decline, "", State.declined, "co_chair.declined", "co_chair_declined"),
        (Answer.suggest, "Ask Hana.", State.suggested_other, "co_chair.suggested_other", "co_chair_suggested_other"),
    ],
)
def test_every_answer_is_kept_and_answered(db, said, words, state, event, letter):
    edition = build.a_staffed_edition()
    seat = build.asked(edition)["Access", LE]
    before = len(events(db))
    card = found.card_for(seat.stream)
    co_chairs.answer(seat, said, card_id=card.id, words=words, by=seat.person, at=cast.AT)
    assert (seat.state, events(db)[before:]) == (state, [event])
    assert [each.person_id for each in letters(db, letter)] == [seat.person_id]
    assert (seat.agreed_card_id == card.id) == (said == Answer.accept)
    assert words in (seat.wished_change + seat.suggestion)
    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert not words or words not in entry.facts


def test_the_second_yes_is_told_who_said_yes_first(db):
    edition = build.a_staffed_edition()
    seats = build.asked(edition)
    first, second = (seats["Access", kind] for kind in (LE, PRO))
    for seat in (first, second):
        co_chairs.answer(seat, Answer.accept, card_id=found.card_for(seat.stream).id, by=seat.person, at=cast.AT)
    alone, both = (each.body for each in letters(db, "co_chair_accepted"))
    assert ("has said yes too, you will see" in alone, second.person.called in alone) == (True, False)
    assert f"{first.person.called} has said yes too." in both


def test_an_answer_counts_once_and_only_to_the_card_that_was_read(db):
    edition = build.a_staffed_edition()
    seat = build.asked(edition)["Access", LE]
    card = found.card_for(seat.stream)
    newer = build.a_card(edition, hours_there=9)
    with pytest.raises(Refused, match="answered"):
        co_chairs.answer(seat, Answer.accept, card_id=card.id, by=seat.person, at=cast.AT)
    co_chairs.answer(seat, Answer.accept, card_id=newer.id, by=seat.person, at=cast.AT)
    with pytest.raises(Refused, match="answered"):
        co_chairs.answer(seat, Answer.decline, card_id=newer.id, by=seat.person, at=cast.AT)


def test_a_new_role_card_asks_again_whoever_has_the_old_one(db):
    edition = build.a_staffed_edition()
    seats = build.asked(edition)
    access, safety = seats["Access", LE], seats["Safety", LE]
    for seat in (access, safety):
        co_chairs.answer(seat, Answer.accept, card_id=found.card_for(seat.stream).id, by=seat.person, at=cast.AT)
    build.a_card(edition, access.stream, hours_there=3)
    assert (access.state, access.agreed_card_id, safety.state) == (State.role_sent, None, State.accepted)
    assert {each.person_id for each in letters(db, "role_card_changed")} == {
        access.person_id,
        seats["Access", PRO].person_id,
    }
    build.a_card(edition, hours_there=5)
    assert (access.state, safety.state) == (State.role_sent, State.role_sent)
    assert found.card_for(access.stream).hours_there == 3


def test_a_card_that_waits_for_the_keys_is_not_changed_behind_them(db):
    edition = build.a_staffed_edition()
    build.frozen_co_chairs(edition)
    with pytest.raises(Refused, match="keys_wait"):
        build.a_card(edition, hours_there=40)


def test_whoever_said_yes_may_stop_at_any_time(db):
    edition = build.a_staffed_edition()
    seat = build.asked(edition)["Access", LE]
    with pytest.raises(Refused, match="answered"):
        co_chairs.leave(seat, by=seat.person, at=cast.AT)
    co_chairs.answer(seat, Answer.accept, card_id=found.card_for(seat.stream).id, by=seat.person, at=cast.AT)
    co_chairs.leave(seat, by=seat.person, at=cast.AT)
    assert seat.state == State.left
    streams_now = coverage.picture(edition).streams
    empty = [(one.stream.name, seat.kind) for one in streams_now for seat in one.seats if not seat.holder]
    assert empty == [("Access", LE)]
    assert events(db)[-1] == "co_chair.left"


def test_after_a_no_only_the_open_seat_is_proposed_to_the_next_best(db):
    edition = build.a_staffed_edition()
    seat = build.asked(edition)["Safety", LE]
    co_chairs.answer(seat, Answer.decline, card_id=found.card_for(seat.stream).id, by=seat.person, at=cast.AT)
    proposal = co_chairs.propose(edition, by=cast.dara(edition), at=cast.AT)
    db.session.flush()
    assert [(each.stream.name, each.person.name) for each in queries.picks_of(proposal)] == [("Safety", "Noor Bakker")]


def test_every_guard_of_the_seats_is_in_the_database(db):
    names = {name for name, each in triggers.MANIFEST.items() if each.table in ("co_chair", "role_card")}
    assert len(names) == 10
    assert triggers.missing(db.session.connection()) == []
    assert {"co_chair", "role_card", "candidate"} <= set(Base.metadata.tables)
