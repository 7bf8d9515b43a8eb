"""Paper slips of an award, between the first person who types one and the second"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "award_slip_reading",
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("slip", sa.String(length=64), nullable=False),
        sa.Column("typed_by", sa.Integer(), nullable=False),
        sa.Column("reading", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "length(slip) = 64 AND length(reading) = 64", name=op.f("ck_award_slip_reading_digests_only")
        ),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_award_slip_reading_award_id")),
        sa.ForeignKeyConstraint(["typed_by"], ["person.id"], name=op.f("fk_award_slip_reading_typed_by")),
        sa.PrimaryKeyConstraint("award_id", "slip", "typed_by", name=op.f("pk_award_slip_reading")),
        sqlite_with_rowid=False,
    )


def downgrade():
    op.drop_table("award_slip_reading")
