"""Equality answers, as counts only"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "monitoring_set",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_monitoring_set_edition_id")),
        sa.PrimaryKeyConstraint("edition_id", "version", name=op.f("pk_monitoring_set")),
    )
    op.create_table(
        "monitoring_count",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.Column("given", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("given >= 0", name=op.f("ck_monitoring_count_given_not_negative")),
        sa.ForeignKeyConstraint(
            ["edition_id", "version"],
            ["monitoring_set.edition_id", "monitoring_set.version"],
            name="asked",
        ),
        sa.PrimaryKeyConstraint("edition_id", "version", "question", "answer", name=op.f("pk_monitoring_count")),
        sqlite_with_rowid=False,
    )


def downgrade():
    op.drop_table("monitoring_count")
    op.drop_table("monitoring_set")
