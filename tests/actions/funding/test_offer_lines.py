"""A yes without some of the money, who is passed over and why, who did not come, a call nobody answered."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from conference.actions import outbox
from conference.actions.funding import draft, offers, withdrawal
from conference.models.audit import AuditEntry
from conference.models.funding.offers import PassedOver, RefusedLine
from conference.models.funding.pots import DraftOutcome
from conference.models.outbox import Message
from conference.queries import invariants
from conference.queries.applications import applications as applications_found
from conference.queries.funding import offers as find, pots
from conference.rules.applications.applications import State
from conference.rules.funding.offers import OfferState, Reason
from conference.rules.funding.pots import Category, Line
from conference.rules.refusals import Refused
from tests import cast
from tests.builders import applications as build
from tests.cast import AT

DAY = timedelta(days=1)


@pytest.fixture
def edition(db):
    return cast.an_edition()


def left(edition):
    found = pots.left_in(pots.pots_of(edition))
    return found.places, found.money


def lines(offer):
    return {line.category: line.id for line in pots.kept_lines(offer)}


def test_a_person_keeps_the_place_and_the_money_goes_back_at_once(db, edition):
    [application] = build.round_of(edition, 60_000)
    build.carried(edition)
    offer = find.live_offer(application)
    offers.accept(offer, without=[lines(offer)[Category.travel]], by=application.person, at=AT + DAY)
    assert (offer.state, application.state, left(edition)) == ("accepted", State.accepted, (2, 100_000))
    assert list(lines(offer)) == [Category.place]
    told = db.session.scalars(sa.select(Message.body).where(Message.kind == "offer_accepted")).one()
    assert "A free place" in told and "Your travel" not in told
    assert invariants.failed() == []


def test_what_one_does_not_need_lets_the_next_come(db, edition):
    first, second = build.round_of(edition, 60_000, 60_000)
    build.carried(edition)
    assert second.state is State.waiting_list
    offer = find.live_offer(first)
    offers.accept(offer, by=first.person, at=AT + DAY)
    assert second.state is State.waiting_list
    offers.let_lines_go(offer, [lines(offer)[Category.travel]], by=first.person, at=AT + 2 * DAY)
    assert second.state is State.offered
    event, facts = db.session.execute(
        sa.select(AuditEntry.event, AuditEntry.facts).order_by(AuditEntry.id.desc()).limit(1)
    ).one()
    assert event == "offer.lines_let_go" and str(find.live_offer(second).id) in str(facts)
    assert invariants.failed() == []


def test_the_place_is_not_refused_alone_and_nobody_refuses_another_persons_line(db, edition):
    mine, theirs = build.round_of(edition, 20_000, 20_000)
    build.carried(edition)
    offer, other = find.live_offer(mine), find.live_offer(theirs)
    for line in (lines(offer)[Category.place], lines(other)[Category.travel]):
        with pytest.raises(Refused):
            offers.accept(offer, without=[line], by=mine.person, at=AT + DAY)
    db.session.commit()
    db.session.add(RefusedLine(grant_line_id=lines(offer)[Category.place], at=AT, by_id=mine.person_id))
    with pytest.raises(sa.exc.IntegrityError, match="refused_line_of_a_kept_place"):
        db.session.flush()
    db.session.rollback()


def test_who_comes_without_their_companion_needs_no_money_for_them(db, edition):
    [application] = build.round_of(edition, 20_000)
    both = [Line(Category.place, 1), Line(Category.companion_place, 1), Line(Category.companion_costs, 9_000)]
    draft.set_costs(application, both, by=cast.dara(edition), at=AT)
    build.carried(edition)
    offer = find.live_offer(application)
    offers.accept(offer, without=[lines(offer)[Category.companion_place]], by=application.person, at=AT + DAY)
    assert (list(lines(offer)), left(edition)) == ([Category.place], (2, 100_000))


def test_a_line_goes_back_once_and_the_rest_when_the_person_steps_back(db, edition):
    [application] = build.round_of(edition, 60_000)
    build.carried(edition)
    offer = find.live_offer(application)
    line = lines(offer)[Category.travel]
    offers.accept(offer, without=[line], by=application.person, at=AT + DAY)
    with pytest.raises(Refused):
        offers.let_lines_go(offer, [line], by=application.person, at=AT + DAY)
    withdrawal.withdraw(application, by=application.person, at=AT + 2 * DAY)
    assert left(edition) == (3, 100_000)
    assert invariants.failed() == []


def test_flask_check_finds_a_line_said_to_be_refused_that_still_holds_money(db, edition):
    [application] = build.round_of(edition, 60_000)
    build.carried(edition)
    offer = find.live_offer(application)
    db.session.add(RefusedLine(grant_line_id=lines(offer)[Category.travel], at=AT, by_id=application.person_id))
    db.session.flush()
    assert "still holds more than was spent" in invariants.failed()[0]


def test_who_is_passed_over_is_written_down_with_what_they_needed_and_what_was_left(db, edition):
    """The first uses all; when they say no, the second does not fit what others hold, and the third does."""
    first, dear, cheap = build.round_of(edition, 60_000, 120_000, 50_000, money=100_000)
    build.carried(edition)
    assert [first.state, dear.state, cheap.state] == [State.offered, State.waiting_list, State.waiting_list]
    offers.refuse(find.live_offer(first), by=first.person, at=AT + DAY)
    assert [dear.state, cheap.state] == [State.waiting_list, State.offered]
    [row] = db.session.scalars(find.passed_over(edition)).all()
    assert (row.offer.application_id, row.opened.application_id) == (dear.id, cheap.id)
    assert (row.needs_money, row.left_money, row.needs_places, row.left_places) == (120_000, 100_000, 1, 3)
    db.session.commit()
    with pytest.raises(sa.exc.IntegrityError, match="passed_over_never_changed"):
        db.session.execute(sa.update(PassedOver).values(left_money=0))
    db.session.rollback()


def test_after_the_cut_off_nobody_is_promoted_or_passed_over(db, edition):
    first, dear, cheap = build.round_of(edition, 60_000, 120_000, 50_000)
    build.find.settings_of(edition).promote_until = AT + DAY
    build.carried(edition)
    offers.refuse(find.live_offer(first), by=first.person, at=AT + DAY)
    assert (cheap.state, db.session.scalars(find.passed_over(edition)).all()) == (State.waiting_list, [])


def test_who_did_not_come_is_noted_after_the_first_day_and_what_was_not_spent_goes_back(db, edition):
    [application] = build.round_of(edition, 60_000)
    build.carried(edition)
    offer, dara = find.live_offer(application), cast.dara(edition)
    offers.accept(offer, by=application.person, at=AT + DAY)
    with pytest.raises(Refused):
        offers.did_not_come(offer, by=dara, at=datetime(2027, 5, 10, 22, 59, tzinfo=UTC))  # still the first day
    offers.did_not_come(offer, by=dara, at=datetime(2027, 5, 10, 23, tzinfo=UTC))
    assert (offer.state, left(edition)) == (OfferState.no_show, (3, 100_000))
    later = cast.an_edition("FORUM28", starts_on=date(2028, 5, 8), ends_on=date(2028, 5, 10))
    build.settings(later)
    again = build.started(later, person=offer.application.person)
    record = applications_found.records(later, [again])[again.id]
    assert (record.applied, record.attended, record.funded) == (True, False, False)
    assert invariants.failed() == []
    with pytest.raises(Refused):
        offers.did_not_come(offer, by=dara, at=datetime(2027, 5, 12, tzinfo=UTC))


def test_a_call_that_nobody_answered_comes_back_on_the_next_working_day_and_is_counted(db, edition):
    [application] = build.round_of(edition, 60_000)
    build.carried(edition)
    friday = datetime(2027, 1, 22, 10, tzinfo=UTC)
    offer, dara = find.live_offer(application), cast.dara(edition)
    offer.lapses_at = friday + 2 * DAY
    offers.ask_to_ring(offer, by=dara, at=friday)
    call = db.session.scalars(sa.select(Message).where(Message.kind == "offer_ring")).one()
    outbox.no_answer(call, by=dara, at=friday)
    assert (call.attempts, call.state, call.due_at) == (1, "queued", datetime(2027, 1, 26, tzinfo=UTC))  # Monday's end
    outbox.no_answer(call, by=dara, at=friday + 3 * DAY)
    assert (call.attempts, call.due_at) == (2, datetime(2027, 1, 27, tzinfo=UTC))
    offers.look_after(by=dara, at=friday + 8 * DAY)
    assert offer.state is OfferState.open  # an unanswered call is not a call
    outbox.mark_done(call, by=dara, at=friday + 4 * DAY)
    with pytest.raises(Refused, match="not_a_task"):
        outbox.no_answer(call, by=dara, at=friday + 4 * DAY)


def test_a_letter_that_is_no_call_has_no_answer_to_wait_for(db, edition):
    build.round_of(edition, 60_000)
    build.carried(edition)
    letter = db.session.scalars(sa.select(Message).where(Message.kind == "offer_made")).one()
    letter.channel = "post"
    with pytest.raises(Refused, match="not_a_task"):
        outbox.no_answer(letter, by=cast.dara(edition), at=AT)


def test_who_has_a_place_steps_back_until_the_first_day(db, edition):
    first, _other = build.round_of(edition, 60_000, 30_000)
    build.carried(edition)
    offers.accept(find.live_offer(first), by=first.person, at=AT)
    with pytest.raises(Refused, match="too_late"):
        withdrawal.withdraw(first, by=first.person, at=datetime(2027, 5, 9, 23, tzinfo=UTC))  # the tenth in London
    withdrawal.withdraw(first, by=first.person, at=datetime(2027, 5, 9, 22, 59, tzinfo=UTC))
    assert first.state is State.withdrawn


def test_a_shorter_waiting_list_leaves_those_alone_who_were_told_already(db, edition):
    first, second = build.round_of(edition, 60_000, 60_000)
    build.carried(edition)
    third = build.costed(build.scored(build.sent(edition, "Person 3")), money=60_000)
    draft.draft(edition, by=cast.dara(edition), at=AT)
    assert draft.shorten_list(edition, 0, Reason.others_newer, by=cast.dara(edition), at=AT) == 1
    outcomes = {each.id: db.session.get(DraftOutcome, each.id).outcome for each in (first, second, third)}
    assert outcomes == {first.id: "offer", second.id: "waiting_list", third.id: "not_offered"}
