"""Names of columns, kept for each organiser"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "column_names",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("pairs", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_column_names_person_id")),
        sa.PrimaryKeyConstraint("person_id", "what", name=op.f("pk_column_names")),
    )


def downgrade():
    op.drop_table("column_names")
