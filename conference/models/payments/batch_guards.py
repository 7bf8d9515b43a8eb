"""What the database itself keeps of payments: two people, frozen content, each thing paid once, all of it owed."""

from conference.rules.payments.batches import MOVES
from conference.triggers import append_only, effect, refuse

_STEPS = " OR ".join(f"OLD.state = '{a}' AND NEW.state = '{b}'" for a, to in MOVES.items() for b in sorted(to))
refuse(
    "payment_batch_moves",
    "payment_batch",
    "UPDATE OF state",
    "a batch only moves along the promised steps",
    f"OLD.state <> NEW.state AND NOT ({_STEPS})",
)
refuse("payment_batch_starts", "payment_batch", "INSERT", "a batch starts as a draft", "NEW.state <> 'draft'")
refuse("payment_batch_kept", "payment_batch", "DELETE", "batches are a record and are never deleted")
refuse(
    "payment_batch_frozen",
    "payment_batch",
    "UPDATE OF edition_id, reference, content, digest, size, pay_on, prepared_at, prepared_by",
    "what a batch pays is frozen when it is drawn up",
)
refuse(
    "payment_batch_released_by_another",
    "payment_batch",
    "UPDATE OF state",
    "a batch is released whole, by a human who neither gets money from it nor typed an account in it; where"
    " the clock drew it up, nor approved what it pays",
    "NEW.state = 'released' AND (NEW.released_by IS NULL"
    " OR EXISTS (SELECT 1 FROM person s WHERE s.id = NEW.released_by AND s.is_system)"
    " OR (SELECT count(*) FROM payment p WHERE p.batch_id = NEW.id) <> NEW.size"
    " OR EXISTS (SELECT 1 FROM payment p WHERE p.batch_id = NEW.id"
    " AND (p.person_id = NEW.released_by OR p.account_typed_by = NEW.released_by))"
    " OR EXISTS (SELECT 1 FROM person s WHERE s.id = NEW.prepared_by AND s.is_system) AND EXISTS (SELECT 1"
    " FROM payment p LEFT JOIN claim_line l ON l.claim_id = p.claim_id LEFT JOIN advance a ON a.id = p.advance_id"
    " LEFT JOIN fee f ON f.id = p.fee_id WHERE p.batch_id = NEW.id"
    " AND NEW.released_by IN (l.decided_by, a.decided_by, f.approved_by)))",
)
refuse(
    "payment_in_a_draft",
    "payment",
    "INSERT",
    "payments are drawn up with their batch, by somebody who gets none of them",
    "NOT NEW.live OR NOT EXISTS (SELECT 1 FROM payment_batch b WHERE b.id = NEW.batch_id AND b.state = 'draft'"
    " AND b.prepared_by <> NEW.person_id AND b.size > (SELECT count(*) FROM payment p WHERE p.batch_id = b.id))",
)
refuse(
    "payment_is_owed",
    "payment",
    "INSERT",
    "a payment is what is owed: what was approved, less what was paid ahead",
    "NOT EXISTS (SELECT 1 FROM claim c WHERE c.id = NEW.claim_id AND c.state = 'approved'"
    " AND c.pay_to_id = NEW.person_id AND c.currency = NEW.currency AND NEW.amount = (SELECT coalesce(sum(e.delta), 0)"
    " FROM claim_line l JOIN spend_entry e ON e.source = 'claim_line:' || l.id WHERE l.claim_id = c.id))"
    " AND NOT EXISTS (SELECT 1 FROM advance a JOIN grant_line l ON l.id = a.grant_line_id JOIN pot p ON p.id = l.pot_id"
    " WHERE a.id = NEW.advance_id AND a.state = 'approved' AND a.person_id = NEW.person_id"
    " AND a.amount = NEW.amount AND p.currency = NEW.currency)"
    " AND NOT EXISTS (SELECT 1 FROM fee f WHERE f.id = NEW.fee_id AND f.state = 'approved'"
    " AND f.person_id = NEW.person_id AND f.amount = NEW.amount AND f.currency = NEW.currency)",
)
refuse("payment_kept", "payment", "DELETE", "payments are a record and are never deleted")
refuse(
    "payment_frozen",
    "payment",
    "UPDATE OF batch_id, person_id, claim_id, advance_id, fee_id, amount, currency, reference, way, last_four,"
    " account_typed_by",
    "a payment stays as it was drawn up",
)
refuse("payment_wiped", "payment", "UPDATE OF sealed", "an account is only ever wiped", "NEW.sealed <> ''")
refuse(
    "payment_live_until_it_fails",
    "payment",
    "UPDATE OF live",
    "a payment ends when it failed, came back, or its draft was dropped",
    "NEW.live OR NOT EXISTS (SELECT 1 FROM payment_result r WHERE r.payment_id = NEW.id)"
    " AND NOT EXISTS (SELECT 1 FROM payment_batch b WHERE b.id = NEW.batch_id AND b.state = 'dropped')",
)
effect(
    "payment_batch_dropped",
    "payment_batch",
    "UPDATE OF state",
    "UPDATE payment SET live = false WHERE batch_id = NEW.id",
    "NEW.state = 'dropped' AND OLD.state <> 'dropped'",
)
effect(
    "payment_batch_wiped",
    "payment_batch",
    "UPDATE OF state",
    "UPDATE payment SET sealed = '' WHERE batch_id = NEW.id",
    "NEW.state IN ('dropped', 'reconciled') AND OLD.state <> NEW.state",
)
effect(
    "payment_batch_files_wiped",
    "payment_batch",
    "UPDATE OF state",
    "UPDATE batch_file SET sealed = '' WHERE batch_id = NEW.id",
    "NEW.state = 'reconciled' AND OLD.state <> 'reconciled'",
)
append_only("payment_result")
refuse(
    "payment_result_takes_it_back",
    "payment_result",
    "INSERT",
    "what comes back is a payment that was sent, and all of it",
    "NOT EXISTS (SELECT 1 FROM payment p JOIN payment_batch b ON b.id = p.batch_id WHERE p.id = NEW.payment_id"
    " AND p.live AND b.state IN ('sent', 'reconciled') AND NEW.amount = -p.amount)",
)
effect(
    "payment_result_frees",
    "payment_result",
    "INSERT",
    "UPDATE payment SET live = false WHERE id = NEW.payment_id",
)
refuse("batch_file_kept", "batch_file", "DELETE", "the digest of a file is a record")
refuse(
    "batch_file_wiped",
    "batch_file",
    "UPDATE",
    "a file is only ever wiped",
    "NEW.sealed <> '' OR NEW.sha256 <> OLD.sha256 OR NEW.batch_id <> OLD.batch_id OR NEW.kind <> OLD.kind",
)
refuse(
    "batch_file_of_a_released_batch",
    "batch_file",
    "INSERT",
    "a file is made when a batch is released",
    "NOT EXISTS (SELECT 1 FROM payment_batch b WHERE b.id = NEW.batch_id AND b.state = 'released')",
)
_IN = "SELECT 1 FROM payment p JOIN payment_batch b ON b.id = p.batch_id WHERE p.{table}_id = NEW.id AND p.live"
for _table in ("claim", "advance", "fee"):
    _live = _IN.format(table=_table)
    refuse(
        f"{_table}_paid_by_a_payment",
        _table,
        "UPDATE OF state",
        "scheduled with a payment, paid when its batch is sent, settled when the batch is",
        f"OLD.state <> NEW.state AND (NEW.state = 'scheduled' AND NOT EXISTS ({_live})"
        f" OR OLD.state = 'scheduled' AND NEW.state = 'paid' AND NOT EXISTS ({_live} AND b.state = 'sent')"
        f" OR NEW.state = 'reconciled' AND NOT EXISTS ({_live} AND b.state = 'reconciled')"
        f" OR OLD.state IN ('scheduled', 'paid', 'reconciled') AND NEW.state = 'approved' AND EXISTS ({_live}))",
    )
