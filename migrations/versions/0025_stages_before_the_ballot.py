"""Stages before the ballot: the long list of an award, who nominated, its jury and what they rated"""

import sqlalchemy as sa
from alembic import op

from conference.db import UtcDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "award_juror",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "said",
            sa.Enum("waiting", "yes", "no", name="said", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("said_at", UtcDateTime()),
        sa.Column("said_by", sa.Integer()),
        sa.Column("invited_at", UtcDateTime(), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("(said = 'waiting') = (said_by IS NULL)", name=op.f("ck_award_juror_said_by_someone")),
        sa.CheckConstraint("(said_at IS NULL) = (said_by IS NULL)", name=op.f("ck_award_juror_said_at_by")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_award_juror_award_id")),
        sa.ForeignKeyConstraint(["invited_by"], ["person.id"], name=op.f("fk_award_juror_invited_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_award_juror_person_id")),
        sa.ForeignKeyConstraint(["said_by"], ["person.id"], name=op.f("fk_award_juror_said_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_juror")),
        sa.UniqueConstraint("award_id", "person_id", name=op.f("uq_award_juror_award_id_person_id")),
    )
    op.create_index(op.f("ix_award_juror_award_id"), "award_juror", ["award_id"])
    op.create_index(op.f("ix_award_juror_person_id"), "award_juror", ["person_id"])
    op.create_table(
        "award_stages",
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column(
            "stages",
            sa.Enum(
                "ballot",
                "jury_then_ballot",
                "jury_only",
                name="stages",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "phase",
            sa.Enum(
                "preparing",
                "nominating",
                "rating",
                "closed",
                "shortlisted",
                name="phase",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("nominations_until", UtcDateTime(), nullable=False),
        sa.Column("rating_until", UtcDateTime(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("shortlisted_at", UtcDateTime()),
        sa.Column("shortlisted_by", sa.Integer()),
        sa.CheckConstraint(
            "(phase = 'shortlisted') = (shortlisted_at IS NOT NULL)",
            name=op.f("ck_award_stages_shortlisted_by_someone"),
        ),
        sa.CheckConstraint("stages <> 'ballot'", name=op.f("ck_award_stages_more_than_a_ballot")),
        sa.CheckConstraint(
            "(shortlisted_at IS NULL) = (shortlisted_by IS NULL)", name=op.f("ck_award_stages_shortlisted_at_by")
        ),
        sa.CheckConstraint("rating_until > nominations_until", name=op.f("ck_award_stages_rating_after_nominations")),
        sa.CheckConstraint("size BETWEEN 2 AND 8", name=op.f("ck_award_stages_size")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_award_stages_award_id")),
        sa.ForeignKeyConstraint(["shortlisted_by"], ["person.id"], name=op.f("fk_award_stages_shortlisted_by")),
        sa.PrimaryKeyConstraint("award_id", name=op.f("pk_award_stages")),
    )
    op.create_table(
        "award_work",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("abstract_id", sa.Integer()),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("presenters", sa.Text(), server_default="", nullable=False),
        sa.Column("pitch", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "state",
            sa.Enum("new", "asked", "left_out", name="state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("looked_at", UtcDateTime()),
        sa.Column("looked_by", sa.Integer()),
        sa.Column("left_out_because", sa.Text(), server_default="", nullable=False),
        sa.Column("nominee_id", sa.Integer()),
        sa.Column(
            "nominee_said",
            sa.Enum(
                "waiting", "yes", "no", name="nominee_said_word", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("nominee_said_at", UtcDateTime()),
        sa.Column("nominee_said_by", sa.Integer()),
        sa.Column("co_presenter_id", sa.Integer()),
        sa.Column("co_presenter_named", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "co_presenter_said",
            sa.Enum(
                "waiting",
                "yes",
                "no",
                name="co_presenter_said_word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("co_presenter_said_at", UtcDateTime()),
        sa.Column("co_presenter_said_by", sa.Integer()),
        sa.Column("shortlisted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint(
            "(co_presenter_said = 'waiting') = (co_presenter_said_by IS NULL)",
            name=op.f("ck_award_work_co_presenter_said"),
        ),
        sa.CheckConstraint(
            "(nominee_said = 'waiting') = (nominee_said_by IS NULL)", name=op.f("ck_award_work_nominee_said")
        ),
        sa.CheckConstraint(
            "(state = 'left_out') = (left_out_because <> '')", name=op.f("ck_award_work_left_out_with_reason")
        ),
        sa.CheckConstraint("(state = 'new') = (looked_by IS NULL)", name=op.f("ck_award_work_looked_by_someone")),
        sa.CheckConstraint(
            "co_presenter_said = 'waiting' OR co_presenter_id IS NOT NULL", name=op.f("ck_award_work_somebody_confirms")
        ),
        sa.CheckConstraint("reference <> '' AND title <> ''", name=op.f("ck_award_work_is_named")),
        sa.CheckConstraint("state <> 'asked' OR nominee_id IS NOT NULL", name=op.f("ck_award_work_somebody_is_asked")),
        sa.CheckConstraint(
            "(co_presenter_said_at IS NULL) = (co_presenter_said_by IS NULL)",
            name=op.f("ck_award_work_co_presenter_said_at_by"),
        ),
        sa.CheckConstraint("(looked_at IS NULL) = (looked_by IS NULL)", name=op.f("ck_award_work_looked_at_by")),
        sa.CheckConstraint(
            "(nominee_said_at IS NULL) = (nominee_said_by IS NULL)", name=op.f("ck_award_work_nominee_said_at_by")
        ),
        sa.ForeignKeyConstraint(["abstract_id"], ["abstract.id"], name=op.f("fk_award_work_abstract_id")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_award_work_award_id")),
        sa.ForeignKeyConstraint(["co_presenter_id"], ["person.id"], name=op.f("fk_award_work_co_presenter_id")),
        sa.ForeignKeyConstraint(
            ["co_presenter_said_by"], ["person.id"], name=op.f("fk_award_work_co_presenter_said_by")
        ),
        sa.ForeignKeyConstraint(["looked_by"], ["person.id"], name=op.f("fk_award_work_looked_by")),
        sa.ForeignKeyConstraint(["nominee_id"], ["person.id"], name=op.f("fk_award_work_nominee_id")),
        sa.ForeignKeyConstraint(["nominee_said_by"], ["person.id"], name=op.f("fk_award_work_nominee_said_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_work")),
        sa.UniqueConstraint("award_id", "abstract_id", name=op.f("uq_award_work_award_id_abstract_id")),
        sa.UniqueConstraint("award_id", "reference", name=op.f("uq_award_work_award_id_reference")),
    )
    op.create_index(op.f("ix_award_work_abstract_id"), "award_work", ["abstract_id"])
    op.create_index(op.f("ix_award_work_award_id"), "award_work", ["award_id"])
    op.create_index(op.f("ix_award_work_co_presenter_id"), "award_work", ["co_presenter_id"])
    op.create_index(op.f("ix_award_work_nominee_id"), "award_work", ["nominee_id"])
    op.create_table(
        "award_nomination",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("reach", sa.Text(), server_default="", nullable=False),
        sa.Column("person_id", sa.Integer()),
        sa.Column("nominated_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("why <> ''", name=op.f("ck_award_nomination_says_why")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_award_nomination_person_id")),
        sa.ForeignKeyConstraint(["work_id"], ["award_work.id"], name=op.f("fk_award_nomination_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_nomination")),
    )
    op.create_index(op.f("ix_award_nomination_person_id"), "award_nomination", ["person_id"])
    op.create_index(op.f("ix_award_nomination_work_id"), "award_nomination", ["work_id"])
    op.create_table(
        "award_rating",
        sa.Column("juror_id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column(
            "seen",
            sa.Enum(
                "attended", "not_there", "conflict", name="seen", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("content", sa.Integer()),
        sa.Column("format", sa.Integer()),
        sa.Column("wow", sa.Integer()),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.Column("rated_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "seen <> 'attended' OR (content BETWEEN 1 AND 5 AND format BETWEEN 1 AND 5 AND wow BETWEEN 1 AND 5 AND content IS NOT NULL AND format IS NOT NULL AND wow IS NOT NULL)",
            name=op.f("ck_award_rating_attended_has_points"),
        ),
        sa.CheckConstraint(
            "seen = 'attended' OR (content IS NULL AND format IS NULL AND wow IS NULL AND comment = '')",
            name=op.f("ck_award_rating_points_by_who_was_there"),
        ),
        sa.ForeignKeyConstraint(["juror_id"], ["award_juror.id"], name=op.f("fk_award_rating_juror_id")),
        sa.ForeignKeyConstraint(["work_id"], ["award_work.id"], name=op.f("fk_award_rating_work_id")),
        sa.PrimaryKeyConstraint("juror_id", "work_id", name=op.f("pk_award_rating")),
    )
    op.create_index(op.f("ix_award_rating_work_id"), "award_rating", ["work_id"])


def downgrade():
    for table in ("award_rating", "award_nomination", "award_work", "award_stages", "award_juror"):
        op.drop_table(table)
