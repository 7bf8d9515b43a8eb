"""The panel: seats, sharing out, scoring once."""

import pytest
import sqlalchemy as sa

from conference.actions.applications import scoring
from conference.models.applications.scoring import ApplicationScore
from conference.models.outbox import Message
from conference.queries.applications import panels, scoring as find
from conference.rules.applications.scoring import Conflict, ScoreState
from conference.rules.people.duties import Kind
from conference.rules.refusals import Refused
from tests import cast
from tests.builders import applications as build
from tests.cast import AT


@pytest.fixture
def edition(db):
    edition = cast.an_edition()
    build.settings(edition)
    return edition


def test_each_application_goes_to_one_of_each_kind(db, edition):
    build.sent(edition)
    ben, chidi = build.panel(edition)
    shared = scoring.share_out(edition, by=cast.dara(edition), at=AT)
    assert {(pair.assessor) for pair in shared.pairs} == {ben.id, chidi.id}
    told = db.session.execute(sa.select(Message.person_id, Message.kind).order_by(Message.person_id)).all()
    assert [tuple(row) for row in told if row.kind == "panel_to_read"] == [
        (person_id, "panel_to_read") for person_id in sorted((ben.id, chidi.id))
    ]
    assert scoring.share_out(edition, by=cast.dara(edition), at=AT).pairs == ()


def test_without_lived_experience_on_the_panel_it_is_said_that_somebody_lacks(db, edition):
    application = build.sent(edition)
    scoring.seat(cast.chidi(), edition, Kind.professional, by=cast.dara(edition), at=AT)
    shared = scoring.share_out(edition, by=cast.dara(edition), at=AT)
    assert shared.short == (application.id,)


def test_sent_scores_are_never_changed(db, edition):
    application = build.scored(build.sent(edition))
    sheet = find.scores_of(application)[0]
    with pytest.raises(Refused):
        scoring.score(sheet, contribution=0, benefit=0, need=0, comment="", by=sheet.assessor, at=AT)
    db.session.commit()
    with pytest.raises(sa.exc.IntegrityError, match="application_score_sent"):
        db.session.execute(sa.update(ApplicationScore).values(need=0))
    db.session.rollback()


def test_nobody_scores_for_somebody_else(db, edition):
    application = build.sent(edition)
    ben, chidi = build.panel(edition)
    scoring.share_out(edition, by=cast.dara(edition), at=AT)
    theirs = next(sheet for sheet in find.scores_of(application) if sheet.assessor_id == ben.id)
    with pytest.raises(Refused):
        scoring.score(theirs, contribution=3, benefit=3, need=3, comment="", by=chidi, at=AT)


def test_who_stands_aside_is_replaced(db, edition):
    application = build.sent(edition)
    ben, _chidi = build.panel(edition)
    dara = cast.dara(edition)
    scoring.share_out(edition, by=dara, at=AT)
    sheet = next(each for each in find.scores_of(application) if each.assessor_id == ben.id)
    scoring.stand_aside(sheet, Conflict.knows, by=ben, at=AT)
    scoring.seat(cast.eve(), edition, Kind.lived_experience, by=dara, at=AT)
    shared = scoring.share_out(edition, by=dara, at=AT)
    assert [pair.assessor for pair in shared.pairs] == [cast.eve().id]


@pytest.mark.parametrize(
    ("assessor", "kind", "guard"),
    [
        ("amina", "lived_experience", "application_score_not_own|application_score_seat"),
        ("ben", "professional", "application_score_seat"),
    ],
)
def test_the_database_keeps_the_panel_honest(db, edition, assessor, kind, guard):
    application = build.sent(edition)
    build.panel(edition)
    person = application.person if assessor == "amina" else cast.ben()
    sheet = ApplicationScore(
        application_id=application.id,
        assessor_id=person.id,
        panel_id=panels.panels_of(edition)[0].id,
        kind=kind,
        state=ScoreState.assigned,
        assigned_at=AT,
        assigned_by=cast.dara(edition).id,
    )
    db.session.add(sheet)
    with pytest.raises(sa.exc.IntegrityError, match=guard):
        db.session.flush()
    db.session.rollback()
