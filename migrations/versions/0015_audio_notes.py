"""Recordings in place of writing"""

import sqlalchemy as sa
from alembic import op

import conference.db

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade():
    moment = conference.db.UtcDateTime(timezone=True)
    op.create_table(
        "audio_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column(
            "page",
            sa.Enum("about-you", "why-come", name="page", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("given_at", moment, nullable=False),
        sa.Column("typed_at", moment, nullable=True),
        sa.Column("typed_by", sa.Integer(), nullable=True),
        sa.Column(
            "read_back",
            sa.Enum(
                "phone", "visit", "video", "email", "post",
                name="read_back", native_enum=False, create_constraint=True, length=40,
            ),
            nullable=True,
        ),
        sa.Column("approved_at", moment, nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("delete_on", sa.Date(), nullable=True),
        sa.Column("deleted_at", moment, nullable=True),
        sa.CheckConstraint(
            "(file_id IS NULL) = (deleted_at IS NOT NULL)", name=op.f("ck_audio_note_deleted_says_when")
        ),
        sa.CheckConstraint("(typed_at IS NULL) = (typed_by IS NULL)", name=op.f("ck_audio_note_typed_by_someone")),
        sa.CheckConstraint(
            "approved_at IS NULL OR typed_at IS NOT NULL", name=op.f("ck_audio_note_typed_before_approved")
        ),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_by IS NULL) AND (approved_at IS NULL) = (read_back IS NULL)"
            " AND (approved_at IS NULL) = (delete_on IS NULL)",
            name=op.f("ck_audio_note_approved_is_whole"),
        ),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_audio_note_application_id")),
        sa.ForeignKeyConstraint(["approved_by"], ["person.id"], name=op.f("fk_audio_note_approved_by")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_audio_note_file_id")),
        sa.ForeignKeyConstraint(["typed_by"], ["person.id"], name=op.f("fk_audio_note_typed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audio_note")),
        sa.UniqueConstraint("application_id", "page", name=op.f("uq_audio_note_application_id_page")),
        sa.UniqueConstraint("file_id", name=op.f("uq_audio_note_file_id")),
    )
    op.create_index("ix_audio_note_delete_on", "audio_note", ["delete_on"])


def downgrade():
    op.drop_table("audio_note")
