"""Each guard of places and money refuses by itself; and what the database would take without it."""

import sqlalchemy as sa

from conference.actions.funding import advances, offers, pots as budget
from conference.actions.payments import batches as payments, claim_checks
from conference.db import db as handle
from conference.models.funding.offers import FrozenReason, Offer, PassedOver
from conference.models.payments.claim_settings import ClaimCap, ClaimCapLine
from conference.queries.applications import panels
from conference.queries.funding import offers as find, pots
from conference.rules.funding.advances import BookingState
from conference.rules.funding.pots import PotKind
from conference.rules.payments.batches import Outcome
from conference.triggers import MANIFEST, Trigger
from tests import cast
from tests.actions.funding import test_deciding_guards
from tests.actions.payments import test_claim_guards
from tests.actions.payments.test_claim_guards import WHEN
from tests.builders import applications as build, claims, money
from tests.cast import AT
from tests.guards import drop

GENERAL = "kind = 'money' AND parent_id IS NULL"
OFFER = "INSERT INTO offer (application_id, set_id, position, state)"
ADVANCE = "INSERT INTO advance (grant_line_id, person_id, asked, amount, travels_on, state, asked_at, asked_by,"
BOOKING = (
    "INSERT INTO booking (grant_line_id, supplier, reference, cost, changeable, state, steps, booked_at, booked_by)"
)
SHEET = "INSERT INTO application_score (application_id, assessor_id, panel_id, kind, state, assigned_at, assigned_by)"
CLAIM = (
    "INSERT INTO claim (edition_id, offer_id, person_id, pay_to_id, reference, state, currency, came_by, started_at,"
)
PAYMENT = "INSERT INTO payment (batch_id, person_id, claim_id, amount, currency, reference, way, live)"
# Guard, and the statement that goes round the actions. {…} is a row of the standing below.
ROUND = [
    ("application_moves", "UPDATE application SET state = 'sent' WHERE state = 'accepted'"),
    ("application_score_kept", "DELETE FROM application_score"),
    ("application_score_not_own", f"{SHEET} SELECT id, person_id, {{panel}}, 'professional', 'assigned', {WHEN},"
     " {dara} FROM application WHERE id = {unscored}"),
    ("application_score_seat", f"{SHEET} VALUES ({{unscored}}, {{dara}}, {{panel}}, 'professional', 'assigned', {WHEN},"
     " {dara})"),
    ("application_score_sent", "UPDATE application_score SET need = 0"),
    ("panel_rules_stay", "UPDATE panel SET minimum = 9"),
    ("pot_child_is_like_its_parent", "INSERT INTO pot (edition_id, kind, capacity, parent_id, name)"
     f" SELECT edition_id, 'places', 0, id, 'x' FROM pot WHERE {GENERAL}"),
    ("pot_committed_is_its_ledger", f"UPDATE pot SET committed = 0 WHERE {GENERAL}"),
    ("pot_given_is_its_children", f"UPDATE pot SET given = given + 1 WHERE {GENERAL}"),
    ("pot_kept", "DELETE FROM pot"),
    ("pot_never_moved", "UPDATE pot SET name = 'other' WHERE parent_id IS NOT NULL"),
    ("pot_starts_empty", "INSERT INTO pot (edition_id, kind, currency, capacity, committed, parent_id, name)"
     f" SELECT edition_id, kind, currency, 5, 1, id, 'x' FROM pot WHERE {GENERAL}"),
    ("pot_entry_is_its_line", "INSERT INTO pot_entry (pot_id, grant_line_id, delta, reason, at, by_id)"
     f" SELECT pot_id, id, -1, 'settle', {WHEN}, {{dara}} FROM grant_line WHERE id = {{travel_paid}}"),
    ("pot_entry_never_changed", "UPDATE pot_entry SET delta = delta + 1"),
    ("pot_entry_never_deleted", "DELETE FROM pot_entry"),
    ("grant_line_from_its_pot", "INSERT INTO grant_line (offer_id, category, pot_id, amount)"
     " SELECT {open}, 'visa', id, 5 FROM pot WHERE kind = 'places'"),
    ("grant_line_never_changed", "UPDATE grant_line SET amount = amount + 1"),
    ("grant_line_never_deleted", "DELETE FROM grant_line"),
    ("frozen_reason_kept", "DELETE FROM frozen_reason"),
    ("frozen_reason_stays", "UPDATE frozen_reason SET text = 'other'"),
    ("passed_over_never_changed", "UPDATE passed_over SET needs_places = 5"),
    ("passed_over_never_deleted", "DELETE FROM passed_over"),
    ("offer_kept", "DELETE FROM offer"),
    ("offer_leaves_no_advance_behind", "UPDATE offer SET state = 'withdrawn' WHERE id = {ahead}"),
    ("offer_leaves_nothing_behind", "UPDATE offer SET state = 'withdrawn' WHERE id = {paid}"),
    ("offer_moves", "UPDATE offer SET state = 'returned' WHERE id = {paid}"),
    ("offer_opens_with_a_place", f"UPDATE offer SET state = 'open', lapses_at = {WHEN} WHERE id = {{bare}}"),
    ("offer_opens_with_both_keys", f"UPDATE offer SET state = 'open', lapses_at = {WHEN} WHERE id = {{reserved}}"),
    ("offer_opens_with_its_money", f"UPDATE offer SET state = 'open', lapses_at = {WHEN} WHERE id = {{waiting}}"),
    ("offer_starts_unopened", f"{OFFER} VALUES ({{spare}}, {{set}}, 9, 'returned')"),
    ("offer_was_scored", f"{OFFER} VALUES ({{unscored}}, {{set}}, 9, 'waiting')"),
    ("line_spending_is_its_entries", "UPDATE line_spending SET spent = spent + 1 WHERE spent < held"),
    ("line_spending_kept", "DELETE FROM line_spending"),
    ("line_spending_starts_unspent", "INSERT INTO line_spending VALUES ({travel_waiting}, 5, 1)"),
    ("spend_entry_after_yes", "INSERT INTO spend_entry (grant_line_id, kind, delta, source, key, at, by_id)"
     f" VALUES ({{travel_open}}, 'booking', 5, 'booking:99', 'booking:99', {WHEN}, {{tomas}})"),
    ("spend_entry_never_changed", "UPDATE spend_entry SET delta = delta + 1 WHERE delta > 0"),
    ("spend_entry_never_deleted", "DELETE FROM spend_entry"),
    ("advance_after_yes", f"{ADVANCE[:-1]}) VALUES ({{travel_open}}, {{tomas}}, 5, 0, '2027-05-09', 'asked', {WHEN},"
     " {tomas})"),
    ("advance_kept", "DELETE FROM advance"),
    ("advance_moves", "UPDATE advance SET state = 'settled' WHERE state = 'approved'"),
    ("advance_out_of_its_line", "UPDATE advance SET state = 'approved', amount = asked, decided_by = {tomas},"
     f" decided_at = {WHEN} WHERE state = 'asked'"),
    ("advance_paid_by_a_payment", "UPDATE advance SET state = 'scheduled' WHERE state = 'approved'"),
    ("advance_starts_asked", f"{ADVANCE} decided_at, decided_by) VALUES ({{travel_paid}}, {{dara}}, 5, 5, '2027-05-09',"
     f" 'approved', {WHEN}, {{dara}}, {WHEN}, {{tomas}})"),
    ("advance_stays", "UPDATE advance SET asked = asked + 1"),
    ("booking_after_yes", f"{BOOKING} VALUES ({{travel_open}}, 'x', 'y', 5, false, 'booked', 0, {WHEN}, {{dara}})"),
    ("booking_kept", "DELETE FROM booking"),
    ("booking_moves", "UPDATE booking SET state = 'ticketed'"),
    ("booking_starts_booked", f"{BOOKING} VALUES ({{travel_paid}}, 'x', 'y', 5, false, 'used', 0, {WHEN}, {{dara}})"),
    ("claim_appealed_once", "UPDATE claim SET state = 'appeal' WHERE state = 'refused'"),
    ("claim_paid_by_a_payment", "UPDATE claim SET state = 'scheduled' WHERE id = {owed}"),
    ("claim_starts", f"{CLAIM} submitted_at, pay_by) SELECT edition_id, offer_id, person_id, pay_to_id, 'CL-x',"
     " 'submitted', currency, came_by, started_at, submitted_at, pay_by FROM claim WHERE id = {owed}"),
    ("claim_starts_with_a_yes", f"{CLAIM[:-1]}) SELECT edition_id, {{open}}, person_id, pay_to_id, 'CL-x', 'draft',"
     " currency, came_by, started_at FROM claim WHERE id = {owed}"),
    ("claim_line_receipt_once_added", "INSERT INTO claim_line (claim_id, grant_line_id, item, for_whom, incurred_on,"
     " amount, currency, base, receipt_id) SELECT {draft}, grant_line_id, item, for_whom, incurred_on, amount,"
     " currency, base, receipt_id FROM claim_line WHERE claim_id = {checking}"),
    ("claim_line_receipt_once_changed", "UPDATE claim_line SET receipt_id = (SELECT l.receipt_id FROM claim_line l"
     " WHERE l.claim_id = {checking}) WHERE claim_id = {draft}"),
    ("claim_query_answered_once", "UPDATE claim_query SET answer = 'other' WHERE answered_at IS NOT NULL"),
    ("exchange_rate_never_deleted", "DELETE FROM exchange_rate"),
    ("claim_cap_kept", "DELETE FROM claim_cap"),
    ("claim_cap_spent_is_its_lines", "UPDATE claim_cap SET spent = spent + 1"),
    ("claim_cap_starts_empty", "INSERT INTO claim_cap (offer_id, amount, spent) VALUES ({open}, 5, 1)"),
    ("claim_cap_stays", "UPDATE claim_cap SET amount = amount + 1"),
    ("claim_cap_line_never_changed", "UPDATE claim_cap_line SET cap_id = cap_id"),
    ("claim_cap_line_never_deleted", "DELETE FROM claim_cap_line"),
    ("fee_kept", "DELETE FROM fee"),
    ("fee_moves", "UPDATE fee SET state = 'done' WHERE id = {fee}"),
    ("fee_paid_by_a_payment", "UPDATE fee SET state = 'scheduled' WHERE id = {fee}"),
    ("fee_starts_offered", "INSERT INTO fee (edition_id, person_id, task, task_at, offered, currency, state,"
     " offered_at, offered_by) SELECT edition_id, person_id, task, task_at, offered, currency, 'closed', offered_at,"
     " offered_by FROM fee WHERE id = {fee}"),
    ("fee_stays_as_chosen", "UPDATE fee SET pay_month = '2027-09-01' WHERE id = {fee}"),
    ("fee_stays_as_offered", "UPDATE fee SET task = 'other'"),
    ("payment_batch_frozen", "UPDATE payment_batch SET size = size + 1"),
    ("payment_batch_kept", "DELETE FROM payment_batch"),
    ("payment_batch_moves", "UPDATE payment_batch SET state = 'released', sent_at = NULL WHERE state = 'sent'"),
    ("payment_batch_released_by_another", f"UPDATE payment_batch SET state = 'released', released_at = {WHEN},"
     " released_by = {payee} WHERE id = {late}"),
    ("payment_batch_starts", "INSERT INTO payment_batch (edition_id, reference, state, content, digest, size, pay_on,"
     " prepared_at, prepared_by) SELECT edition_id, 'x', 'dropped', content, digest, size, pay_on, prepared_at,"
     " prepared_by FROM payment_batch WHERE id = {late}"),
    ("payment_frozen", "UPDATE payment SET amount = amount + 1"),
    ("payment_in_a_draft", f"{PAYMENT} SELECT {{gone}}, pay_to_id, id, approved, currency, 'x', 'cheque', true"
     " FROM claim WHERE id = {owed}"),
    ("payment_is_owed", f"{PAYMENT} SELECT {{late}}, pay_to_id, id, approved + 1, currency, 'x', 'cheque', true"
     " FROM claim WHERE id = {owed}"),
    ("payment_kept", "DELETE FROM payment"),
    ("payment_live_until_it_fails", "UPDATE payment SET live = false WHERE batch_id = {late}"),
    ("payment_wiped", "UPDATE payment SET sealed = 'x'"),
    ("payment_result_never_changed", "UPDATE payment_result SET amount = amount - 1"),
    ("payment_result_never_deleted", "DELETE FROM payment_result"),
    ("payment_result_takes_it_back", "INSERT INTO payment_result (payment_id, outcome, amount, at, by_id)"
     f" SELECT id, 'failed', -amount, {WHEN}, {{tomas}} FROM payment WHERE batch_id = {{late}}"),
    ("batch_file_kept", "DELETE FROM batch_file"),
    ("batch_file_of_a_released_batch", "INSERT INTO batch_file (batch_id, kind, sealed, sha256)"
     " VALUES ({late}, 'csv', 'x', 'y')"),
    ("batch_file_wiped", "UPDATE batch_file SET sealed = 'x'"),
]  # fmt: skip
TABLES = {
    "application", "application_score", "panel", "assessor", "criteria", "pot", "pot_entry", "grant_line", "offer",
    "refused_line", "passed_over", "frozen_reason", "plan_line", "draft_outcome", "line_spending", "spend_entry",
    "advance", "booking", "claim", "claim_line", "claim_query", "claim_cap", "claim_cap_line", "exchange_rate", "fee",
    "payment_batch", "payment", "payment_result", "batch_file", "stored_file",
}  # fmt: skip
# Guards of speech that was recorded: tests/actions/test_audio_notes.py.
ELSEWHERE = {"application_score_insert_after_typing", "application_score_sent_after_typing"}


