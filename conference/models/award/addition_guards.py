"""What the database lets into a frozen roll: a code that both keys allowed, once, and nothing else."""

from conference.models.award.guards import in_state
from conference.triggers import append_only, refuse

# One key is never enough, whatever the edition has set.
BOTH_KEYS = (
    "EXISTS (SELECT 1 FROM frozen_set s WHERE s.kind = 'award_addition' AND s.about_id = d.id"
    " AND s.state = 'carried' AND s.organiser_by IS NOT NULL AND s.lived_experience_by IS NOT NULL)"
)
_OLD_CARD_BLOCKED = (
    "EXISTS (SELECT 1 FROM award_roll r WHERE r.award_id = d.award_id AND r.badge = d.replaces AND r.blocked = 1"
    " AND r.spent = 0 AND r.voter_class = d.voter_class AND r.barred = NEW.barred)"
)
ALLOWED = (
    f"{in_state('NEW', 'frozen', 'open')} AND EXISTS (SELECT 1 FROM award_addition d WHERE d.id = NEW.addition"
    " AND d.award_id = NEW.award_id AND d.badge = NEW.badge AND d.voter_class = NEW.voter_class"
    f" AND {BOTH_KEYS} AND (d.replaces = '' OR {_OLD_CARD_BLOCKED}))"
)

append_only("award_addition")
refuse(
    "award_addition_after_the_freeze",
    "award_addition",
    "INSERT",
    "a later addition is asked for after the freeze and before the close",
    f"NOT {in_state('NEW', 'frozen', 'open')}",
)
refuse(
    "award_roll_added_in_draft",
    "award_roll",
    "INSERT",
    "entries and roll are frozen",
    f"NOT (NEW.addition = 0 AND {in_state('NEW', 'draft')}) AND NOT ({ALLOWED})",
)
refuse(
    "award_roll_starts_unspent",
    "award_roll",
    "INSERT",
    "a code starts unused",
    "NEW.spent <> 0 OR NEW.blocked <> 0",
)
refuse(
    "award_roll_blocked_for_a_new_card",
    "award_roll",
    "UPDATE OF blocked",
    "a card is blocked once, unused, and only where both keys allowed a new one for it",
    f"OLD.blocked <> 0 OR NEW.blocked <> 1 OR OLD.spent <> 0 OR NOT {in_state('OLD', 'frozen', 'open')}"
    " OR NOT EXISTS (SELECT 1 FROM award_addition d WHERE d.award_id = OLD.award_id AND d.replaces = OLD.badge"
    f" AND {BOTH_KEYS})",
)
refuse(
    "award_roll_spent_once",
    "award_roll",
    "UPDATE OF spent",
    "a code is used once, while the vote is open, and a card that was replaced never",
    f"OLD.spent <> 0 OR OLD.blocked <> 0 OR NEW.spent <> 1 OR NOT {in_state('OLD', 'open')}",
)
refuse(
    "award_kept_with_its_additions",
    "award",
    "UPDATE OF state",
    "an award whose roll was added to does not go back to the draft",
    "OLD.state = 'frozen' AND NEW.state = 'draft'"
    " AND EXISTS (SELECT 1 FROM award_addition d WHERE d.award_id = OLD.id)",
)
