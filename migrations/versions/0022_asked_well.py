"""What a reviewer tells us so that we ask well, what a text speaks of, and words that were not understood"""

import sqlalchemy as sa
from alembic import op

from conference.db import UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

SOURCES = ("declared", "bid", "author", "organiser")
ANSWERS = ("yes", "no", "not_asked")
CHECKS = {
    "away_has_two_ends": "(away_from IS NULL) = (away_until IS NULL)",
    "away_in_order": "away_from <= away_until",
    "wants_fee": "wants_fee IN ({})".format(", ".join(f"'{word}'" for word in ANSWERS)),
}


def columns():
    return (
        sa.Column("away_from", sa.Date()),
        sa.Column("away_until", sa.Date()),
        sa.Column("avoids", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("avoids_words", sa.Text(), server_default="", nullable=False),
        sa.Column("wants_fee", sa.String(length=40), server_default="not_asked", nullable=False),
        sa.Column("practised_at", UtcDateTime()),
    )


def sources(words):
    with op.batch_alter_table("conflict") as batch:
        batch.drop_constraint(op.f("ck_conflict_source"), type_="check")
    with op.batch_alter_table("conflict") as batch:
        batch.create_check_constraint(
            op.f("ck_conflict_source"), "source IN ({})".format(", ".join(f"'{word}'" for word in words))
        )


def upgrade():
    with op.batch_alter_table("reviewer") as batch:
        for column in columns():
            batch.add_column(column)
        for name, text in CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_reviewer_{name}"), text)
    op.add_column("abstract", sa.Column("topics", sa.JSON(), server_default="[]", nullable=False))
    sources((*SOURCES, "organisation"))
    op.create_table(
        "unknown_word",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.CheckConstraint("term <> ''", name=op.f("ck_unknown_word_said")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_unknown_word_review_id")),
        sa.PrimaryKeyConstraint("review_id", "term", name=op.f("pk_unknown_word")),
    )
    op.create_table(
        "glossary_word",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("lang", sa.String(length=40), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("term <> '' AND meaning <> ''", name=op.f("ck_glossary_word_said")),
        sa.CheckConstraint("lang IN ('en', 'nl')", name=op.f("ck_glossary_word_lang")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_glossary_word_edition_id")),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name=op.f("fk_glossary_word_written_by")),
        sa.PrimaryKeyConstraint("edition_id", "term", "lang", name=op.f("pk_glossary_word")),
    )


def downgrade():
    op.drop_table("glossary_word")
    op.drop_table("unknown_word")
    op.execute("UPDATE conflict SET source = 'organiser' WHERE source = 'organisation'")
    sources(SOURCES)
    with op.batch_alter_table("abstract") as batch:
        batch.drop_column("topics")
    with op.batch_alter_table("reviewer") as batch:
        for name in CHECKS:
            batch.drop_constraint(op.f(f"ck_reviewer_{name}"), type_="check")
        for column in columns():
            batch.drop_column(column.name)
