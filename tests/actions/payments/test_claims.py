"""Claims keep their sums, their steps and their caps, and so does the database when the actions are gone round."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
import sqlalchemy as sa

from conference import triggers
from conference.actions import retention
from conference.actions.funding import spending, withdrawal
from conference.actions.payments import claim_checks, claims, promise_clock
from conference.db import db as handle
from conference.models.files import StoredFile
from conference.models.outbox import Message
from conference.models.payments.claims import Claim, ClaimLine
from conference.queries import invariants
from conference.queries.editions import editions
from conference.queries.payments import claims as find, promise_clock as board
from conference.queries.people import people
from conference.rules.funding.pots import Category
from conference.rules.funding.spending import SpendKind
from conference.rules.payments.claims import ClaimState, Doubt, Item, Verdict
from conference.rules.payments.promise_clock import Light
from conference.rules.refusals import Refused, Sum
from tests import cast
from tests.builders import claims as build
from tests.cast import AT

DAY = timedelta(days=1)


def refused(name, statement, **values):
    """The database itself refuses, and says which guard."""
    with pytest.raises(sa.exc.IntegrityError, match=name), handle.session.begin_nested():
        handle.session.execute(sa.text(statement), values)


def letters(kind):
    return list(handle.session.scalars(sa.select(Message).where(Message.kind == kind).order_by(Message.id)))


@pytest.fixture
def offer(db):
    return build.award(cast.an_edition())


def test_a_claim_adds_itself_up_and_says_by_when_it_is_paid(offer):
    claim = build.sent(offer, 4_000, 1_250)
    assert (claim.total, claim.state, claim.pay_by) == (5_250, ClaimState.submitted, date(2027, 1, 25))
    (letter,) = letters("claim_received")
    assert "Monday 25 January 2027" in letter.subject + letter.body
    assert "£52.50" in letter.body


def test_all_of_it_is_approved_and_noted_on_the_grant_line(offer):
    claim = build.decided(build.sent(offer, 4_000))
    (line,) = find.lines_of(claim)
    assert (claim.state, claim.approved, line.verdict) == (ClaimState.approved, 4_000, Verdict.approved)
    assert [balance.spent for balance in find.left_on(offer).values()] == [0, 4_000]
    assert invariants.failed() == []


def test_a_part_and_a_no_each_say_why(offer):
    claim = build.decided(build.sent(offer, 4_000, 1_000, 500), 3_000, 0, 500)
    assert (claim.state, claim.approved) == (ClaimState.approved, 3_500)
    (letter,) = letters("claim_decided")
    assert "£35 of £55" in letter.body
    assert letter.body.count("Over the limit.") == 2
    other = build.sent(offer, 700)
    with pytest.raises(Refused, match="no_reason"):
        claim_checks.decide(other, {find.lines_of(other)[0].id: (0, "")}, by=cast.tomas(claim.edition), at=AT)


def test_a_line_never_passes_its_award(offer):
    build.decided(build.sent(offer, 7_000))
    claim = build.sent(offer, 4_000)
    with pytest.raises(Refused, match="over_line") as no:
        build.decided(claim)
    assert no.value.facts["left"] == Sum(3_000, "GBP")
    handle.session.rollback()


def test_a_total_over_several_lines_is_kept_by_the_database_too(db):
    edition = cast.an_edition()
    offer = build.award(edition, (Category.travel, 10_000), (Category.hotel, 10_000))
    promise_clock.set_up(edition, by=cast.dara(edition), at=AT, group_cap=12_000, group_categories=["travel", "hotel"])
    build.a_line(offer, 8_000)
    build.a_line(offer, 6_000, on=1, item=Item.hotel, shade=10)
    claim = build.begun(offer)
    claims.send(claim, by=offer.application.person, at=AT)
    with pytest.raises(Refused, match="over_cap") as no, handle.session.begin_nested():
        build.decided(claim)
    assert no.value.facts["left"] == Sum(4_000, "GBP")
    build.decided(claim, 8_000, 4_000)
    assert (find.cap_of(offer).spent, invariants.failed()) == (12_000, [])
    build.sent(offer, 1_000)
    handle.session.execute(sa.text("UPDATE claim SET state = 'checking' WHERE state = 'submitted'"))
    refused(
        "never_over",
        "UPDATE claim_line SET verdict = 'approved', approved = base, decided_at = :at, decided_by = :by"
        " WHERE verdict IS NULL",
        at="2027-01-11 09:00:00",
        by=cast.tomas(edition).id,
    )
    refused("claim_cap_spent_is_its_lines", "UPDATE claim_cap SET spent = 11999")


def test_nobody_decides_on_their_own_claim(offer):
    claim = build.sent(offer)
    with pytest.raises(Refused, match="own_claim"):
        claim_checks.decide(claim, {}, by=offer.application.person, at=AT)
    line, mine = find.lines_of(claim)[0], offer.application.person_id
    handle.session.execute(sa.text("UPDATE claim SET state = 'checking'"))
    refused(
        "claim_line_decider_gains_nothing",
        "UPDATE claim_line SET verdict = 'approved', approved = base, decided_at = :at, decided_by = :by WHERE id = :l",
        at="2027-01-11 09:00:00",
        by=mine,
        l=line.id,
    )
    refused(
        "decider_is_not",
        "UPDATE claim SET decided_at = :at, decided_by = :by",
        at="2027-01-11 09:00:00",
        by=mine,
    )


def test_whoever_is_paid_instead_does_not_decide_either(offer):
    build.a_line(offer)
    claim = build.begun(offer)
    claims.pay_to(claim, "Sam Yusuf", "01632 960002", by=offer.application.person, at=AT)
    claims.send(claim, by=offer.application.person, at=AT)
    assert claim.pay_to.name == "Sam Yusuf"
    with pytest.raises(Refused, match="own_claim"):
        claim_checks.decide(claim, {}, by=claim.pay_to, at=AT)


def test_what_was_approved_and_its_receipt_stay(offer):
    claim = build.decided(build.sent(offer))
    assert claim.approved == 4_000
    refused("claim_line_not_changed_later", "UPDATE claim_line SET base = 1, amount = 1")
    refused("claim_line_not_changed_later", "UPDATE claim_line SET receipt_id = NULL")
    refused("claim_line_decided_once", "UPDATE claim_line SET approved = 1, verdict = 'part', reason = 'x'")
    refused("claim_line_not_removed_later", "DELETE FROM claim_line")
    refused("stored_file_never_changed", "UPDATE stored_file SET size = 1")
    refused("(?i)foreign", "DELETE FROM stored_file")
    refused("claim_sums_are_its_lines", "UPDATE claim SET approved = 1")


def test_the_database_refuses_every_step_that_was_not_promised(offer):
    build.sent(offer)
    refused("claim_moves", "UPDATE claim SET state = 'paid'")
    handle.session.execute(sa.text("UPDATE claim SET state = 'checking'"))
    refused("claim_decided_line_by_line", "UPDATE claim SET state = 'approved'")
    refused("claim_decided_line_by_line", "UPDATE claim SET state = 'refused'")
    refused("claim_stops_for_a_question", "UPDATE claim SET state = 'query'")
    refused("claim_kept", "DELETE FROM claim")


def test_approval_without_the_grant_line_is_refused(offer):
    """Approving by hand, past the counter of the award line, does not go through."""
    claim = build.sent(offer)
    by = cast.tomas(claim.edition).id
    run = handle.session.execute
    run(sa.text("UPDATE claim SET state = 'checking'"))
    run(
        sa.text("UPDATE claim_line SET verdict = 'approved', approved = base, decided_at = :at, decided_by = :by"),
        {"at": "2027-01-11 09:00:00", "by": by},
    )
    refused(
        "claim_approved_out_of_its_award",
        "UPDATE claim SET state = 'approved', decided_at = :at, decided_by = :by",
        at="2027-01-11 09:00:00",
        by=by,
    )


def test_only_a_yes_can_be_claimed_on_and_only_by_its_person(db):
    edition = cast.an_edition()
    mine, other = build.awards(edition, people=2)
    begun = build.begun(mine)
    with pytest.raises(sa.exc.IntegrityError, match="claim_line_on_its_award"), handle.session.begin_nested():
        claims.add_line(begun, find.money_lines(other)[0], build.cost(), by=mine.application.person, at=AT)
    with pytest.raises(sa.exc.IntegrityError, match="claim_starts_with_a_yes"), handle.session.begin_nested():
        handle.session.add(
            Claim(edition_id=edition.id, offer_id=other.id, person_id=mine.application.person_id,
                  pay_to_id=mine.application.person_id, reference="CL-X", currency="GBP", started_at=AT)
        )  # fmt: skip
        handle.session.flush()


def test_another_currency_is_turned_at_an_exact_rate(offer):
    rate = Fraction(8561, 10_000)
    line = build.a_line(
        offer, 4_735, currency="EUR", base=4_054, fx=(8561, 10_000), fx_source="ECB", fx_on=date(2027, 1, 8)
    )
    assert abs(line.base - 4_735 * rate) <= Fraction(1, 2)
    with pytest.raises(sa.exc.IntegrityError, match="converted_exactly"), handle.session.begin_nested():
        build.a_line(offer, 4_735, currency="EUR", base=4_055, fx=(8561, 10_000), fx_source="ECB", shade=None)
    with pytest.raises(sa.exc.IntegrityError, match="rate_has_a_source"), handle.session.begin_nested():
        build.a_line(offer, 4_735, currency="EUR", base=4_054, fx=(8561, 10_000), shade=None)


def test_miles_are_worked_out_exactly_and_need_no_receipt(offer):
    line = build.a_line(offer, 1_935, item=Item.car, quantity=43, rate=(45, 1), rate_source="HMRC")
    claims.send(line.claim, by=offer.application.person, at=AT)
    with pytest.raises(sa.exc.IntegrityError, match="worked_out_exactly"), handle.session.begin_nested():
        build.a_line(offer, 1_936, item=Item.car, quantity=43, rate=(45, 1), rate_source="HMRC")


def test_a_lost_receipt_is_believed_up_to_the_limit(offer):
    by = offer.application.person
    small, large = build.a_line(offer, 2_500, shade=None), build.a_line(offer, 2_501, shade=None)
    claims.give_receipt(small, lost="I left it on the train.", by=by, at=AT)
    with pytest.raises(Refused, match="over_lost_limit"):
        claims.give_receipt(large, lost="Gone.", by=by, at=AT)
    with pytest.raises(Refused, match="no_receipt"):
        claims.send(small.claim, by=by, at=AT)
    large.lost_receipt = "Gone."
    handle.session.flush()
    refused(
        "claim_is_whole_when_sent",
        "UPDATE claim SET state = 'submitted', submitted_at = :at, pay_by = '2027-01-25'",
        at="2027-01-11 09:00:00",
    )


def test_the_same_receipt_counts_once_on_an_award(offer):
    by = offer.application.person
    first = build.a_line(offer, 1_000, shade=7)
    second = build.a_line(offer, 2_000, shade=None)
    with pytest.raises(Refused, match="same_receipt"), handle.session.begin_nested():
        claims.give_receipt(second, cleaned=build.a_receipt(7), by=by, at=AT)
    with pytest.raises(sa.exc.IntegrityError, match="claim_line_receipt_once"), handle.session.begin_nested():
        copy = StoredFile(
            name="x" * 32, kind="png", size=1, sha256=first.receipt.sha256, original_sha256="1" * 64, kept_at=AT,
            kept_by=by.id,
        )  # fmt: skip
        handle.session.add(copy)
        handle.session.flush()
        second.receipt_id = copy.id
        handle.session.flush()
    claims.give_receipt(second, same_as=first, by=by, at=AT)  # one bill for two things
    assert find.doubts_in(offer.application.edition) == []


def test_the_checker_is_told_what_looks_claimed_twice(db):
    edition = cast.an_edition()
    mine, other = build.awards(edition, people=2)
    build.a_line(mine, 3_000, shade=9)
    build.a_line(mine, 3_000, shade=10)
    build.a_line(other, 1_500, shade=9)  # a shared taxi is real: told, not refused
    found = {flag.doubt for flag in find.doubts_in(edition)}
    assert found == {Doubt.same_day_and_sum, Doubt.same_receipt_other_person}
    theirs = build.begun(other)
    assert [f.doubt for f in find.doubts_by_claim(edition, [theirs])[theirs.id]] == [Doubt.same_receipt_other_person]


def test_a_question_stops_the_clock_and_two_are_the_most(offer):
    claim, tomas, person = build.sent(offer), cast.tomas(offer.application.edition), offer.application.person
    claim_checks.ask(claim, "Which day was this?", by=tomas, at=AT + DAY)
    assert board.owed(claim.edition, at=AT + 30 * DAY)[0].light is Light.stopped
    assert "Which day was this?" in letters("claim_question")[0].body
    claim_checks.answer(claim, "On Friday.", by=person, at=AT + 3 * DAY)  # Tuesday to Thursday: two working days
    assert (claim.state, claim.pay_by) == (ClaimState.checking, date(2027, 1, 27))
    claim_checks.ask(claim, "And where to?", by=tomas, at=AT + 4 * DAY)
    claim_checks.answer(claim, "Leeds.", by=person, at=AT + 7 * DAY)  # over a weekend: one working day
    assert claim.pay_by == date(2027, 1, 28)
    with pytest.raises(Refused, match="two_questions"):
        claim_checks.ask(claim, "And why?", by=tomas, at=AT + 8 * DAY)
    refused(
        "two_at_most",
        "INSERT INTO claim_query (claim_id, number, question, asked_at, asked_by) VALUES (:c, 3, 'x', :at, :by)",
        c=claim.id,
        at="2027-01-11 09:00:00",
        by=tomas.id,
    )
    refused("claim_query_answered_once", "UPDATE claim_query SET answer = 'other'")


def test_holidays_are_not_working_days(offer):
    edition = offer.application.edition
    assert promise_clock.fill_holidays(edition, by=cast.dara(edition), at=AT) > 8
    assert promise_clock.fill_holidays(edition, by=cast.dara(edition), at=AT) == 0
    other = cast.an_edition("ABROAD27")
    promise_clock.set_up(other, country="NL", by=cast.dara(other), at=AT)
    assert (editions.holidays(other), promise_clock.keep_days_off(by=people.system(), at=AT)) == (frozenset(), 1)
    assert date(2027, 4, 27) in editions.holidays(other) - editions.holidays(edition)  # the king's birthday
    assert promise_clock.keep_days_off(by=people.system(), at=AT) == 0
    march = AT.replace(month=3, day=22)  # the Monday before Easter
    assert build.sent(offer, at=march).pay_by == date(2027, 4, 7)


def test_the_head_is_told_in_time_and_the_person_gets_an_apology_when_it_breaks(offer):
    edition, by = offer.application.edition, cast.dara(offer.application.edition)
    build.sent(offer)
    assert promise_clock.watch(by=by, at=AT + 9 * DAY) == {"near": 0, "broken": 0}  # day 7
    assert promise_clock.watch(by=by, at=AT + 10 * DAY) == {"near": 1, "broken": 0}  # day 8
    assert promise_clock.watch(by=by, at=AT + 11 * DAY) == {"near": 0, "broken": 0}
    assert [letter.person_id for letter in letters("claim_promise_near")] == [by.id]
    assert board.owed(edition, at=AT + 11 * DAY)[0].light is Light.red
    assert promise_clock.watch(by=by, at=AT + 14 * DAY) == {"near": 0, "broken": 0}  # the day itself
    assert promise_clock.watch(by=by, at=AT + 15 * DAY) == {"near": 0, "broken": 1}
    assert promise_clock.watch(by=by, at=AT + 16 * DAY) == {"near": 0, "broken": 0}
    assert [letter.person_id for letter in letters("claim_promise_broken")] == [by.id]
    assert [letter.person_id for letter in letters("claim_late")] == [offer.application.person_id]


def test_the_board_says_what_is_still_to_be_paid_after_an_advance(offer):
    edition, tomas = offer.application.edition, cast.tomas(offer.application.edition)
    spending.note(find.money_lines(offer)[0], SpendKind.advance, 3_000, "advance:1", by=tomas, at=AT, step="paid")
    claim = build.sent(offer, 4_000)
    assert [promise.amount for promise in board.owed(edition, at=AT)] == [4_000]
    build.decided(claim)
    assert (claim.approved, [promise.amount for promise in board.owed(edition, at=AT)]) == (4_000, [1_000])


def test_a_refused_claim_is_looked_at_again_once(offer):
    person, tomas = offer.application.person, cast.tomas(offer.application.edition)
    claim = build.decided(build.sent(offer), 0)
    assert claim.state is ClaimState.refused
    claim_checks.appeal(claim, "It was agreed on the phone.", by=person, at=AT + DAY)
    (line,) = find.lines_of(claim)
    claim_checks.decide(claim, {line.id: (0, "It was not.")}, by=tomas, at=AT + 2 * DAY)
    with pytest.raises(Refused, match="appealed"):
        claim_checks.appeal(claim, "Please.", by=person, at=AT + 3 * DAY)
    refused("claim_appealed_once", "UPDATE claim SET state = 'appeal'")


def test_typed_for_somebody_it_is_read_back_first(offer):
    edition, dara = offer.application.edition, cast.dara(offer.application.edition)
    claim = claims.start(offer, by=dara, at=AT, came_by="phone")
    build.a_line(offer)
    with pytest.raises(Refused, match="read_back"):
        claims.send(claim, by=dara, at=AT)
    claims.send(claim, by=dara, at=AT, read_back=True)
    assert (claim.entered_by, claim.read_back_at, board.totals(board.owed(edition, at=AT))) == (
        dara.id,
        AT,
        {"GBP": 4_000},
    )


def test_a_line_taken_out_takes_its_receipt_along(offer):
    line = build.a_line(offer)
    claims.remove_line(line, by=offer.application.person, at=AT)
    count = sa.select(sa.func.count())
    assert (
        handle.session.scalar(count.select_from(ClaimLine)) == handle.session.scalar(count.select_from(StoredFile)) == 0
    )
    assert build.begun(offer).total == 0


def test_a_claim_never_sent_is_gone_six_months_after_with_its_receipts(offer):
    build.a_line(offer)
    claim, by = build.begun(offer), cast.dara(offer.application.edition)
    retention.keep_promises(by=by, at=AT + 300 * DAY)
    assert claim.state is ClaimState.draft
    retention.keep_promises(by=by, at=AT + 310 * DAY)
    assert (claim.state, claim.total, find.lines_of(claim)) == (ClaimState.dropped, 0, [])
    assert handle.session.scalars(sa.select(StoredFile)).all() == []


def test_no_new_claim_after_somebody_stepped_back(offer):
    withdrawal.withdraw(offer.application, by=offer.application.person, at=AT)
    with pytest.raises(Refused, match="no_yes"):
        claims.start(offer, by=offer.application.person, at=AT)


def test_planted_breaches_are_found(offer):
    build.decided(build.sent(offer))
    handle.session.commit()
    with handle.engine.begin() as connection:
        triggers.remove(connection)
        connection.execute(sa.text("UPDATE claim SET approved = 3999"))
        connection.execute(sa.text("INSERT INTO claim_cap (offer_id, amount, spent) SELECT offer_id, 9, 5 FROM claim"))
        connection.execute(sa.text("UPDATE claim_line SET decided_by = (SELECT pay_to_id FROM claim)"))
        triggers.install(connection, handle.metadata.tables)
    said = " ".join(invariants.failed())
    assert "does not add up to its lines" in said
    assert "decided on their own claim" in said
    assert "A total over several award lines" in said
