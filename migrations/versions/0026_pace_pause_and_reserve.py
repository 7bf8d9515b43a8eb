"""A reviewer's pace, a pause, and a place in reserve"""

import sqlalchemy as sa
from alembic import op

from conference.db import UtcDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

CHECKS = {
    "pace_positive": "pace > 0",
    "paused_by_someone": "(paused_at IS NULL) = (paused_by IS NULL)",
}


def upgrade():
    with op.batch_alter_table("reviewer") as batch:
        batch.add_column(sa.Column("pace", sa.Integer()))
        batch.add_column(sa.Column("in_reserve", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.add_column(sa.Column("paused_at", UtcDateTime()))
        batch.add_column(sa.Column("paused_by", sa.Integer()))
        batch.create_foreign_key(op.f("fk_reviewer_paused_by"), "person", ["paused_by"], ["id"])
        for name, rule in CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_reviewer_{name}"), rule)


def downgrade():
    with op.batch_alter_table("reviewer") as batch:
        for name in CHECKS:
            batch.drop_constraint(op.f(f"ck_reviewer_{name}"), type_="check")
        batch.drop_constraint(op.f("fk_reviewer_paused_by"), type_="foreignkey")
        for name in ("paused_by", "paused_at", "in_reserve", "pace"):
            batch.drop_column(name)
