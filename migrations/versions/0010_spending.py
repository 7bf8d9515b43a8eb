"""spending"""

import conference.db
import sqlalchemy as sa
from alembic import op

revision = "0010_spending"
down_revision = "0007_rates"
branch_labels = None
depends_on = None

ONCE = sa.text("reason IN ('commit', 'release')")


def reasons(*words):
    return "reason IN ({})".format(", ".join(f"'{word}'" for word in words))


def rebuild(table, checks, change):
    """Change a table; SQLite rebuilds it and has to be told every CHECK, PostgreSQL changes the one that differs."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    made = [sa.CheckConstraint(text, name=op.f(name)) for name, text in checks.items()]
    with op.batch_alter_table(
        table, recreate="always" if sqlite else "never", table_args=made if sqlite else ()
    ) as batch:
        change(batch)
    if not sqlite:
        for name, text in checks.items():
            op.drop_constraint(op.f(name), table, type_="check")
            op.create_check_constraint(op.f(name), table, text)


def upgrade():
    def change(batch):
        batch.drop_constraint("uq_pot_entry_award_line_id_reason", type_="unique")
        batch.create_index(
            "uq_pot_entry_once", ["award_line_id", "reason"], unique=True, sqlite_where=ONCE, postgresql_where=ONCE
        )

    rebuild(
        "pot_entry",
        {"ck_pot_entry_not_nothing": "delta <> 0", "ck_pot_entry_reason": reasons("commit", "release", "settle")},
        change,
    )
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
    op.drop_table("spend_entry")
    op.drop_table("line_spending")

    def change(batch):
        batch.drop_index("uq_pot_entry_once", sqlite_where=ONCE, postgresql_where=ONCE)
        batch.create_unique_constraint("uq_pot_entry_award_line_id_reason", ["award_line_id", "reason"])

    rebuild(
        "pot_entry",
        {"ck_pot_entry_not_nothing": "delta <> 0", "ck_pot_entry_reason": reasons("commit", "release")},
        change,
    )
