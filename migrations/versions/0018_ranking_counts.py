"""How many abstracts of each stream were ranked and capped, kept with the ranking"""

import sqlalchemy as sa
from alembic import op

import conference.db

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "ranking_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("stream_id", sa.Integer(), nullable=True),
        sa.Column("abstracts", sa.Integer(), nullable=False),
        sa.Column("ranked", sa.Integer(), nullable=False),
        sa.Column("capped", sa.Integer(), nullable=False),
        sa.Column("ranked_at", conference.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_ranking_count_edition_id")),
        sa.ForeignKeyConstraint(["stream_id"], ["stream.id"], name=op.f("fk_ranking_count_stream_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_count")),
    )
    op.create_index("ix_ranking_count_edition_id", "ranking_count", ["edition_id"])
    op.create_index("ix_review_tally_changed_at", "review_tally", ["changed_at"])
    with op.batch_alter_table("ranking_result") as batch:
        batch.add_column(sa.Column("position", sa.Integer(), server_default="0", nullable=False))
        batch.create_index("ix_ranking_result_position", ["edition_id", "stream_id", "position"])
    op.execute(
        "UPDATE ranking_result SET position = r.n FROM (SELECT x.abstract_id, row_number() OVER (PARTITION BY"
        " x.edition_id, x.stream_id ORDER BY (CASE WHEN x.place IS NULL THEN 1 ELSE 0 END), x.place, a.number) AS n"
        " FROM ranking_result x JOIN abstract a ON a.id = x.abstract_id) r WHERE r.abstract_id = ranking_result.abstract_id"
    )
    op.execute(
        "INSERT INTO ranking_count (edition_id, stream_id, abstracts, ranked, capped, ranked_at)"
        " SELECT edition_id, stream_id, count(*), count(place), sum(CASE WHEN capped THEN 1 ELSE 0 END), max(ranked_at)"
        " FROM ranking_result GROUP BY edition_id, stream_id"
    )


def downgrade():
    with op.batch_alter_table("ranking_result") as batch:
        batch.drop_index("ix_ranking_result_position")
        batch.drop_column("position")
    op.drop_index("ix_review_tally_changed_at", table_name="review_tally")
    op.drop_table("ranking_count")
