"""Each guard of panels and offers refuses by itself; and what the database would take without it."""

import pytest
import sqlalchemy as sa

from conference.actions.applications import scoring
from conference.actions.funding import offers
from conference.models.applications.scoring import Criteria
from conference.queries.funding import offers as offers_found
from tests import cast
from tests.actions.payments.test_claim_guards import WHEN
from tests.builders import applications as build
from tests.cast import AT
from tests.guards import drop

# Guard, and the statement that goes round the actions.
ROUND = [
    ("refused_line_of_a_kept_place", "INSERT INTO refused_line (grant_line_id, at, by_id)"
     f" SELECT id, {WHEN}, :dara FROM grant_line WHERE category = 'place'"),
    ("refused_line_never_changed", f"UPDATE refused_line SET at = {WHEN}"),
    ("refused_line_never_deleted", "DELETE FROM refused_line"),
    ("plan_line_replaced", "UPDATE plan_line SET amount = amount + 1"),
    ("criteria_never_changed", "UPDATE criteria SET version = version + 1"),
    ("criteria_never_deleted", "DELETE FROM criteria"),
    ("panel_kept", "DELETE FROM panel WHERE id = (SELECT max(id) FROM panel)"),
    ("assessor_panel", "INSERT INTO assessor (edition_id, person_id, kind, panel_id, named_at, named_by)"
     f" SELECT :other, :dara, 'professional', min(id), {WHEN}, :dara FROM panel"),
]  # fmt: skip


@pytest.fixture
def stand(db):
    """One person keeps a place without the journey; a second panel has sent no score."""
    edition, other = cast.an_edition(), cast.an_edition("OTHER27")
    dara = cast.dara(edition)
    [application] = build.round_of(edition, 60_000)
    build.carried(edition)
    offer = offers_found.live_offer(application)
    travel = db.session.execute(sa.text("SELECT id FROM grant_line WHERE category = 'travel'")).scalar_one()
    offers.accept(offer, without=[travel], by=application.person, at=AT)
    db.session.add(Criteria(edition_id=edition.id, version=1, words={}, made_at=AT, made_by=dara.id))
    scoring.open_panel(edition, "Empty", minimum=2, needs_le=True, required=False, by=dara, at=AT)
    db.session.flush()
    return {"dara": dara.id, "other": other.id}


@pytest.mark.parametrize(("guard", "statement"), ROUND, ids=[row[0] for row in ROUND])
def test_the_guard_refuses_and_without_it_the_database_takes_it(db, stand, guard, statement):
    values = {name: value for name, value in stand.items() if f":{name}" in statement}
    with pytest.raises(sa.exc.IntegrityError, match=guard), db.session.begin_nested():
        db.session.execute(sa.text(statement), values)
    db.session.execute(drop(guard))  # the control: dropped in this transaction only, which is rolled back
    assert db.session.execute(sa.text(statement), values).rowcount > 0
    db.session.rollback()