def stand(edition) -> dict[str, int]:
    """One thing at each step: offers paid, ahead, asked, open, waiting, reserved; batches gone and late."""
    dara, tomas = cast.dara(edition), cast.tomas(edition)
    sent = build.round_of(edition, *[20_000] * 5, places=4, money=1_000_000)
    under = build.carried(edition)
    paid, lent, asked, *rest = (find.offer_of(application) for application in sent)
    waiting, opened = sorted(rest, key=lambda offer: offer.state, reverse=True)
    for offer in (paid, lent, asked):
        offers.accept(offer, by=offer.application.person, at=AT)
    budget.ring_fence(pots.pots_of(edition)[PotKind.money], "Rosewood Trust", "Carers", by=dara, at=AT)
    cap = ClaimCap(offer_id=paid.id, amount=50_000)
    passed = PassedOver(offer_id=waiting.id, opened_id=opened.id, needs_places=1, needs_money=1, at=AT)
    passed.left_places = passed.left_money = 0
    words = FrozenReason(set_id=under.id, application_id=waiting.application_id, text="Words", salt="salt")
    handle.session.add_all([cap, passed, words])
    handle.session.flush()
    handle.session.add(ClaimCapLine(grant_line_id=money.travel(paid).id, cap_id=cap.id))
    handle.session.execute(
        sa.text(
            "INSERT INTO exchange_rate (currency, base, day, numerator, denominator, source, added_at, added_by)"
            f" VALUES ('EUR', 'GBP', '2027-01-01', 1, 1, 'x', {WHEN}, {tomas.id})"
        )
    )
    gone, late = batches(edition, paid, lent)
    owed, checking, draft = money.claimed(paid, 1_000), questioned(asked), claims.a_line(asked, 500, shade=9).claim
    refused_twice(lent)
    used = advances.book(money.travel(paid), supplier="Rail", reference="R1", cost=10, changeable=False, by=dara, at=AT)
    advances.move(used, BookingState.used, by=dara, at=AT)
    money.advance(lent, 300)
    money.advance(asked, 300, approved=False)
    fee, unscored = money.fee(cast.amina(), edition), build.sent(edition, "Nobody has read")
    spare, reserved = held_for_the_keys(edition)
    bare = Offer(application=build.scored(build.sent(edition, "Bare")), set_id=under.id, position=9, state="waiting")
    handle.session.add(bare)
    handle.session.flush()
    return {
        "dara": dara.id, "tomas": tomas.id, "panel": panels.panels_of(edition)[0].id, "set": under.id,
        "paid": paid.id, "ahead": lent.id, "open": opened.id, "waiting": waiting.id, "bare": bare.id,
        "reserved": reserved.id, "spare": spare.id, "unscored": unscored.id, "travel_paid": money.travel(paid).id,
        "travel_open": money.travel(opened).id, "travel_waiting": money.travel(waiting).id, "owed": owed.id,
        "checking": checking.id, "draft": draft.id, "fee": fee.id, "gone": gone.id, "late": late.id,
        "payee": lent.application.person_id,
    }  # fmt: skip


