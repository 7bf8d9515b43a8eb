"""Reviewers talk an abstract over: remarks, days for it, and versions of a review whose writer changed their mind"""

import sqlalchemy as sa
from alembic import op

import conference.db

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

DAYS = {
    "discussed_after_a_last_day": "discuss_from IS NULL OR closes_at IS NOT NULL",
    "discussed_after_reviews": "discuss_from >= closes_at",
    "discussed_until_later": "discuss_until > discuss_from",
    "discussed_until_after_reviews": "discuss_until > closes_at",
}


def upgrade():
    op.create_table(
        "remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("abstract_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", conference.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_remark_says_something")),
        sa.ForeignKeyConstraint(["abstract_id"], ["abstract.id"], name=op.f("fk_remark_abstract_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["reviewer.id"], name=op.f("fk_remark_reviewer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
    )
    op.create_index("ix_remark_abstract_id_id", "remark", ["abstract_id", "id"])
    with op.batch_alter_table("review_settings") as batch:
        for name in ("discuss_from", "discuss_until"):
            batch.add_column(sa.Column(name, conference.db.UtcDateTime(timezone=True), nullable=True))
        for name, condition in DAYS.items():
            batch.create_check_constraint(op.f(f"ck_review_settings_{name}"), condition)
    with op.batch_alter_table("review_version") as batch:
        batch.add_column(sa.Column("reason", sa.Text(), server_default="", nullable=False))
        batch.create_check_constraint(
            op.f("ck_review_version_a_change_has_a_reason"), "(number = 1) = (reason = '')"
        )
    op.add_column("review", sa.Column("version", sa.Integer(), server_default="0", nullable=False))
    op.execute("UPDATE review SET version = 1 WHERE state = 'submitted'")
    with op.batch_alter_table("review") as batch:
        batch.create_check_constraint(
            op.f("ck_review_sent_has_version"), "(state = 'submitted') = (version > 0)"
        )


def downgrade():
    with op.batch_alter_table("review") as batch:
        batch.drop_constraint(op.f("ck_review_sent_has_version"), type_="check")
        batch.drop_column("version")
    op.execute("DELETE FROM review_version WHERE number > 1")
    with op.batch_alter_table("review_version") as batch:
        batch.drop_constraint(op.f("ck_review_version_a_change_has_a_reason"), type_="check")
        batch.drop_column("reason")
    with op.batch_alter_table("review_settings") as batch:
        for name in DAYS:
            batch.drop_constraint(op.f(f"ck_review_settings_{name}"), type_="check")
        batch.drop_column("discuss_from")
        batch.drop_column("discuss_until")
    op.drop_table("remark")
