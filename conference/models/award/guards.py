"""What the database refuses of an award's own steps: draft, frozen, open, closed, sealed, published."""

from conference.rules.award.counting import VoterClass
from conference.triggers import refuse


def in_state(row: str, *states: str) -> str:
    """That the row's award is in one of these states."""
    words = ", ".join(f"'{state}'" for state in states)
    return f"EXISTS (SELECT 1 FROM award a WHERE a.id = {row}.award_id AND a.state IN ({words}))"


def _of(table: str, which: str = "") -> str:
    return f"(SELECT count(*) FROM {table} t WHERE t.award_id = NEW.id{which})"


_STEPS = (
    ("draft", "frozen"),
    ("frozen", "draft"),
    ("frozen", "open"),
    ("open", "closed"),
    ("closed", "sealing"),
    ("sealing", "sealed"),
    ("sealed", "published"),
    ("draft", "published"),  # a jury alone decides, so there is no ballot
)
refuse("award_starts_as_draft", "award", "INSERT", "an award starts as a draft", "NEW.state <> 'draft'")
refuse("award_kept", "award", "DELETE", "an award is never deleted", "OLD.state <> 'draft'")
refuse(
    "award_steps",
    "award",
    "UPDATE OF state",
    "an award takes one step after the other",
    "OLD.state <> NEW.state AND NOT ("
    + " OR ".join(f"OLD.state = '{old}' AND NEW.state = '{new}'" for old, new in _STEPS)
    + ")",
)
refuse(
    "award_rules_frozen",
    "award",
    "UPDATE OF edition_id, name, name_nl, question, question_nl, method, most, own_entry_barred, seed,"
    " opens_at, closes_at, rules_digest, entries_digest, roll_digest, frozen_digest, frozen_at, frozen_by",
    "the rules of this award are frozen",
    "OLD.state <> 'draft' AND NOT (OLD.state = 'frozen' AND NEW.state = 'draft')",
)
refuse(
    "award_freeze_is_whole",
    "award",
    "UPDATE OF state",
    "an award is frozen with two or more entries, all confirmed, and a roll",
    f"NEW.state = 'frozen' AND OLD.state = 'draft' AND ({_of('award_entry')} < 2"
    f" OR {_of('award_entry', ' AND t.confirmed_at IS NULL')} > 0 OR {_of('award_roll')} = 0)",
)
refuse(
    "award_closes_whole",
    "award",
    "UPDATE OF state",
    "there must be one ballot for each used code, in each class",
    "NEW.state = 'closed' AND OLD.state = 'open' AND ("
    + " OR ".join(
        _of("ballot", f" AND t.voter_class = '{kind}'")
        + " <> "
        + _of("award_roll", f" AND t.voter_class = '{kind}' AND t.spent = 1")
        for kind in VoterClass
    )
    + ")",
)
refuse(
    "award_sealed_whole",
    "award",
    "UPDATE OF state",
    "the seal keeps every ballot and leaves none behind",
    "NEW.state = 'sealed' AND OLD.state = 'sealing' AND ("
    f"{_of('sealed_ballot')} <> {_of('award_roll', ' AND t.spent = 1')} OR {_of('ballot')} > 0)",
)
refuse(
    "award_published_by_both_keys",
    "award",
    "UPDATE OF state",
    "publishing an award result takes both keys",
    "NEW.state = 'published' AND OLD.state <> 'published' AND NOT EXISTS (SELECT 1 FROM frozen_set s"
    " WHERE s.kind = 'award_result' AND s.about_id = NEW.id AND s.state = 'carried')",
)
refuse(
    "award_announced_by_both_keys",
    "award",
    "UPDATE OF announce_at",
    "when an award result is announced takes both keys",
    "NOT EXISTS (SELECT 1 FROM frozen_set s WHERE s.kind = 'award_result' AND s.about_id = NEW.id"
    " AND s.state = 'carried')",
)