def batches(edition, paid, lent):
    """Two claims in a batch that was sent; one came back, and is in a draft again."""
    for offer in (paid, lent):
        money.claimed(offer, 2_000)
        money.account(offer.application.person, edition)
    gone = money.sent(edition)
    payments.came_back(gone.payments[1], Outcome.failed, by=cast.tomas(edition), at=AT)
    money.account(lent.application.person, edition)
    return gone, money.prepared(edition)


def questioned(offer):
    """A claim with a receipt, of which something was asked and answered."""
    claim = claims.sent(offer, 700)
    claim_checks.ask(claim, "Which?", by=cast.tomas(claim.edition), at=AT)
    claim_checks.answer(claim, "This one.", by=claim.person, at=AT)
    return claim


def refused_twice(offer):
    claim = claims.decided(claims.sent(offer, 100), 0)
    claim_checks.appeal(claim, "Look again.", by=claim.person, at=AT)
    claims.decided(claim, 0)


def held_for_the_keys(edition):
    """One more person, whose place waits for the keys in a second list."""
    pots.pots_of(edition)[PotKind.places].capacity += 1
    spare = build.scored(build.sent(edition, "Spare"))
    build.frozen(edition)
    return spare, find.live_offer(spare)


def alone(guard: Trigger) -> None:
    """Nothing else on its table refuses or does anything: no other trigger, no foreign key before the end."""
    run = handle.session.execute
    if handle.engine.dialect.name == "postgresql":
        run(sa.text(f"ALTER TABLE {guard.table} DISABLE TRIGGER ALL"))
        run(sa.text(f"ALTER TABLE {guard.table} ENABLE TRIGGER {guard.name}"))
        return
    run(sa.text("PRAGMA defer_foreign_keys = ON"))
    for other in MANIFEST.values():
        if other.table == guard.table and other.name != guard.name:
            run(sa.text(f"DROP TRIGGER {other.name}"))


