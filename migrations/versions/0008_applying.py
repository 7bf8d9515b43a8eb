"""applying"""

import sqlalchemy as sa
from alembic import op
import conference.db


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


GUARDIAN = (
    "sent_at IS NULL OR under_18 IS NOT TRUE OR (guardian_consent_at IS NOT NULL"
    " AND (forgotten_at IS NOT NULL OR (guardian_name <> '' AND guardian_contact <> '')))"
)
HELPER = "sent_at IS NULL OR for_another IS NOT TRUE OR forgotten_at IS NOT NULL OR helper_name <> ''"


KINDS = ("funded_place", "just_attend", "review", "co_chair", "panel", "stand", "video")


def upgrade():
    op.create_table('opportunity_text',
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum(*KINDS, name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('lang', sa.Enum('en', 'nl', name='lang', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('what', sa.Text(), server_default='', nullable=False),
    sa.Column('time_needed', sa.Text(), server_default='', nullable=False),
    sa.Column('paid', sa.Text(), server_default='', nullable=False),
    sa.Column('decided', sa.Text(), server_default='', nullable=False),
    sa.Column('changeable', sa.Text(), server_default='', nullable=False),
    sa.Column('published_at', conference.db.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("published_at IS NULL OR (what <> '' AND time_needed <> '' AND paid <> '' AND decided <> '' AND changeable <> '')", name=op.f('ck_opportunity_text_published_whole')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_opportunity_text_edition_id')),
    sa.PrimaryKeyConstraint('edition_id', 'kind', 'lang', name=op.f('pk_opportunity_text'))
    )
    with op.batch_alter_table('application', schema=None) as batch_op:
        batch_op.add_column(sa.Column('for_another', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('helper_name', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('helper_relation', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('helper_contact', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('under_18', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('guardian_name', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('guardian_contact', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('guardian_consent_at', conference.db.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('distance', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('passengers', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('breakfasts', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('lunches', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('dinners', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('childcare_days', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('care_days', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('passport_country', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('passport_name', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('routes', sa.JSON(), server_default='{}', nullable=False))
        batch_op.drop_column('advance_amount')
        batch_op.drop_column('advance_needed')
        batch_op.create_check_constraint(batch_op.f('ck_application_guardian_agreed'), GUARDIAN)
        batch_op.create_check_constraint(batch_op.f('ck_application_helper_named'), HELPER)



def downgrade():
    op.drop_table('opportunity_text')
    with op.batch_alter_table('application', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_application_helper_named'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_application_guardian_agreed'), type_='check')
        batch_op.add_column(sa.Column('advance_needed', sa.BOOLEAN(), nullable=True))
        batch_op.add_column(sa.Column('advance_amount', sa.BIGINT(), nullable=True))
        batch_op.drop_column('routes')
        batch_op.drop_column('passport_name')
        batch_op.drop_column('passport_country')
        batch_op.drop_column('care_days')
        batch_op.drop_column('childcare_days')
        batch_op.drop_column('dinners')
        batch_op.drop_column('lunches')
        batch_op.drop_column('breakfasts')
        batch_op.drop_column('passengers')
        batch_op.drop_column('distance')
        batch_op.drop_column('guardian_consent_at')
        batch_op.drop_column('guardian_contact')
        batch_op.drop_column('guardian_name')
        batch_op.drop_column('under_18')
        batch_op.drop_column('helper_contact')
        batch_op.drop_column('helper_relation')
        batch_op.drop_column('helper_name')
        batch_op.drop_column('for_another')

