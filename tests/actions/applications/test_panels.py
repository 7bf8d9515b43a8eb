"""Panels: what each asks for is kept by the database; conflicts, corrections, the order that follows."""

from dataclasses import asdict

import pytest
import sqlalchemy as sa

from conference import triggers
from conference.actions import frozen_sets
from conference.actions.applications import scoring
from conference.actions.funding import draft
from conference.models.applications.applications import Application
from conference.models.applications.scoring import ApplicationScore, Panel, Standing
from conference.models.audit import AuditEntry
from conference.models.funding.offers import Offer
from conference.queries import invariants
from conference.queries.applications import panels, scoring as find, standing
from conference.rules.applications.scoring import Conflict, ScoreState
from conference.rules.keys import Kind as SetKind
from conference.rules.people.duties import Kind
from conference.rules.refusals import Refused
from tests import cast
from tests.builders import applications as build
from tests.cast import AT
from tests.guards import drop

TWO = {"minimum": 2, "needs_le": True, "required": True}


@pytest.fixture
def edition(db):
    edition = cast.an_edition()
    build.settings(edition)
    build.pots(edition)
    return edition


def open_panel(edition, name="Second panel", **facts):
    return scoring.open_panel(edition, name, **{**TWO, **facts}, by=cast.dara(edition), at=AT)


def order(db, edition):
    return [row.application_id for row in db.session.scalars(standing.ranked(edition))]


def sheet_of(application, person):
    return next(
        each
        for each in find.scores_of(application)
        if each.assessor_id == person.id and each.state is not ScoreState.superseded
    )


GIVEN = {"contribution": 3, "benefit": 3, "need": 3, "comment": "I heard the others."}


def test_the_order_is_the_highest_sum_then_the_newer_then_the_lot(db, edition):
    low, high = build.scored(build.sent(edition, "Low"), 1), build.scored(build.sent(edition, "High"), 3)
    known = build.scored(
        build.sent(edition, "Known", attended_before=True, funded_before=True, last_funded_year=2026), 2
    )
    level = [build.scored(build.sent(edition, f"Level {n}"), 1) for n in (1, 2)]
    lots = {row.application_id: row.lot for row in db.session.scalars(sa.select(Standing))}
    bottom = sorted([low.id, level[0].id, level[1].id], key=lots.get)
    assert order(db, edition) == [high.id, *bottom, known.id]  # newness 3 and 1 each beat newness 0 and 2 each: 6 = 6
    rows = list(db.session.scalars(standing.ranked(edition)))
    assert standing.by_lot(edition, rows) == set(bottom)


def test_a_new_required_panel_takes_everybody_out_of_the_order_until_it_was_heard(db, edition):
    application = build.scored(build.sent(edition))
    assert order(db, edition) == [application.id]
    panel = open_panel(edition)
    assert order(db, edition) == []
    assert db.session.scalars(standing.unscored(edition)).all() == [application.reference]
    dara = cast.dara(edition)
    for person, kind in ((cast.eve(), Kind.lived_experience), (cast.farid(), Kind.professional)):
        scoring.seat(person, edition, kind, panel=panel, by=dara, at=AT)
    shared = scoring.share_out(edition, by=dara, at=AT)
    assert {pair.assessor for pair in shared.pairs} == {cast.eve().id, cast.farid().id}
    for person in (cast.eve(), cast.farid()):
        scoring.score(sheet_of(application, person), **GIVEN, by=person, at=AT)
    assert order(db, edition) == [application.id]
    assert invariants.failed() == []


def test_a_panel_that_only_advises_holds_nobody_up(db, edition):
    application = build.scored(build.sent(edition))
    open_panel(edition, required=False)
    assert order(db, edition) == [application.id]


@pytest.mark.parametrize("facts", [{"minimum": 2, "needs_le": False}, {"minimum": 2}, {"minimum": 3}])
def test_the_database_offers_nothing_that_a_required_panel_has_not_heard(db, edition, facts):
    application = build.costed(build.scored(build.sent(edition)))
    draft.draft(edition, by=cast.dara(edition), at=AT)
    frozen = frozen_sets.freeze(edition, SetKind.offers, edition.id, by=cast.dara(edition), at=AT)
    other = build.sent(edition, "Sam Lee")
    open_panel(edition, **facts)
    db.session.commit()
    for each in (other, application):  # not by the rules, and not by a direct statement either
        db.session.add(Offer(application_id=each.id, set_id=frozen.id, position=9, state="waiting"))
        with pytest.raises(sa.exc.IntegrityError, match="offer_was_scored"):
            db.session.flush()
        db.session.rollback()


def test_control_without_the_guard_an_unheard_application_is_offered(db, edition):
    build.costed(build.scored(build.sent(edition)))
    frozen = build.frozen(edition)
    other = build.sent(edition, "Sam Lee")
    db.session.execute(drop("offer_was_scored"))
    db.session.add(Offer(application_id=other.id, set_id=frozen.id, position=9, state="waiting"))
    db.session.flush()
    db.session.rollback()


