"""What is spent stays inside what was promised, whoever writes it; what is not spent goes back to its pot."""

import pytest
import sqlalchemy as sa

from conference.actions.funding import advances, offers, spending, withdrawal
from conference.actions.payments import batches as pay, payees
from conference.models.funding.offers import PotEntry
from conference.models.funding.spending import LineSpending, SpendEntry
from conference.models.outbox import Message
from conference.queries import invariants
from conference.queries.funding import offers as find, pots, spending as queries
from conference.queries.payments import payees as payees_found
from conference.rules.funding.advances import AdvanceState
from conference.rules.funding.offers import OfferState
from conference.rules.funding.pots import Category, PotKind
from conference.rules.funding.spending import Balance, SpendKind
from conference.rules.payments.batches import Outcome
from conference.rules.payments.payees import Way
from conference.rules.refusals import Refused
from tests import cast
from tests.builders import applications as build, claims, money
from tests.cast import AT
from tests.guards import drop


@pytest.fixture
def edition(db):
    return cast.an_edition()


@pytest.fixture
def travel(edition):
    """The travel line, 100 pounds, of an accepted offer; one more person waits for 100."""
    first, _second = build.round_of(edition, 10_000, 10_000, money=10_000)
    build.carried(edition)
    offer = find.offer_of(first)
    offers.accept(offer, by=first.person, at=AT)
    return next(line for line in pots.lines_of(offer) if line.category is Category.travel)


def committed(edition):
    return pots.pots_of(edition)[PotKind.money].committed


def spend(line, kind, delta, source, **given):
    return spending.note(line, kind, delta, source, by=cast.tomas(line.pot.edition), at=AT, **given)


def test_claims_bookings_and_advances_together_never_pass_the_line(db, travel):
    assert spend(travel, SpendKind.booking, 4_000, "booking:1") == 4_000
    assert spend(travel, SpendKind.claim, 5_000, "claim_line:1") == 5_000
    with pytest.raises(Refused) as no:
        spend(travel, SpendKind.advance, 1_001, "advance:1")
    assert no.value.facts["left"].minor == 1_000
    assert queries.balances(travel.offer)[travel.id] == Balance(10_000, 9_000)
    assert invariants.failed() == []


def test_the_same_thing_noted_twice_counts_once(db, travel):
    assert [spend(travel, SpendKind.claim, 5_000, "claim_line:1") for _ in range(2)] == [5_000, 5_000]
    assert queries.balances(travel.offer)[travel.id].spent == 5_000


def test_a_claim_first_uses_up_the_advance(db, travel):
    spend(travel, SpendKind.advance, 9_000, "advance:1")
    assert spend(travel, SpendKind.claim, 5_000, "claim_line:1") == 0
    assert spend(travel, SpendKind.claim, 4_500, "claim_line:2") == 500
    assert queries.owed(["claim_line:1", "claim_line:2"]) == {"claim_line:1": 0, "claim_line:2": 500}
    assert (queries.ahead_on(travel), queries.balances(travel.offer)[travel.id].spent) == (0, 9_500)


def test_settling_gives_back_what_is_not_spent_and_the_next_person_is_offered_it(db, edition, travel):
    spend(travel, SpendKind.claim, 2_500, "claim_line:1")
    assert spending.settle(travel.offer, by=cast.tomas(edition), at=AT) == 7_500
    assert (committed(edition), pots.pots_of(edition)[PotKind.places].committed) == (2_500, 1)
    with pytest.raises(Refused):
        spend(travel, SpendKind.claim, 1, "claim_line:2")
    spend(travel, SpendKind.refund, -2_500, "booking:1")
    assert spending.settle(travel.offer, by=cast.tomas(edition), at=AT) == 0  # it went back by itself
    assert [each.state for each in find.open_everywhere()] == [OfferState.open]
    assert committed(edition) == 10_000  # the next person's
    assert invariants.failed() == []


