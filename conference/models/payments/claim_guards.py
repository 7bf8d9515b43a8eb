"""What the database itself keeps of claims: sums, steps, one decision a line, one receipt an award."""

from conference.rules.payments.claims import MOVES
from conference.triggers import effect, refuse

_MOVES = " OR ".join(f"OLD.state = '{a}' AND NEW.state = '{b}'" for a, to in MOVES.items() for b in sorted(to))
_LINES = "FROM claim_line l WHERE l.claim_id ="
_SUMS = (
    "UPDATE claim SET total = (SELECT coalesce(sum(l.base), 0) {lines} {row}.claim_id),"
    " approved = (SELECT coalesce(sum(l.approved), 0) {lines} {row}.claim_id) WHERE id = {row}.claim_id"
)
for _name, _when, _row in (("added", "INSERT", "NEW"), ("changed", "UPDATE", "NEW"), ("removed", "DELETE", "OLD")):
    effect(f"claim_line_{_name}_counts", "claim_line", _when, _SUMS.format(lines=_LINES, row=_row))
refuse("claim_kept", "claim", "DELETE", "claims are a record and are never deleted")
refuse("claim_starts", "claim", "INSERT", "a claim starts as a draft", "NEW.state NOT IN ('draft', 'history')")
refuse(
    "claim_stays_whose_it_is",
    "claim",
    "UPDATE OF offer_id, person_id, edition_id, currency",
    "a claim stays with its person, its award and its currency",
)
refuse(
    "claim_moves",
    "claim",
    "UPDATE OF state",
    "a claim only moves along the promised steps",
    f"OLD.state <> NEW.state AND NOT ({_MOVES})",
)
refuse(
    "claim_appealed_once",
    "claim",
    "UPDATE OF state",
    "a claim is looked at again once",
    "NEW.state = 'appeal' AND OLD.state = 'refused' AND OLD.appealed_at IS NOT NULL",
)

_ITS_AWARD = (
    "NEW.offer_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM offer o JOIN application a ON a.id = o.application_id"
    " WHERE o.id = NEW.offer_id AND o.state = 'accepted' AND a.person_id = NEW.person_id"
    " AND a.edition_id = NEW.edition_id)"
)
for _name, _when, _more in (("starts", "INSERT", ""), ("is_sent", "UPDATE OF state", "NEW.state = 'submitted' AND ")):
    refuse(
        f"claim_{_name}_with_a_yes",
        "claim",
        _when,
        "a claim is made by the person who said yes to the offer",
        _more + _ITS_AWARD,
    )
refuse(
    "claim_is_whole_when_sent",
    "claim",
    "UPDATE OF state",
    "a claim is sent with a receipt for each line, or a word about a lost one up to the limit",
    "NEW.state = 'submitted' AND (NOT EXISTS (SELECT 1 FROM claim_line l WHERE l.claim_id = NEW.id)"
    " OR EXISTS (SELECT 1 FROM claim_line l WHERE l.claim_id = NEW.id AND l.rate_numerator IS NULL"
    " AND l.receipt_id IS NULL AND (l.lost_receipt = '' OR l.base > coalesce((SELECT s.lost_receipt_limit"
    " FROM claim_settings s WHERE s.edition_id = NEW.edition_id), 0))))",
)
refuse(
    "claim_decided_line_by_line",
    "claim",
    "UPDATE OF state",
    "a claim is decided when each line is, and refused only when each line is",
    "OLD.state IN ('checking', 'appeal') AND (NEW.state = 'approved' AND (NEW.decided_by IS NULL OR EXISTS"
    f" (SELECT 1 {_LINES} NEW.id AND l.verdict IS NULL) OR NOT EXISTS (SELECT 1 {_LINES} NEW.id AND l.approved > 0))"
    f" OR NEW.state = 'refused' AND EXISTS (SELECT 1 {_LINES} NEW.id AND coalesce(l.verdict, '') <> 'refused'))",
)
refuse(
    "claim_approved_out_of_its_award",
    "claim",
    "UPDATE OF state",
    "what is approved is noted as spent on the award line",
    "OLD.state IN ('checking', 'appeal') AND NEW.state = 'approved'"
    f" AND EXISTS (SELECT 1 {_LINES} NEW.id AND l.approved > 0 AND l.approved <> (SELECT coalesce(sum(e.delta), 0)"
    " FROM spend_entry e WHERE e.grant_line_id = l.grant_line_id AND e.kind = 'claim'"
    " AND e.source = 'claim_line:' || l.id))",
)
refuse(
    "claim_sums_are_its_lines",
    "claim",
    "UPDATE OF total, approved",
    "a claim adds itself up",
    f"NEW.total <> (SELECT coalesce(sum(l.base), 0) {_LINES} NEW.id)"
    f" OR NEW.approved <> (SELECT coalesce(sum(l.approved), 0) {_LINES} NEW.id)",
)
_OPEN_QUERY = "EXISTS (SELECT 1 FROM claim_query q WHERE q.claim_id = NEW.id AND q.answered_at IS NULL)"
refuse(
    "claim_stops_for_a_question",
    "claim",
    "UPDATE OF state",
    "the clock stops for a question that was asked, and goes on when it is answered",
    f"NEW.state = 'query' AND NOT {_OPEN_QUERY} OR OLD.state = 'query' AND NEW.state <> 'query' AND {_OPEN_QUERY}",
)
_CLAIM = "SELECT 1 FROM claim c WHERE c.id = {row}.claim_id AND "
refuse(
    "claim_line_on_its_award",
    "claim_line",
    "INSERT",
    "a line is claimed against a line of the award, in the pot's currency",
    "NOT EXISTS (SELECT 1 FROM claim c WHERE c.id = NEW.claim_id AND (c.state = 'history' AND NEW.grant_line_id IS NULL"
    " OR EXISTS (SELECT 1 FROM grant_line a JOIN pot p ON p.id = a.pot_id WHERE a.id = NEW.grant_line_id"
    " AND a.offer_id = c.offer_id AND p.kind = 'money' AND p.currency = c.currency)))",
)
refuse(
    "claim_line_added_in_time",
    "claim_line",
    "INSERT",
    "lines are added before a claim is sent, or while a question is open",
    f"NEW.verdict IS NOT NULL OR NOT EXISTS ({_CLAIM.format(row='NEW')} c.state IN ('draft', 'query', 'history'))",
)
_STAYS = (
    "claim_id, grant_line_id, item, for_whom, incurred_on, details, from_place, to_place, quantity, rate_numerator,"
    " rate_denominator, rate_source, amount, currency, fx_numerator, fx_denominator, fx_source, fx_on, base,"
    " receipt_id, lost_receipt, over_cap_reason"
)
for _name, _when in (("changed", f"UPDATE OF {_STAYS}"), ("removed", "DELETE")):
    refuse(
        f"claim_line_not_{_name}_later",
        "claim_line",
        _when,
        "a sent line and its receipt stay as they are, but for an open question",
        f"OLD.verdict IS NOT NULL OR NOT EXISTS ({_CLAIM.format(row='OLD')} c.state IN ('draft', 'query'))",
    )