def test_what_a_panel_asks_for_stays_once_it_sent_scores(db, edition):
    build.scored(build.sent(edition))
    db.session.commit()
    with pytest.raises(sa.exc.IntegrityError, match="panel_rules_stay"):
        db.session.execute(sa.update(Panel).values(needs_le=False))
    db.session.rollback()
    with pytest.raises(sa.exc.IntegrityError, match="panel_kept"):
        db.session.execute(sa.delete(Panel))
    db.session.rollback()


def test_a_correction_is_a_new_revision_and_the_first_stays(db, edition):
    application = build.scored(build.sent(edition), 1)
    ben = cast.ben()
    first = sheet_of(application, ben)
    before = db.session.get_one(Standing, application.id).total
    newer = scoring.correct(first, **GIVEN, by=ben, at=AT)
    assert (first.state, first.need, newer.state, newer.need, newer.revision) == ("superseded", 1, "submitted", 3, 2)
    assert db.session.get_one(Standing, application.id).total > before
    again = scoring.correct(newer, **{**GIVEN, "need": 2}, by=ben, at=AT)
    assert again.revision == 3
    facts = db.session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.id.desc()).limit(2)).all()
    assert facts == ["application.score_corrected"] * 2
    assert invariants.failed() == []
    db.session.commit()
    with pytest.raises(sa.exc.IntegrityError, match="application_score_sent"):
        db.session.execute(sa.update(ApplicationScore).where(ApplicationScore.id == first.id).values(need=0))
    db.session.rollback()
    with pytest.raises(sa.exc.IntegrityError, match="application_score_sent"):
        db.session.execute(sa.update(ApplicationScore).where(ApplicationScore.id == first.id).values(state="submitted"))
    db.session.rollback()


def test_nobody_corrects_or_steps_aside_once_a_list_is_frozen(db, edition):
    application = build.scored(build.sent(edition))
    sheet = sheet_of(application, cast.ben())
    build.frozen(edition)
    with pytest.raises(Refused):
        scoring.correct(sheet, **GIVEN, by=cast.ben(), at=AT)
    with pytest.raises(Refused):
        scoring.stand_aside(sheet, Conflict.other, by=cast.ben(), at=AT)


def test_scores_of_somebody_with_a_conflict_do_not_count_and_they_get_it_never_again(db, edition):
    application = build.scored(build.sent(edition))
    ben, dara = cast.ben(), cast.dara(edition)
    scoring.stand_aside(sheet_of(application, ben), Conflict.organisation, by=ben, at=AT)
    assert order(db, edition) == []
    assert scoring.share_out(edition, by=dara, at=AT).short == (application.id,)
    seat = panels.seat_of(ben, edition)
    again = ApplicationScore(
        application_id=application.id, assessor_id=ben.id, panel_id=seat.panel_id, kind=seat.kind, revision=2,
        state=ScoreState.assigned, assigned_at=AT, assigned_by=dara.id,
    )  # fmt: skip
    db.session.add(again)
    with pytest.raises(sa.exc.IntegrityError, match="application_score"):
        db.session.flush()
    db.session.rollback()


def test_questions_are_worded_anew_only_before_the_first_score(db, edition):
    words = {"en": {"need": ["?", "0", "1", "2", "3"]}}
    first = scoring.word_criteria(edition, words, by=cast.dara(edition), at=AT)
    second = scoring.word_criteria(edition, words, by=cast.dara(edition), at=AT)
    assert (first.version, second.version) == (1, 2)
    application = build.scored(build.sent(edition))
    assert {each.criteria_id for each in find.scores_of(application)} == {second.id}
    with pytest.raises(Refused):
        scoring.word_criteria(edition, words, by=cast.dara(edition), at=AT)


def test_what_is_kept_of_an_application_is_what_its_scores_come_to(db, edition):
    for number in range(4):
        build.scored(build.sent(edition, f"Person {number}"), number)
    for application in db.session.scalars(sa.select(Application)):
        row = db.session.get_one(Standing, application.id)
        assert {name: getattr(row, name) for name in asdict(standing.stand_of(application))} == asdict(
            standing.stand_of(application)
        )


def test_flask_check_finds_a_place_in_the_order_that_its_scores_do_not_make(db, edition):
    build.scored(build.sent(edition))
    assert invariants.failed() == []
    db.session.execute(sa.update(Standing).values(sent=7))
    assert "place in the order" in invariants.failed()[0]


def test_flask_check_finds_an_offer_that_a_panel_did_not_hear(db, edition):
    build.scored(build.sent(edition))
    build.carried(edition)
    assert invariants.failed() == []
    db.session.execute(drop("panel_rules_stay"))
    db.session.execute(sa.update(Panel).values(minimum=3))
    assert "required panel" in invariants.failed()[0]
    db.session.rollback()
    assert "panel_rules_stay" in triggers.MANIFEST