def test_who_leaves_gives_back_the_rest_and_what_cannot_be_refunded_stays_spent(db, edition, travel):
    spend(travel, SpendKind.booking, 4_000, "booking:1")
    withdrawal.withdraw(travel.offer.application, by=travel.offer.application.person, at=AT)
    assert (travel.offer.state, committed(edition)) == (OfferState.withdrawn, 4_000)
    assert invariants.failed() == []
    with pytest.raises(sa.exc.IntegrityError, match="spend_entry_after_yes"):
        db.session.execute(raw_spend(travel, 1))
    db.session.rollback()


def test_an_advance_paid_back_after_the_person_left_goes_back_to_the_pot(db, edition, travel):
    lent, tomas = money.advance(travel.offer, 4_000), cast.tomas(edition)
    payees.give(lent.person, edition, Way.bank, money.IBAN, by=lent.person, at=AT)
    money.sent(edition)
    withdrawal.withdraw(travel.offer.application, by=lent.person, at=AT)
    assert (advances.settle(lent, by=tomas, at=AT), committed(edition)) == (AdvanceState.recovery_due, 4_000)
    advances.recovered(lent, by=tomas, at=AT)
    assert [each.state for each in find.open_everywhere()] == [OfferState.open]
    assert committed(edition) == 10_000  # the next person's
    assert invariants.failed() == []


def raw_spend(line, delta):
    return sa.insert(SpendEntry).values(
        grant_line_id=line.id, kind="claim", delta=delta, source="x:1", key=f"x:{delta}", at=AT, by_id=1
    )


def test_the_database_refuses_what_a_path_without_our_rules_would_do(db, travel):
    db.session.commit()
    line_id = travel.id
    for words, statement in {
        "ck_line_spending_never_over": raw_spend(travel, 10_001),
        "ck_spend_entry_its_own_way": raw_spend(travel, -1),
        "line_spending_is_its_entries": sa.update(LineSpending).values(spent=1),
        "line_spending_kept": sa.delete(LineSpending),
    }.items():
        with pytest.raises(sa.exc.IntegrityError, match=words):
            db.session.execute(statement)
        db.session.rollback()
    db.session.execute(raw_spend(travel, 10_000))
    db.session.commit()
    for statement in (sa.update(SpendEntry).values(delta=1), sa.delete(SpendEntry)):
        with pytest.raises(sa.exc.IntegrityError, match="spend_entry_never"):
            db.session.execute(statement)
        db.session.rollback()
    assert queries.balances(travel.offer)[line_id].left == 0


def test_control_two_claims_that_read_then_write_pass_the_line(db):
    """The same line as a plain column on a scratch table: both read 40 left, both spend 30, 120 of 100 is spent."""
    engine = sa.create_engine(db.engine.url)
    table = sa.Table("scratch_line", sa.MetaData(), sa.Column("spent", sa.Integer))
    table.drop(engine, checkfirst=True)
    table.create(engine)
    try:
        with engine.begin() as connection:
            connection.execute(table.insert().values(spent=60))
        left = []
        for _claim in range(2):
            with engine.connect() as connection:
                left.append(100 - (connection.scalar(sa.select(table.c.spent)) or 0))
        for each in left:
            if each >= 30:
                with engine.begin() as connection:
                    connection.execute(table.update().values(spent=table.c.spent + 30))
        with engine.connect() as connection:
            assert connection.scalar(sa.select(table.c.spent)) == 120
    finally:
        table.drop(engine)
        engine.dispose()


def test_what_a_sent_claim_asks_stays_held_when_the_award_is_settled(db, edition, travel):
    asked = claims.sent(travel.offer, 4_000)
    assert spending.settle(travel.offer, by=cast.tomas(edition), at=AT) == 6_000
    assert queries.balances(travel.offer)[travel.id] == Balance(4_000, 0, 4_000)
    claims.decided(asked)
    assert queries.balances(travel.offer)[travel.id] == Balance(4_000, 4_000)
    assert invariants.failed() == []