def test_each_guard_refuses_alone_and_without_it_the_database_takes_it(db):
    rows, wrong = stand(cast.an_edition()), {}
    for name, statement in ROUND:
        with db.session.begin_nested() as before:
            alone(MANIFEST[name])
            made = sa.text(statement.format_map(rows))
            try:
                with db.session.begin_nested():
                    wrong[name] = f"took {db.session.execute(made).rowcount} rows"
            except sa.exc.IntegrityError as no:
                if name in str(no):
                    wrong.pop(name, None)
                else:
                    wrong[name] = str(no.orig)
            db.session.execute(drop(name))
            try:
                with db.session.begin_nested():
                    if not db.session.execute(made).rowcount:
                        wrong[name] = "without the guard no row was touched"
            except sa.exc.IntegrityError as no:
                wrong[name] = f"without the guard: {no.orig}"
            before.rollback()
    assert wrong == {}


def test_every_guard_of_places_and_money_is_tried():
    tried = [row[0] for table in (ROUND, test_claim_guards.ROUND, test_deciding_guards.ROUND) for row in table]
    guards = {name for name, trigger in MANIFEST.items() if trigger.table in TABLES and not trigger.statement}
    assert (guards - set(tried), len(tried)) == (ELSEWHERE, len(set(tried)))
