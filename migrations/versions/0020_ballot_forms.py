"""Ballots by approval and by score"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BEFORE = ("choice", "ranked", "pairwise")


def change(words):
    with op.batch_alter_table("award") as batch:
        batch.drop_constraint(op.f("ck_award_method"), type_="check")
    with op.batch_alter_table("award") as batch:
        batch.create_check_constraint(
            op.f("ck_award_method"), "method IN ({})".format(", ".join(f"'{word}'" for word in words))
        )


def allow(reference):
    with op.batch_alter_table("award_entry") as batch:
        batch.drop_constraint(op.f("ck_award_entry_reference_can_be_ranked"), type_="check")
    with op.batch_alter_table("award_entry") as batch:
        batch.create_check_constraint(op.f("ck_award_entry_reference_can_be_ranked"), reference)


def upgrade():
    change((*BEFORE, "approval", "score"))
    allow("reference <> '' AND reference NOT LIKE '%>%' AND reference NOT LIKE '%=%'")
    with op.batch_alter_table("award") as batch:
        batch.add_column(sa.Column("most", sa.Integer(), server_default="3", nullable=False))
        batch.create_check_constraint(op.f("ck_award_most"), "most > 0")


def downgrade():
    op.execute("UPDATE award SET method = 'choice' WHERE method IN ('approval', 'score')")
    with op.batch_alter_table("award") as batch:
        batch.drop_constraint(op.f("ck_award_most"), type_="check")
        batch.drop_column("most")
    change(BEFORE)
    allow("reference <> '' AND reference NOT LIKE '%>%'")
