"""Calls for work, and authors' own submissions"""

import sqlalchemy as sa
from alembic import op

import conference.db

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ANSWERS = ("not_asked", "yes", "no")


def words(name, *choices):
    return sa.Enum(*choices, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade():
    moment = conference.db.UtcDateTime(timezone=True)
    op.create_table(
        "abstract_call",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("opens_at", moment, nullable=False),
        sa.Column("closes_at", moment, nullable=False),
        sa.Column("hear_by", moment, nullable=False),
        sa.Column("types", sa.JSON(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("most_words", sa.Integer(), nullable=False),
        sa.Column("summary_words", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("shows_accepted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_abstract_call_closes_after_it_opens")),
        sa.CheckConstraint("most_words > 0 AND summary_words > 0", name=op.f("ck_abstract_call_room_to_write")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_abstract_call_edition_id")),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_abstract_call")),
    )
    op.create_table(
        "submission",
        sa.Column("abstract_id", sa.Integer(), nullable=False),
        sa.Column("second_stream_id", sa.Integer(), nullable=True),
        sa.Column("how_chosen", sa.Text(), server_default="", nullable=False),
        sa.Column("pass_for", words("pass_for", "nobody", "named", "later"), nullable=False),
        sa.Column("pass_name", sa.Text(), server_default="", nullable=False),
        sa.Column("patient_data", words("patient_data", *ANSWERS), nullable=False),
        sa.Column("interests", sa.Text(), server_default="", nullable=False),
        sa.Column("ai_use", sa.Text(), server_default="", nullable=False),
        sa.Column("shown_before", sa.Text(), server_default="", nullable=False),
        sa.Column("licence_version", sa.Text(), server_default="", nullable=False),
        sa.Column("agreed_at", moment, nullable=True),
        sa.Column("submitted_at", moment, nullable=True),
        sa.Column("grace_until", moment, nullable=True),
        sa.Column("withdrawn_at", moment, nullable=True),
        sa.CheckConstraint(
            "submitted_at IS NULL OR agreed_at IS NOT NULL", name=op.f("ck_submission_sent_with_a_yes")
        ),
        sa.CheckConstraint(
            "(pass_for = 'named') = (pass_name <> '')", name=op.f("ck_submission_named_pass_has_a_name")
        ),
        sa.ForeignKeyConstraint(["abstract_id"], ["abstract.id"], name=op.f("fk_submission_abstract_id")),
        sa.ForeignKeyConstraint(["second_stream_id"], ["stream.id"], name=op.f("fk_submission_second_stream_id")),
        sa.PrimaryKeyConstraint("abstract_id", name=op.f("pk_submission")),
    )


def downgrade():
    op.drop_table("submission")
    op.drop_table("abstract_call")
