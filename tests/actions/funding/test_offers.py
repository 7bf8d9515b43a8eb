"""From the draft to the answer: two keys, two pots, the waiting list, the clock."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from conference.actions import frozen_sets, outbox
from conference.actions.funding import draft, offers, pots as budget, withdrawal
from conference.models.audit import AuditEntry
from conference.models.funding.offers import Offer, PotEntry
from conference.models.keys import FrozenSet
from conference.models.outbox import Message
from conference.queries import invariants, outbox as find_letters
from conference.queries.funding import draft as plan_queries, offers as find, phone_calls, pots
from conference.queries.people import people
from conference.rules.applications.applications import State
from conference.rules.funding.offers import OfferState, Outcome, Reason
from conference.rules.funding.pots import Category, Line, PotKind
from conference.rules.keys import Kind
from conference.rules.refusals import Refused
from tests import cast
from tests.builders import applications as build
from tests.cast import AT

DAY = timedelta(days=1)


@pytest.fixture
def edition(db):
    return cast.an_edition()


def held(edition):
    return {kind.value: pot.committed for kind, pot in pots.pots_of(edition).items()}


def states(found):
    return [each.state.value for each in found]


def letters_to(db, application):
    rows = db.session.scalars(
        sa.select(Message.kind).where(Message.person_id == application.person_id).order_by(Message.id)
    )
    return [kind for kind in rows if kind != "application_received"]


def test_a_draft_promises_nothing_and_may_pass_a_pot(db, edition):
    build.round_of(edition, 60_000, 60_000, 30_000)
    dara = cast.dara(edition)
    draft.draft(edition, by=dara, at=AT)
    second = plan_queries.plan(edition)[-1].application
    draft.decide(second, Outcome.offer, by=dara, at=AT)
    totals = plan_queries.totals(edition)
    assert (totals.need.money, totals.left.money, totals.fits) == (150_000, -50_000, False)
    assert held(edition) == {"places": 0, "money": 0}
    with pytest.raises(Refused):
        frozen_sets.freeze(edition, Kind.offers, edition.id, by=dara, at=AT)
    db.session.rollback()


def test_the_draft_follows_the_ranking_and_skips_who_does_not_fit(db, edition):
    first, second, third = build.round_of(edition, 60_000, 60_000, 30_000)
    draft.draft(edition, by=cast.dara(edition), at=AT)
    assert [(row.application.id, row.outcome) for row in plan_queries.plan(edition)] == [
        (first.id, Outcome.offer),
        (third.id, Outcome.offer),
        (second.id, Outcome.waiting_list),
    ]


def test_freezing_reserves_and_tells_nobody_but_the_key_holders(db, edition):
    found = build.round_of(edition, 60_000, 60_000, 30_000)
    build.frozen(edition)
    assert held(edition) == {"places": 2, "money": 90_000}
    assert states(found) == ["sent", "sent", "sent"]
    assert [letters_to(db, each) for each in found] == [[], [], []]
    assert find.offer_of(found[0]) is None


def test_one_key_opens_nothing(db, edition):
    found = build.round_of(edition, 60_000)
    frozen = build.frozen(edition)
    frozen_sets.turn_key(frozen, digest=frozen.digest, by=cast.dara(edition), at=AT)
    assert states(found) == ["sent"] and letters_to(db, found[0]) == []
    with pytest.raises(sa.exc.IntegrityError, match="offer_opens_with_both_keys"):
        db.session.execute(sa.text("UPDATE offer SET state = 'open', lapses_at = '2027-02-01 00:00:00'"))
    db.session.rollback()


def test_both_keys_open_the_offers_and_everybody_hears(db, edition):
    first, second, third, fourth = build.round_of(edition, 60_000, 60_000, 30_000, 1_000, places=2)
    dara = cast.dara(edition)
    draft.draft(edition, by=dara, at=AT)
    draft.decide(fourth, Outcome.not_offered, reason=Reason.in_our_words, reason_text="Ring us.", by=dara, at=AT)
    frozen = frozen_sets.freeze(edition, Kind.offers, edition.id, by=dara, at=AT)
    for person in (dara, cast.lena(edition)):
        frozen_sets.turn_key(frozen, digest=frozen.digest, by=person, at=AT)
    assert states([first, second, third, fourth]) == ["offered", "waiting_list", "offered", "not_offered"]
    assert [letters_to(db, each) for each in (first, second, third, fourth)] == [
        ["offer_made"],
        ["waiting_list"],
        ["offer_made"],
        ["not_offered"],
    ]
    offer = find.offer_of(first)
    assert offer.lapses_at.isoformat() == "2027-01-22T00:00:00+00:00"  # the end of 21 January, ten days later
    no = db.session.scalars(sa.select(Message.body).where(Message.kind == "not_offered")).one()
    assert "The reason:  Ring us." in no
    entry = db.session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.id.desc())).first()
    assert entry == "decision.carried"


def test_a_no_with_a_key_gives_everything_back(db, edition):
    found = build.round_of(edition, 60_000, 30_000)
    frozen = build.frozen(edition)
    frozen_sets.send_back(frozen, reason="Too few new people.", by=cast.lena(edition), at=AT)
    assert held(edition) == {"places": 0, "money": 0}
    assert states(found) == ["sent", "sent"]
    again = frozen_sets.freeze(edition, Kind.offers, edition.id, by=cast.dara(edition), at=AT)
    assert again.id != frozen.id and held(edition) == {"places": 2, "money": 90_000}


def test_freezing_again_replaces_the_waiting_list_of_offers(db, edition):
    build.round_of(edition, 60_000, 30_000)
    first = build.frozen(edition)
    second = build.frozen(edition)
    assert (first.state, second.state) == ("superseded", "waiting")
    assert held(edition) == {"places": 2, "money": 90_000}


def test_accepting_moves_no_money_and_leaves_one_entry_and_one_letter(db, edition):
    [application] = build.round_of(edition, 60_000)
    build.carried(edition)
    before = db.session.scalar(sa.select(sa.func.count(AuditEntry.id)))
    offers.accept(find.offer_of(application), by=application.person, at=AT + DAY)
    db.session.flush()
    assert application.state is State.accepted and held(edition) == {"places": 1, "money": 60_000}
    assert db.session.scalar(sa.select(sa.func.count(AuditEntry.id))) == before + 1
    assert letters_to(db, application) == ["offer_made", "offer_accepted"]


def test_nobody_accepts_after_the_last_day_even_if_the_clock_is_late(db, edition):
    [application] = build.round_of(edition, 60_000)
    build.carried(edition)
    offer = find.offer_of(application)
    with pytest.raises(Refused, match="lapsed"):
        offers.accept(offer, by=application.person, at=offer.lapses_at)
    assert offer.state is OfferState.open
    with pytest.raises(sa.exc.IntegrityError, match="accepted_in_time"):
        db.session.execute(
            sa.update(Offer).values(state="accepted", answered_at=offer.lapses_at, answered_by=application.person_id)
        )
    db.session.rollback()


def test_refusing_offers_the_place_to_the_next_who_fits(db, edition):
    first, second, third, fourth = build.round_of(edition, 60_000, 70_000, 30_000, 55_000, money=90_000)
    build.carried(edition)
    assert states([first, second, third, fourth]) == ["offered", "waiting_list", "offered", "waiting_list"]
    offers.refuse(find.offer_of(first), by=first.person, at=AT + DAY)
    # 60,000 came free: 70,000 does not fit and keeps the place in the order, 55,000 does.
    assert states([first, second, third, fourth]) == ["refused", "waiting_list", "offered", "offered"]
    assert held(edition) == {"places": 2, "money": 85_000}
    assert letters_to(db, fourth) == ["waiting_list", "offer_made"]
    assert invariants.failed() == []


def test_who_waits_by_choice_is_not_offered_a_place_by_the_keys_alone(db, edition):
    first, second = build.round_of(edition, 10_000, 10_000)
    dara = cast.dara(edition)
    draft.draft(edition, by=dara, at=AT)
    draft.decide(second, Outcome.waiting_list, by=dara, at=AT)
    frozen = frozen_sets.freeze(edition, Kind.offers, edition.id, by=dara, at=AT)
    for person in (dara, cast.lena(edition)):
        frozen_sets.turn_key(frozen, digest=frozen.digest, by=person, at=AT)
    assert states([first, second]) == ["offered", "waiting_list"]


def test_nobody_is_promoted_after_the_cut_off(db, edition):
    first, second = build.round_of(edition, 60_000, 60_000, money=60_000)
    late = AT + 3 * DAY
    build.find.settings_of(edition).promote_until = late
    build.carried(edition)
    offers.refuse(find.offer_of(first), by=first.person, at=late)
    assert states([first, second]) == ["refused", "waiting_list"]
    assert held(edition) == {"places": 0, "money": 0}


def test_one_organiser_cannot_move_the_cut_off_that_both_keys_approved(db, edition):
    first, second = build.round_of(edition, 60_000, 60_000, money=60_000)
    build.carried(edition)
    build.find.settings_of(edition).promote_until = AT
    offers.refuse(find.offer_of(first), by=first.person, at=AT + DAY)
    assert states([first, second]) == ["refused", "offered"]


def test_an_offer_set_by_hand_gets_the_first_guess_of_its_costs(db, edition):
    build.settings(edition)
    build.pots(edition)
    application = build.scored(build.sent(edition))
    dara = cast.dara(edition)
    draft.decide(application, Outcome.offer, by=dara, at=AT)
    frozen_sets.freeze(edition, Kind.offers, edition.id, by=dara, at=AT)
    assert held(edition) == {"places": 1, "money": 24_000}


def test_a_list_with_an_offer_of_no_place_is_refused_with_its_reference(db, edition):
    [application] = build.round_of(edition, 60_000)
    dara = cast.dara(edition)
    draft.draft(edition, by=dara, at=AT)
    draft.set_costs(application, [Line(Category.travel, 1_000)], by=dara, at=AT)
    with pytest.raises(Refused, match="no_place") as no:
        frozen_sets.freeze(edition, Kind.offers, edition.id, by=dara, at=AT)
    assert no.value.facts["reference"] == application.reference


def test_more_days_once(db, edition):
    [application] = build.round_of(edition, 60_000)
    build.carried(edition)
    offer = find.offer_of(application)
    before = offer.lapses_at
    offers.ask_for_more_days(offer, by=application.person, at=AT + DAY)
    assert offer.lapses_at - before == 5 * DAY
    with pytest.raises(Refused, match="no_more_days"):
        offers.ask_for_more_days(offer, by=application.person, at=AT + DAY)


def test_the_clock_reminds_then_rings_then_ends_and_promotes(db, edition):
    first, second = build.round_of(edition, 60_000, 60_000, money=60_000)
    build.carried(edition)
    offer, system = find.offer_of(first), people.system()
    none = {"reminded": 0, "to_ring": 0, "kept_open": 0, "lapsed": 0}
    assert offers.look_after(by=system, at=AT + DAY) == none
    assert offers.look_after(by=system, at=offer.lapses_at - 5 * DAY) == {**none, "reminded": 1}
    assert offers.look_after(by=system, at=offer.lapses_at - 4 * DAY) == none
    assert offers.look_after(by=system, at=offer.lapses_at - 2 * DAY) == {**none, "to_ring": 1}
    call = db.session.scalars(sa.select(Message).where(Message.kind == "offer_ring")).one()
    assert (call.channel, call.state) == ("phone", "queued")
    end = offer.lapses_at
    outbox.mark_done(call, by=cast.dara(edition), at=end - 2 * DAY)
    assert offers.look_after(by=system, at=end - timedelta(seconds=1)) == none
    assert offers.look_after(by=system, at=end) == {**none, "lapsed": 1}
    assert states([first, second]) == ["lapsed", "offered"]
    assert letters_to(db, first) == ["offer_made", "offer_reminder", "offer_ring", "offer_lapsed"]
    assert offers.look_after(by=system, at=end) == none


def test_when_the_clock_was_stopped_the_person_still_gets_a_call_and_a_day(db, edition):
    [application] = build.round_of(edition, 60_000)
    build.carried(edition)
    offer, system = find.offer_of(application), people.system()
    late = offer.lapses_at + 3 * DAY
    assert offers.look_after(by=system, at=late)["to_ring"] == 1
    assert offer.lapses_at > late + DAY - timedelta(hours=24)
    offers.accept(offer, by=application.person, at=late + timedelta(hours=3))
    assert application.state is State.accepted


def test_an_offer_stays_open_until_the_day_after_somebody_noted_the_call(db, edition):
    [application] = build.round_of(edition, 60_000)
    build.carried(edition)
    offer, system = find.offer_of(application), people.system()
    end = offer.lapses_at
    offers.look_after(by=system, at=end - 2 * DAY)
    call = db.session.scalars(sa.select(Message).where(Message.kind == "offer_ring")).one()
    assert call.due_at == end - DAY and call in find_letters.tasks_due(edition, before=end)
    assert offers.look_after(by=system, at=end + 3 * DAY)["kept_open"] == 1
    assert (offer.state, offer.lapses_at) == ("open", end + 5 * DAY)
    with pytest.raises(Refused, match="not_yet"):
        offers.lapse(offer, by=system, at=end + 90 * DAY)
    outbox.mark_done(call, by=cast.dara(edition), at=end + 5 * DAY)  # the clock stood still meanwhile
    assert phone_calls.open_until(offer, at=end + 5 * DAY) == end + 7 * DAY
    assert offers.look_after(by=system, at=end + 7 * DAY - timedelta(seconds=1))["lapsed"] == 0
    assert offers.look_after(by=system, at=end + 7 * DAY)["lapsed"] == 1


def test_a_yes_counts_while_the_call_is_still_to_be_made_even_if_the_clock_stood_still(db, edition):
    [application] = build.round_of(edition, 60_000)
    build.carried(edition)
    offer = find.offer_of(application)
    end = offer.lapses_at
    offers.look_after(by=people.system(), at=end - 2 * DAY)
    offers.accept(offer, by=application.person, at=end + 30 * DAY)
    db.session.flush()
    assert application.state is State.accepted


def test_without_a_phone_the_last_letter_counts_as_the_call(db, edition):
    [application] = build.round_of(edition, 60_000)
    application.person.phone, application.person.contact_email = None, "amina@example.org"
    build.carried(edition)
    offer, system = find.offer_of(application), people.system()
    end = offer.lapses_at
    offers.look_after(by=system, at=end - 2 * DAY)
    last = db.session.scalars(sa.select(Message).where(Message.kind == "offer_ring")).one()
    assert last.channel == "email" and "on the phone" not in last.body
    assert offers.look_after(by=system, at=end)["lapsed"] == 0
    outbox.mark_sent(last, at=end)
    assert offers.look_after(by=system, at=end + 2 * DAY)["lapsed"] == 1


@pytest.mark.parametrize(
    ("step", "left"),
    [
        (lambda a, o: offers.accept(o, by=a.person, at=AT + DAY), ["offer_accepted"]),
        (lambda a, o: offers.refuse(o, by=a.person, at=AT + DAY), ["offer_refused"]),
        (lambda a, o: offers.ask_for_more_days(o, by=a.person, at=AT + DAY), ["offer_more_days"]),
        (lambda a, o: withdrawal.withdraw(a, by=a.person, at=AT + DAY), ["application_withdrawn"]),
    ],
)
def test_nobody_rings_about_a_step_that_is_over(db, edition, step, left):
    application, other = build.round_of(edition, 60_000, 10_000)
    build.carried(edition)
    offers.ask_to_ring(find.offer_of(application), by=people.system(), at=AT)
    step(application, find.offer_of(application))
    tasks = find_letters.tasks_due(edition, before=AT + 400 * DAY)
    assert [task.kind for task in tasks if task.person_id == application.person_id] == left
    assert {task.kind for task in tasks if task.person_id == other.person_id} == {"application_received", "offer_made"}
    overtaken = db.session.scalars(sa.select(Message).where(Message.last_error == "Overtaken")).all()
    assert {(each.person_id, each.state.value, each.done_by) for each in overtaken} == {
        (application.person_id, "done", people.system().id)
    }


def test_the_database_lets_no_offer_lapse_without_a_call(db, edition):
    build.round_of(edition, 60_000)
    build.carried(edition)
    with pytest.raises(sa.exc.IntegrityError, match="rung_before_it_lapsed|offer_leaves_nothing_behind"):
        db.session.execute(sa.update(Offer).values(state="lapsed"))
    db.session.rollback()


def test_stepping_back_after_yes_frees_the_place_for_the_next(db, edition):
    first, second = build.round_of(edition, 60_000, 60_000, money=60_000)
    build.carried(edition)
    offers.accept(find.offer_of(first), by=first.person, at=AT + DAY)
    withdrawal.withdraw(first, by=first.person, at=AT + 2 * DAY)
    assert states([first, second]) == ["withdrawn", "offered"]
    assert invariants.failed() == []


def test_stepping_back_while_frozen_frees_the_place_and_the_keys_still_carry_the_rest(db, edition):
    first, second, third = build.round_of(edition, 60_000, 60_000, 30_000)
    frozen = build.frozen(edition)
    withdrawal.withdraw(first, by=first.person, at=AT)
    assert states([first, second]) == ["withdrawn", "sent"] and held(edition)["money"] == 30_000
    for person in (cast.dara(edition), cast.lena(edition)):
        frozen_sets.turn_key(frozen, digest=frozen.digest, by=person, at=AT)
    assert states([first, second, third]) == ["withdrawn", "offered", "offered"]


def test_a_companion_and_the_person_get_all_or_nothing(db, edition):
    [application] = build.round_of(edition, 10_000, places=1)
    build.costed(application, places=2, money=10_000)
    draft.draft(edition, by=cast.dara(edition), at=AT)
    assert [row.outcome for row in plan_queries.plan(edition)] == [Outcome.waiting_list]


def test_both_keys_raise_a_pot_and_the_next_is_offered(db, edition):
    first, second = build.round_of(edition, 60_000, 60_000, money=60_000)
    build.carried(edition)
    dara, pot = cast.dara(edition), pots.pots_of(edition)[PotKind.money]
    with pytest.raises(Refused):
        budget.set_up(edition, PotKind.money, 120_000, by=dara, at=AT)
    facts = {"kind": "money", "capacity": 120_000, "before": 60_000, "currency": "GBP", "reason": "A gift."}
    frozen = frozen_sets.freeze(edition, Kind.pot_size, pot.id, content=facts, by=dara, at=AT)
    frozen_sets.turn_key(frozen, digest=frozen.digest, by=dara, at=AT)
    assert states([second]) == ["waiting_list"]
    frozen_sets.turn_key(frozen, digest=frozen.digest, by=cast.lena(edition), at=AT)
    assert states([first, second]) == ["offered", "offered"]


def test_a_smaller_pot_never_breaks_a_promise(db, edition):
    build.round_of(edition, 60_000)
    build.carried(edition)
    dara, pot = cast.dara(edition), pots.pots_of(edition)[PotKind.money]
    facts = {"kind": "money", "capacity": 10_000, "before": 100_000, "currency": "GBP", "reason": "A cut."}
    frozen = frozen_sets.freeze(edition, Kind.pot_size, pot.id, content=facts, by=dara, at=AT)
    for person in (dara, cast.lena(edition)):
        frozen_sets.turn_key(frozen, digest=frozen.digest, by=person, at=AT)
    db.session.flush()
    assert (pot.capacity, pot.committed) == (60_000, 60_000)


@pytest.mark.parametrize(
    ("statement", "guard"),
    [
        ("UPDATE pot SET committed = 0", "pot_committed_is_its_ledger"),
        ("UPDATE pot_entry SET delta = 1", "pot_entry_never_changed"),
        ("DELETE FROM pot_entry", "pot_entry_never_deleted"),
        ("UPDATE grant_line SET amount = 1", "grant_line_never_changed"),
        ("DELETE FROM offer", "offer_kept"),
        ("UPDATE offer SET state = 'refused'", "offer_leaves_nothing_behind"),
        ("UPDATE pot SET capacity = 0", "ck_pot_never_over"),
        (
            "INSERT INTO pot_entry (pot_id, grant_line_id, delta, reason, at, by_id)"
            " SELECT pot_id, id, -1, 'release', '2027-01-11 09:00:00', 1 FROM grant_line",
            "pot_entry_is_its_line",
        ),
        (
            "INSERT INTO pot_entry (pot_id, grant_line_id, delta, reason, at, by_id)"
            " SELECT pot_id, id, amount, 'commit', '2027-01-11 09:00:00', 1 FROM grant_line",
            "uq_pot_entry|pot_entry.grant_line_id",
        ),
    ],
)
def test_no_path_around_the_ledger(db, edition, statement, guard):
    build.round_of(edition, 60_000)
    build.carried(edition)
    db.session.commit()
    with pytest.raises(sa.exc.IntegrityError, match=guard):
        db.session.execute(sa.text(statement))
        db.session.flush()
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(PotEntry.id))) == 2
    assert invariants.failed() == []


def test_nobody_is_offered_a_place_without_two_scores_one_of_them_lived_experience(db, edition):
    build.settings(edition)
    build.pots(edition)
    application = build.sent(edition)
    build.costed(application)
    draft.decide(application, Outcome.offer, by=cast.dara(edition), at=AT)
    with pytest.raises(Refused, match="no_scores") as no:
        frozen_sets.freeze(edition, Kind.offers, edition.id, by=cast.dara(edition), at=AT)
    assert no.value.facts["reference"] == application.reference
    frozen = db.session.scalars(sa.select(FrozenSet)).one()
    db.session.add(Offer(application=application, set_id=frozen.id, position=1, state=OfferState.reserved))
    with pytest.raises(sa.exc.IntegrityError, match="offer_was_scored"):
        db.session.flush()
    db.session.rollback()


def test_the_database_opens_no_offer_without_a_place(db, edition):
    [application] = build.round_of(edition, 60_000)
    dara = cast.dara(edition)
    frozen = frozen_sets.freeze(edition, Kind.offers, edition.id, by=dara, at=AT)
    db.session.add(Offer(application=application, set_id=frozen.id, position=1, state=OfferState.reserved))
    frozen_sets.turn_key(frozen, digest=frozen.digest, by=dara, at=AT)
    with pytest.raises(Refused, match="cannot_be_carried") as refused:
        frozen_sets.turn_key(frozen, digest=frozen.digest, by=cast.lena(edition), at=AT)
    assert "offer_opens_with_a_place" in str(refused.value.__cause__)
    db.session.rollback()


def test_who_waited_in_vain_gets_an_answer_when_nobody_can_be_offered_a_place_any_more(db, edition):
    first, second = build.round_of(edition, 60_000, 60_000)
    build.find.settings_of(edition).promote_until = AT + DAY
    build.carried(edition)
    assert (second.state, offers.end_waiting_lists(by=people.system(), at=AT)) == (State.waiting_list, 0)
    assert offers.end_waiting_lists(by=people.system(), at=AT + 2 * DAY) == 1
    letter = db.session.scalars(sa.select(Message).where(Message.kind == "not_offered")).one()
    assert (second.state, second.reason, letter.person_id) == ("not_offered", "money_ran_out", second.person_id)
    assert offers.end_waiting_lists(by=people.system(), at=AT + 2 * DAY) == 0
    offers.refuse(find.live_offer(first), by=first.person, at=AT + DAY)
    assert find.live_offer(second) is None
    assert invariants.failed() == []
