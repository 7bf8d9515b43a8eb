"""Plans that are taken back, and which plan was in force before each"""

import sqlalchemy as sa
from alembic import op

import conference.db

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

CHECKS = {
    "taken_back_by_someone": "(taken_back_at IS NULL) = (taken_back_by IS NULL)",
    "taken_back_not_in_force": "taken_back_at IS NULL OR state = 'superseded'",
}
KEYS = {"former_id": "assignment_proposal", "taken_back_by": "person"}


def upgrade():
    with op.batch_alter_table("assignment_proposal") as batch:
        batch.add_column(sa.Column("former_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("taken_back_at", conference.db.UtcDateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("taken_back_by", sa.Integer(), nullable=True))
    with op.batch_alter_table("assignment_proposal") as batch:
        for column, table in KEYS.items():
            batch.create_foreign_key(op.f(f"fk_assignment_proposal_{column}"), table, [column], ["id"])
        for name, text in CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_assignment_proposal_{name}"), text)
    op.execute(
        "UPDATE assignment_proposal SET former_id = (SELECT p.id FROM assignment_proposal p"
        " WHERE p.edition_id = assignment_proposal.edition_id AND p.published_at < assignment_proposal.published_at"
        " ORDER BY p.published_at DESC, p.id DESC LIMIT 1) WHERE published_at IS NOT NULL"
    )


def downgrade():
    with op.batch_alter_table("assignment_proposal") as batch:
        for name in CHECKS:
            batch.drop_constraint(op.f(f"ck_assignment_proposal_{name}"), type_="check")
        for column in KEYS:
            batch.drop_constraint(op.f(f"fk_assignment_proposal_{column}"), type_="foreignkey")
    with op.batch_alter_table("assignment_proposal") as batch:
        for column in ("former_id", "taken_back_at", "taken_back_by"):
            batch.drop_column(column)
