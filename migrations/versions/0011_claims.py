"""claims"""

import sqlalchemy as sa
from alembic import op
import conference.db


revision = '0011_claims'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('stored_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.Enum('jpeg', 'png', 'heic', 'pdf', 'mp3', 'm4a', 'ogg', 'wav', 'webm', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('original_sha256', sa.String(length=64), nullable=False),
    sa.Column('kept_at', conference.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('kept_by', sa.Integer(), nullable=False),
    sa.CheckConstraint('length(sha256) = 64 AND length(original_sha256) = 64', name=op.f('ck_stored_file_digests')),
    sa.CheckConstraint('size > 0', name=op.f('ck_stored_file_not_empty')),
    sa.ForeignKeyConstraint(['kept_by'], ['person.id'], name=op.f('fk_stored_file_kept_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stored_file')),
    sa.UniqueConstraint('name', name=op.f('uq_stored_file_name'))
    )
    with op.batch_alter_table('stored_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_stored_file_original_sha256'), ['original_sha256'], unique=False)
        batch_op.create_index(batch_op.f('ix_stored_file_sha256'), ['sha256'], unique=False)


def downgrade():
    op.drop_table('stored_file')
