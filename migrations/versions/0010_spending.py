"""spending"""

import conference.db
import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ALONE = sa.text("parent_id IS NULL")
ONCE = sa.text("reason IN ('commit', 'release')")


def reasons(*words):
    return "reason IN ({})".format(", ".join(f"'{word}'" for word in words))


def rebuild(table, old, new, change):
    """Change a table with its CHECKs: those of these names go, and these come."""
    with op.batch_alter_table(table) as batch:
        for name in old:
            batch.drop_constraint(op.f(name), type_="check")
    with op.batch_alter_table(table) as batch:
        change(batch)
    with op.batch_alter_table(table) as batch:
        for name, text in new.items():
            batch.create_check_constraint(op.f(name), text)


def add_child_pots(batch):
    batch.drop_constraint("uq_pot_edition_id_kind", type_="unique")
    batch.add_column(sa.Column("given", conference.db.Minor(), server_default="0", nullable=False))
    batch.add_column(sa.Column("parent_id", sa.Integer(), nullable=True))
    batch.add_column(sa.Column("name", sa.Text(), server_default="", nullable=False))
    batch.add_column(sa.Column("what_for", sa.Text(), server_default="", nullable=False))
    batch.create_foreign_key(batch.f("fk_pot_parent_id"), "pot", ["parent_id"], ["id"])
    batch.create_unique_constraint(batch.f("uq_pot_parent_id_name"), ["parent_id", "name"])
    batch.create_index(
        "uq_pot_general", ["edition_id", "kind"], unique=True, sqlite_where=ALONE, postgresql_where=ALONE
    )


def take_child_pots_away(batch):
    batch.drop_index("uq_pot_general", sqlite_where=ALONE, postgresql_where=ALONE)
    batch.drop_constraint("uq_pot_parent_id_name", type_="unique")
    batch.drop_constraint("fk_pot_parent_id", type_="foreignkey")
    for column in ("what_for", "name", "parent_id", "given"):
        batch.drop_column(column)
    batch.create_unique_constraint("uq_pot_edition_id_kind", ["edition_id", "kind"])


def upgrade():
    over = "committed >= 0 AND given >= 0 AND committed + given <= capacity"
    named = {"ck_pot_never_over": over, "ck_pot_child_has_a_name": "(parent_id IS NULL) = (name = '')"}
    rebuild("pot", ["ck_pot_never_over"], named, add_child_pots)
    with op.batch_alter_table("plan_line") as batch:
        batch.add_column(sa.Column("pot_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(batch.f("fk_plan_line_pot_id"), "pot", ["pot_id"], ["id"])

    def change(batch):
        batch.drop_constraint("uq_pot_entry_award_line_id_reason", type_="unique")
        batch.create_index(
            "uq_pot_entry_once", ["award_line_id", "reason"], unique=True, sqlite_where=ONCE, postgresql_where=ONCE
        )

    rebuild("pot_entry", ["ck_pot_entry_reason"], {"ck_pot_entry_reason": reasons("commit", "release", "settle")}, change)
    op.create_table(
        "line_spending",
        sa.Column("award_line_id", sa.Integer(), nullable=False),
        sa.Column("held", conference.db.Minor(), nullable=False),
        sa.Column("spent", conference.db.Minor(), server_default="0", nullable=False),
        sa.CheckConstraint("spent >= 0 AND spent <= held", name=op.f("ck_line_spending_never_over")),
        sa.ForeignKeyConstraint(["award_line_id"], ["award_line.id"], name=op.f("fk_line_spending_award_line_id")),
        sa.PrimaryKeyConstraint("award_line_id", name=op.f("pk_line_spending")),
    )
    op.execute(
        "INSERT INTO line_spending (award_line_id, held, spent)"
        " SELECT award_line_id, sum(delta), 0 FROM pot_entry GROUP BY award_line_id"
    )
    op.create_table(
        "spend_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("award_line_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "claim", "booking", "advance", "recovery", "refund",
                name="kind", native_enum=False, create_constraint=True, length=40,
            ),
            nullable=False,
        ),
        sa.Column("delta", conference.db.Minor(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("at", conference.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "delta <> 0 AND (kind = 'advance' OR (delta > 0) = (kind IN ('claim', 'booking')))",
            name=op.f("ck_spend_entry_its_own_way"),
        ),
        sa.ForeignKeyConstraint(
            ["award_line_id"], ["line_spending.award_line_id"], name=op.f("fk_spend_entry_award_line_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_spend_entry_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spend_entry")),
        sa.UniqueConstraint("key", name=op.f("uq_spend_entry_key")),
    )
    with op.batch_alter_table("spend_entry") as batch:
        batch.create_index(batch.f("ix_spend_entry_award_line_id"), ["award_line_id"])
        batch.create_index(batch.f("ix_spend_entry_source"), ["source"])


def downgrade():
    with op.batch_alter_table("plan_line") as batch:
        batch.drop_constraint("fk_plan_line_pot_id", type_="foreignkey")
        batch.drop_column("pot_id")
    within = {"ck_pot_never_over": "committed >= 0 AND committed <= capacity"}
    rebuild("pot", ["ck_pot_never_over", "ck_pot_child_has_a_name"], within, take_child_pots_away)
    op.drop_table("spend_entry")
    op.drop_table("line_spending")


    def change(batch):
        batch.drop_index("uq_pot_entry_once", sqlite_where=ONCE, postgresql_where=ONCE)
        batch.create_unique_constraint("uq_pot_entry_award_line_id_reason", ["award_line_id", "reason"])

    rebuild("pot_entry", ["ck_pot_entry_reason"], {"ck_pot_entry_reason": reasons("commit", "release")}, change)
