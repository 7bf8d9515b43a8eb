"""Deciding: panels, criteria, corrections and conflicts, what is refused and passed over, words for letters"""

import sqlalchemy as sa
from alembic import op
import conference.db


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('criteria',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.Column('made_at', conference.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_criteria_edition_id')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_criteria_made_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_criteria')),
    sa.UniqueConstraint('edition_id', 'version', name=op.f('uq_criteria_edition_id_version'))
    )
    op.create_table('edition_text',
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('fact', sa.Enum('signer', 'host', 'meets_me', 'meets_phone', 'meeting_point', 'quiet_room', 'day_plan', 'online_free', name='fact', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('lang', sa.Enum('en', 'nl', name='lang', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_edition_text_edition_id')),
    sa.PrimaryKeyConstraint('edition_id', 'fact', 'lang', name=op.f('pk_edition_text'))
    )
    op.create_table('panel',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('minimum', sa.Integer(), server_default='2', nullable=False),
    sa.Column('needs_le', sa.Boolean(), server_default=sa.true(), nullable=False),
    sa.Column('required', sa.Boolean(), server_default=sa.true(), nullable=False),
    sa.Column('opened_at', conference.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('opened_by', sa.Integer(), nullable=False),
    sa.CheckConstraint('minimum BETWEEN 2 AND 9', name=op.f('ck_panel_minimum')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_panel_edition_id')),
    sa.ForeignKeyConstraint(['opened_by'], ['person.id'], name=op.f('fk_panel_opened_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_panel')),
    sa.UniqueConstraint('edition_id', 'name', name=op.f('uq_panel_edition_id_name'))
    )
    op.create_table('frozen_reason',
    sa.Column('set_id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('salt', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_frozen_reason_application_id')),
    sa.ForeignKeyConstraint(['set_id'], ['decision_set.id'], name=op.f('fk_frozen_reason_set_id')),
    sa.PrimaryKeyConstraint('set_id', 'application_id', name=op.f('pk_frozen_reason'))
    )
    op.create_table('standing',
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('covered', sa.Boolean(), nullable=False),
    sa.Column('sent', sa.Integer(), nullable=False),
    sa.Column('newness', sa.Integer(), nullable=False),
    sa.Column('contribution', sa.Integer(), nullable=False),
    sa.Column('benefit', sa.Integer(), nullable=False),
    sa.Column('need', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('spread', sa.Integer(), nullable=False),
    sa.Column('lot', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_standing_application_id')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_standing_edition_id')),
    sa.PrimaryKeyConstraint('application_id', name=op.f('pk_standing'))
    )
    with op.batch_alter_table('standing', schema=None) as batch_op:
        batch_op.create_index('ix_standing_order', ['edition_id', 'covered'], unique=False)

    op.create_table('passed_over',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('offer_id', sa.Integer(), nullable=False),
    sa.Column('opened_id', sa.Integer(), nullable=False),
    sa.Column('needs_places', sa.Integer(), nullable=False),
    sa.Column('needs_money', conference.db.Minor(), nullable=False),
    sa.Column('left_places', sa.Integer(), nullable=False),
    sa.Column('left_money', conference.db.Minor(), nullable=False),
    sa.Column('at', conference.db.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint('needs_places > left_places OR needs_money > left_money', name=op.f('ck_passed_over_did_not_fit')),
    sa.ForeignKeyConstraint(['offer_id'], ['offer.id'], name=op.f('fk_passed_over_offer_id')),
    sa.ForeignKeyConstraint(['opened_id'], ['offer.id'], name=op.f('fk_passed_over_opened_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passed_over')),
    sa.UniqueConstraint('offer_id', 'opened_id', name=op.f('uq_passed_over_offer_id_opened_id'))
    )
    with op.batch_alter_table('passed_over', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_passed_over_opened_id'), ['opened_id'], unique=False)

    op.create_table('refused_line',
    sa.Column('award_line_id', sa.Integer(), nullable=False),
    sa.Column('at', conference.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['award_line_id'], ['award_line.id'], name=op.f('fk_refused_line_award_line_id')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_refused_line_by_id')),
    sa.PrimaryKeyConstraint('award_line_id', name=op.f('pk_refused_line'))
    )
    # Where a panel sat before there were several, it becomes the first.
    op.execute(
        "INSERT INTO panel (edition_id, name, opened_at, opened_by)"
        " SELECT edition_id, 'The panel', min(named_at), min(named_by) FROM assessor GROUP BY edition_id"
    )
    with op.batch_alter_table('assessor', schema=None) as batch_op:
        batch_op.add_column(sa.Column('panel_id', sa.Integer(), nullable=True))
    op.execute("UPDATE assessor SET panel_id = (SELECT p.id FROM panel p WHERE p.edition_id = assessor.edition_id)")
    with op.batch_alter_table('assessor', schema=None) as batch_op:
        batch_op.alter_column('panel_id', existing_type=sa.Integer(), nullable=False)
        batch_op.create_index(batch_op.f('ix_assessor_panel_id'), ['panel_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_assessor_panel_id'), 'panel', ['panel_id'], ['id'])

    with op.batch_alter_table('application_score', schema=None) as batch_op:
        batch_op.add_column(sa.Column('panel_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('revision', sa.Integer(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('criteria_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('conflict', sa.String(length=40), nullable=True))
    op.execute(
        "UPDATE application_score SET panel_id = (SELECT p.id FROM panel p JOIN application a"
        " ON a.edition_id = p.edition_id WHERE a.id = application_score.application_id)"
    )
    op.execute("UPDATE application_score SET conflict = 'other' WHERE state = 'recused'")
    with op.batch_alter_table('application_score', schema=None) as batch_op:
        batch_op.alter_column('panel_id', existing_type=sa.Integer(), nullable=False)
        batch_op.drop_constraint(batch_op.f('uq_application_score_application_id_assessor_id'), type_='unique')
        batch_op.drop_constraint(batch_op.f('ck_application_score_state'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_application_score_submitted_is_whole'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_application_score_state'), "state IN ('assigned', 'submitted', 'recused', 'superseded')")
        batch_op.create_check_constraint(batch_op.f('ck_application_score_conflict'), "conflict IN ('knows', 'organisation', 'on_behalf', 'too_close', 'other')")
        batch_op.create_check_constraint(batch_op.f('ck_application_score_recused_says_why'), "(state = 'recused') = (conflict IS NOT NULL)")
        batch_op.create_check_constraint(
            batch_op.f('ck_application_score_submitted_is_whole'),
            "state NOT IN ('submitted', 'superseded') OR (contribution IS NOT NULL AND benefit IS NOT NULL"
            " AND need IS NOT NULL AND submitted_at IS NOT NULL)",
        )
        batch_op.create_index(batch_op.f('ix_application_score_panel_id'), ['panel_id'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_application_score_application_id_assessor_id_revision'), ['application_id', 'assessor_id', 'revision'])
        batch_op.create_index('uq_application_score_one_stands', ['application_id', 'assessor_id'], unique=True, sqlite_where=sa.text("state <> 'superseded'"), postgresql_where=sa.text("state <> 'superseded'"))
        batch_op.create_foreign_key(batch_op.f('fk_application_score_criteria_id'), 'criteria', ['criteria_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_application_score_panel_id'), 'panel', ['panel_id'], ['id'])

    with op.batch_alter_table('offer', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_offer_state'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_offer_state'), "state IN ('waiting', 'reserved', 'open', 'accepted', 'refused', 'lapsed', 'withdrawn', 'returned', 'no_show')")

    with op.batch_alter_table('planned_outcome', schema=None) as batch_op:
        batch_op.add_column(sa.Column('salt', sa.String(length=32), server_default='', nullable=False))
        batch_op.add_column(sa.Column('needs_places', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('needs_money', conference.db.Minor(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('companions', sa.Integer(), server_default='0', nullable=False))
    sums = {
        'needs_places': "l.category IN ('place', 'companion_place')",
        'needs_money': "l.category NOT IN ('place', 'companion_place')",
        'companions': "l.category = 'companion_place'",
    }
    for name, which in sums.items():
        op.execute(
            f"UPDATE planned_outcome SET {name} = coalesce((SELECT sum(l.amount) FROM plan_line l"
            f" WHERE l.application_id = planned_outcome.application_id AND {which}), 0)"
        )


def downgrade():
    with op.batch_alter_table('planned_outcome', schema=None) as batch_op:
        batch_op.drop_column('companions')
        batch_op.drop_column('needs_money')
        batch_op.drop_column('needs_places')
        batch_op.drop_column('salt')

    with op.batch_alter_table('assessor', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_assessor_panel_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_assessor_panel_id'))
        batch_op.drop_column('panel_id')

    op.execute("UPDATE offer SET state = 'withdrawn' WHERE state = 'no_show'")
    with op.batch_alter_table('offer', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_offer_state'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_offer_state'), "state IN ('waiting', 'reserved', 'open', 'accepted', 'refused', 'lapsed', 'withdrawn', 'returned')")

    op.execute("DELETE FROM application_score WHERE state = 'superseded'")
    with op.batch_alter_table('application_score', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_application_score_panel_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_application_score_criteria_id'), type_='foreignkey')
        batch_op.drop_index('uq_application_score_one_stands', sqlite_where=sa.text("state <> 'superseded'"), postgresql_where=sa.text("state <> 'superseded'"))
        batch_op.drop_constraint(batch_op.f('uq_application_score_application_id_assessor_id_revision'), type_='unique')
        batch_op.drop_index(batch_op.f('ix_application_score_panel_id'))
        batch_op.drop_constraint(batch_op.f('ck_application_score_conflict'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_application_score_recused_says_why'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_application_score_state'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_application_score_submitted_is_whole'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_application_score_state'), "state IN ('assigned', 'submitted', 'recused')")
        batch_op.create_check_constraint(
            batch_op.f('ck_application_score_submitted_is_whole'),
            "state <> 'submitted' OR (contribution IS NOT NULL AND benefit IS NOT NULL AND need IS NOT NULL"
            " AND submitted_at IS NOT NULL)",
        )
        batch_op.create_unique_constraint(batch_op.f('uq_application_score_application_id_assessor_id'), ['application_id', 'assessor_id'])
        batch_op.drop_column('conflict')
        batch_op.drop_column('criteria_id')
        batch_op.drop_column('revision')
        batch_op.drop_column('panel_id')

    op.drop_table('refused_line')
    with op.batch_alter_table('passed_over', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_passed_over_opened_id'))

    op.drop_table('passed_over')
    with op.batch_alter_table('standing', schema=None) as batch_op:
        batch_op.drop_index('ix_standing_order')

    op.drop_table('standing')
    op.drop_table('frozen_reason')
    op.drop_table('panel')
    op.drop_table('edition_text')
    op.drop_table('criteria')
