"""Reviews written elsewhere: what was given on its own scale; sums of scores in millionths"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TOTALS = ("le_total", "professional_total")
SQUARES = ("le_squares", "professional_squares")
MICRO = 1_000_000
OLD = "state <> 'submitted' OR kind <> 'lived_experience' OR co_production IS NOT NULL"


def _scale_tally(sign):
    work = "*" if sign > 0 else "/"
    parts = [f"{name} = {name} {work} {MICRO}" for name in TOTALS]
    parts += [f"{name} = {name} {work} {MICRO**2}" for name in SQUARES]
    op.execute(f"UPDATE review_tally SET {', '.join(parts)}")


def upgrade():
    with op.batch_alter_table("review_tally") as table:
        for name in TOTALS + SQUARES:
            table.alter_column(name, type_=sa.BigInteger(), existing_type=sa.Integer(), existing_nullable=False)
    _scale_tally(1)
    with op.batch_alter_table("ranking_result") as table:
        table.add_column(sa.Column("adjusted", sa.Float(), nullable=True))
    with op.batch_alter_table("review") as table:
        table.add_column(sa.Column("score", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("given", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("scale", sa.Text(), server_default="", nullable=False))
    op.execute(f"UPDATE review SET score = overall * {MICRO} WHERE state = 'submitted'")
    with op.batch_alter_table("review") as table:
        table.drop_constraint("sent_le_has_co_production", type_="check")
        table.create_check_constraint("sent_le_has_co_production", OLD + " OR scale <> ''")
        table.create_check_constraint("given_on_a_scale", "(scale = '') = (given IS NULL)")
        table.create_check_constraint("score_1_to_5", "score BETWEEN 1000000 AND 5000000")
        table.create_check_constraint("sent_has_score", "state <> 'submitted' OR score IS NOT NULL")
        table.create_check_constraint("score_is_overall", "scale <> '' OR score = overall * 1000000")


def downgrade():
    with op.batch_alter_table("review") as table:
        for name in ("given_on_a_scale", "score_1_to_5", "sent_has_score", "score_is_overall"):
            table.drop_constraint(name, type_="check")
        table.drop_constraint("sent_le_has_co_production", type_="check")
        table.create_check_constraint("sent_le_has_co_production", OLD)
    with op.batch_alter_table("review") as table:
        for name in ("score", "given", "scale"):
            table.drop_column(name)
    with op.batch_alter_table("ranking_result") as table:
        table.drop_column("adjusted")
    _scale_tally(-1)
    with op.batch_alter_table("review_tally") as table:
        for name in TOTALS + SQUARES:
            table.alter_column(name, type_=sa.Integer(), existing_type=sa.BigInteger(), existing_nullable=False)
