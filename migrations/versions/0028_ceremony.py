"""What comes after the vote: witnesses of the digests, what is shown of a co-presenter, a moment of announcement"""

import sqlalchemy as sa
from alembic import op

from conference.db import UtcDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("award", sa.Column("announce_at", UtcDateTime()))
    op.create_table(
        "award_shown",
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("video", sa.Text(), server_default="", nullable=False),
        sa.Column("agreed_at", UtcDateTime(), nullable=False),
        sa.Column("agreed_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("agreed_by = person_id", name=op.f("ck_award_shown_agreed_by_themselves")),
        sa.CheckConstraint("name <> '' OR words <> '' OR video <> ''", name=op.f("ck_award_shown_shows_something")),
        sa.CheckConstraint("video = '' OR video LIKE 'https://%'", name=op.f("ck_award_shown_video_is_an_address")),
        sa.ForeignKeyConstraint(["agreed_by"], ["person.id"], name=op.f("fk_award_shown_agreed_by")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_award_shown_award_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_award_shown_person_id")),
        sa.PrimaryKeyConstraint("award_id", "reference", name=op.f("pk_award_shown")),
    )
    op.create_index(op.f("ix_award_shown_person_id"), "award_shown", ["person_id"])
    op.create_table(
        "award_witness",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("named_at", UtcDateTime(), nullable=False),
        sa.Column("named_by", sa.Integer(), nullable=False),
        sa.Column(
            "says",
            sa.Enum(
                "waiting",
                "named",
                "unnamed",
                "no",
                name="says",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("said_at", UtcDateTime()),
        sa.Column("said_by", sa.Integer()),
        sa.CheckConstraint("(said_at IS NULL) = (said_by IS NULL)", name=op.f("ck_award_witness_said_at_by")),
        sa.CheckConstraint(
            "said_by IS NULL OR said_by = person_id", name=op.f("ck_award_witness_says_it_themselves")
        ),
        sa.CheckConstraint("(says = 'waiting') = (said_by IS NULL)", name=op.f("ck_award_witness_says_by_someone")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_award_witness_award_id")),
        sa.ForeignKeyConstraint(["named_by"], ["person.id"], name=op.f("fk_award_witness_named_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_award_witness_person_id")),
        sa.ForeignKeyConstraint(["said_by"], ["person.id"], name=op.f("fk_award_witness_said_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_witness")),
        sa.UniqueConstraint("award_id", "person_id", name=op.f("uq_award_witness_award_id_person_id")),
    )
    op.create_index(op.f("ix_award_witness_award_id"), "award_witness", ["award_id"])
    op.create_index(op.f("ix_award_witness_person_id"), "award_witness", ["person_id"])


def downgrade():
    for table in ("award_witness", "award_shown"):
        op.drop_table(table)
    with op.batch_alter_table("award") as batch:
        batch.drop_column("announce_at")
