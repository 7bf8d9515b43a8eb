"""Voting cards made by the worker; later additions to a roll; authors who do not vote for their own entry"""

import sqlalchemy as sa
from alembic import op

from conference.db import UtcDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

OLD_KINDS = (
    "offers",
    "abstract_decisions",
    "co_chairs",
    "award_result",
    "cap_rule",
    "slots",
    "pot_size",
    "key_holder",
    "sign_in_address",
    "one_time_code",
    "two_key_setting",
)
OLD_BOTH = ("key_holder", "sign_in_address", "one_time_code", "two_key_setting")
# Added by hand: a batch would make the roll anew with row ids, whose order tells who voted when.
ROLL = {
    "blocked": "SMALLINT DEFAULT 0 NOT NULL CONSTRAINT ck_award_roll_blocked_once CHECK (blocked IN (0, 1))",
    "addition": "INTEGER DEFAULT 0 NOT NULL",
    "barred": "TEXT DEFAULT '' NOT NULL",
}


def words(found):
    return ", ".join(f"'{word}'" for word in found)


def kinds(every, both):
    """What kinds of sets there are, and which always need both keys."""
    with op.batch_alter_table("decision_set") as batch:
        batch.drop_constraint(op.f("ck_decision_set_kind"), type_="check")
        batch.drop_constraint(op.f("ck_decision_set_keys_always_need_both"), type_="check")
    with op.batch_alter_table("decision_set") as batch:
        batch.create_check_constraint(op.f("ck_decision_set_kind"), f"kind IN ({words(every)})")
        batch.create_check_constraint(
            op.f("ck_decision_set_keys_always_need_both"), f"NOT one_key OR kind NOT IN ({words(both)})"
        )


def upgrade():
    kinds((*OLD_KINDS, "award_addition"), (*OLD_BOTH, "award_addition"))
    op.add_column("award", sa.Column("own_entry_barred", sa.Boolean(), server_default=sa.false(), nullable=False))
    for name, kind in ROLL.items():
        op.execute(f"ALTER TABLE award_roll ADD COLUMN {name} {kind}")
    op.create_table(
        "award_addition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("badge", sa.Text(), nullable=False),
        sa.Column("replaces", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "voter_class",
            sa.Enum(
                "lived_experience", "other", name="voter_class", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "late_registration",
                "left_out",
                "lost_card",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(reason = 'lost_card') = (replaces <> '')", name=op.f("ck_award_addition_replaces_a_lost_card")
        ),
        sa.CheckConstraint("number > 0 AND badge <> ''", name=op.f("ck_award_addition_is_named")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_award_addition_asked_by")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_award_addition_award_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_addition")),
        sa.UniqueConstraint("award_id", "number", name=op.f("uq_award_addition_award_id_number")),
    )
    op.create_table(
        "award_cards",
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("folder", sa.String(length=32), nullable=False),
        sa.Column("cards", sa.Integer(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.Column("made", sa.Integer(), server_default="0", nullable=False),
        sa.Column("as_pdf", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("done_at", UtcDateTime()),
        sa.Column("milliseconds", sa.Integer()),
        sa.CheckConstraint("made BETWEEN 0 AND cards", name=op.f("ck_award_cards_made")),
        sa.CheckConstraint("sheets > 0 AND cards > 0", name=op.f("ck_award_cards_some")),
        sa.CheckConstraint(
            "(done_at IS NULL) = (milliseconds IS NULL)", name=op.f("ck_award_cards_done_in_a_time")
        ),
        sa.CheckConstraint("done_at IS NULL OR made = cards", name=op.f("ck_award_cards_done_when_all_are_made")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_award_cards_asked_by")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_award_cards_award_id")),
        sa.PrimaryKeyConstraint("award_id", name=op.f("pk_award_cards")),
        sa.UniqueConstraint("folder", name=op.f("uq_award_cards_folder")),
    )


# What the version before this one knows nothing of: without it a frozen roll is not what was frozen, a card that was
# replaced votes again, and who made an entry votes for it.
LOST = (
    "SELECT award_id FROM award_roll WHERE addition <> 0 OR blocked <> 0 OR barred <> ''"
    " UNION SELECT award_id FROM award_addition"
    " UNION SELECT id FROM award WHERE own_entry_barred AND state <> 'draft'"
)


def downgrade():
    awards = sorted(op.get_bind().scalars(sa.text(LOST)))
    if awards:
        raise RuntimeError(
            f"Award {', '.join(map(str, awards))} has codes given out after the freeze, cards that were replaced, or"
            " people who may not vote for their own entry. The version before this one would lose that and spoil the"
            " vote. Nothing was changed. Stay on this version, or go back to a backup of before."
        )
    op.drop_table("award_cards")
    op.drop_table("award_addition")
    for name in ROLL:
        op.execute(f"ALTER TABLE award_roll DROP COLUMN {name}")
    op.drop_column("award", "own_entry_barred")
    sets = "SELECT id FROM decision_set WHERE kind = 'award_addition'"
    op.execute(f"DELETE FROM key_interest WHERE set_id IN ({sets})")
    op.execute("DELETE FROM decision_set WHERE kind = 'award_addition'")
    kinds(OLD_KINDS, OLD_BOTH)
