"""The sheet from which a review was last saved"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("review", sa.Column("sheet", sa.String(length=8), server_default="", nullable=False))


def downgrade():
    with op.batch_alter_table("review") as batch:
        batch.drop_column("sheet")