refuse(
    "claim_line_decided_once",
    "claim_line",
    "UPDATE OF verdict, approved, reason, decided_at, decided_by",
    "a line is decided once, while it is checked; a refused one once more when the person asks",
    "OLD.verdict IN ('approved', 'part')"
    f" OR OLD.verdict IS NULL AND NOT EXISTS ({_CLAIM.format(row='NEW')} c.state IN ('checking', 'appeal'))"
    f" OR OLD.verdict = 'refused' AND NOT EXISTS ({_CLAIM.format(row='NEW')} c.state = 'appeal')",
)
refuse(
    "claim_line_decider_gains_nothing",
    "claim_line",
    "UPDATE OF decided_by",
    "nobody decides on their own claim, or on money they get",
    f"EXISTS ({_CLAIM.format(row='NEW')} (c.person_id = NEW.decided_by OR c.pay_to_id = NEW.decided_by))",
)
_SAME_RECEIPT = (
    "EXISTS (SELECT 1 FROM claim_line l JOIN claim c ON c.id = l.claim_id JOIN claim m ON m.id = NEW.claim_id"
    " JOIN stored_file f ON f.id = l.receipt_id JOIN stored_file n ON n.id = NEW.receipt_id"
    " WHERE c.offer_id = m.offer_id AND c.state NOT IN ('dropped', 'refused') AND l.id <> coalesce(NEW.id, -1)"
    " AND coalesce(l.verdict, '') <> 'refused' AND (f.sha256 = n.sha256 OR f.original_sha256 = n.original_sha256)"
    " AND NOT (f.id = n.id AND l.claim_id = NEW.claim_id))"
)
for _name, _when in (("added", "INSERT"), ("changed", "UPDATE OF receipt_id")):
    refuse(
        f"claim_line_receipt_once_{_name}",
        "claim_line",
        _when,
        "the same receipt counts once on an award",
        _SAME_RECEIPT,
    )
effect(
    "claim_line_counts_towards_cap",
    "claim_line",
    "UPDATE",
    "UPDATE claim_cap SET spent = spent + NEW.approved - coalesce(OLD.approved, 0)"
    " WHERE id = (SELECT k.cap_id FROM claim_cap_line k WHERE k.grant_line_id = NEW.grant_line_id)",
    "NEW.approved IS NOT NULL AND NEW.approved <> coalesce(OLD.approved, 0)",
)
refuse(
    "claim_query_while_checking",
    "claim_query",
    "INSERT",
    "a question is asked while a claim is checked",
    f"NOT EXISTS ({_CLAIM.format(row='NEW')} c.state = 'checking')",
)
refuse(
    "claim_query_answered_once",
    "claim_query",
    "UPDATE OF answer, answered_at, answered_by",
    "an answer stays as it was given",
    "OLD.answered_at IS NOT NULL",
)
refuse(
    "claim_query_stays",
    "claim_query",
    "UPDATE OF claim_id, number, line_id, question, asked_at, asked_by",
    "a question stays as it was asked",
)
refuse("claim_query_kept", "claim_query", "DELETE", "questions are a record and are never deleted")