@pytest.mark.parametrize("approved", [4_000, 2_500, 0])
def test_who_steps_out_is_still_paid_a_claim_that_was_sent_and_the_rest_goes_to_the_pot(db, edition, travel, approved):
    asked = claims.sent(travel.offer, 4_000)
    withdrawal.withdraw(travel.offer.application, by=travel.offer.application.person, at=AT)
    assert (travel.offer.state, committed(edition)) == (OfferState.withdrawn, 4_000)
    claims.decided(asked, approved)
    assert (asked.approved, committed(edition)) == (approved, approved or 10_000)  # all of it: the next person's
    assert invariants.failed() == []


def test_control_without_the_rule_a_line_is_emptied_and_the_claim_cannot_be_paid(db, edition, travel):
    asked = claims.sent(travel.offer, 4_000)
    db.session.execute(drop("pot_entry_is_its_line"))
    db.session.add(
        PotEntry(pot_id=travel.pot_id, grant_line_id=travel.id, delta=-10_000, reason="settle", at=AT, by_id=1)
    )
    db.session.flush()
    with pytest.raises(Refused, match="over_line"):
        claims.decided(asked)
    db.session.rollback()


def test_nothing_is_booked_or_given_ahead_out_of_what_a_sent_claim_asks(db, edition, travel):
    claims.sent(travel.offer, 4_000)
    with pytest.raises(Refused) as no:
        spend(travel, SpendKind.booking, 6_001, "booking:1")
    assert no.value.facts["left"].minor == 6_000
    with pytest.raises(Refused):
        money.advance(travel.offer, 6_001)
    assert spend(travel, SpendKind.booking, 6_000, "booking:1") == 6_000


@pytest.mark.parametrize("approved", [True, False])
def test_an_advance_that_is_not_on_its_way_is_called_off_when_the_person_steps_out(db, edition, travel, approved):
    lent = money.advance(travel.offer, 4_000, approved=approved)
    withdrawal.withdraw(travel.offer.application, by=lent.person, at=AT)
    assert (lent.state, queries.ahead_on(travel)) == (AdvanceState.called_off, 0)
    assert [each.state for each in find.open_everywhere()] == [OfferState.open]  # the next person's
    money.account(lent.person, edition) if payees_found.is_owed(lent.person, edition) else None
    assert pay.prepare(edition, by=cast.tomas(edition), at=AT) is None
    assert invariants.failed() == []


def test_an_advance_that_a_claim_has_used_is_still_paid(db, edition, travel):
    lent = money.advance(travel.offer, 4_000)
    money.account(lent.person, edition)
    money.claimed(travel.offer, 1_000)
    withdrawal.withdraw(travel.offer.application, by=lent.person, at=AT)
    assert (lent.state, committed(edition)) == (AdvanceState.approved, 4_000)
    assert money.prepared(edition).size == 2
    assert invariants.failed() == []


@pytest.mark.parametrize("way", ["dropped", "failed"])
def test_an_advance_that_was_not_paid_after_all_is_called_off_when_the_person_has_left(db, edition, travel, way):
    lent = money.advance(travel.offer, 4_000)
    money.account(lent.person, edition)
    batch = money.prepared(edition) if way == "dropped" else money.sent(edition)
    withdrawal.withdraw(travel.offer.application, by=lent.person, at=AT)
    if way == "dropped":
        pay.drop(batch, by=cast.tomas(edition), at=AT)
    else:
        pay.came_back(batch.payments[0], Outcome.failed, by=cast.tomas(edition), at=AT)
    assert (lent.state, committed(edition)) == (AdvanceState.called_off, 10_000)  # the next person's
    assert not db.session.scalar(sa.select(Message.id).where(Message.kind == "payment_failed"))
    assert invariants.failed() == []
