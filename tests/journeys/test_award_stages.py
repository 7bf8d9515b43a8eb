"""From a nomination on a phone to the ballot: anyone nominates, two people say yes, a jury rates, the desk presses."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from conference.actions.award import jury
from conference.db import now, writing
from conference.models.award.awards import AwardEntry
from conference.models.award.stages import AwardStages, AwardWork, JuryRating
from tests import cast
from tests.builders import award_stages as build, submissions as calls

pytestmark = pytest.mark.browser


@pytest.fixture
def award(db):
    """Nominations are open, and their last day can come at once."""
    with writing():
        edition, at = cast.an_edition(), now()
        calls.call(edition, shows_accepted=True)
        build.an_accepted(edition, "Choosing together")
        days = {"nominations_until": at + timedelta(hours=2), "rating_until": at + timedelta(days=9)}
        stages = build.open_for_nominations(edition, **days)
        build.an_entrant(stages, "The night shift", cast.chidi(), cast.amina())
        for who in (cast.amina, cast.ben, cast.eve, cast.chidi):
            who()
        return stages.award_id, cast.dara(edition)


def nominate(guest, award_id):
    guest.go(f"/nominate/FORUM27/{award_id}/")
    guest.look("nominate-1")
    guest.page.get_by_label("Which work or session?").fill("choosing")
    guest.page.get_by_label("Why should it win?").fill("They decided with us.")
    guest.page.get_by_label("Your name").fill("Nia Hall")
    guest.page.get_by_label("How can we reach you").fill("020 7946 0000")
    guest.press("Send nomination")
    guest.look("nominate-2-which")
    guest.page.get_by_label("Choosing together").check()
    guest.press("Send nomination")
    guest.look("nominate-3-thanks")
    assert "We have your nomination." in guest.page.inner_text("main")


def ask_chidi(desk, award_id):
    desk.go(f"/desk/FORUM27/award/{award_id}/stages")
    desk.look("desk-stages-nominating")
    desk.page.get_by_role("link", name="Choosing together").click()
    desk.look("desk-work")
    desk.page.get_by_label("Name").fill("Chidi Eze")
    desk.page.get_by_label("Email address").fill("chidi@example.org")
    desk.press("Send question")
    desk.look("desk-work-asked")


def say_yes(nominee, co_presenter, work_id):
    nominee.go(f"/nominate/FORUM27/work/{work_id}")
    nominee.look("nominee")
    nominee.press("Send my answer")
    nominee.look("nominee-wrong")
    nominee.page.get_by_label("Yes", exact=True).check()
    nominee.page.get_by_label("Someone else", exact=True).check()
    nominee.page.get_by_label("Their name").fill("Amina Yusuf")
    nominee.page.get_by_label("Their email address").fill("amina@example.org")
    nominee.press("Send my answer")
    nominee.look("nominee-yes")
    co_presenter.go("/together/")
    co_presenter.page.get_by_role("link", name="Choosing together").first.click()
    co_presenter.look("co-presenter")
    co_presenter.page.get_by_label("Yes, I do").check()
    co_presenter.press("Send my answer")
    co_presenter.look("co-presenter-yes")


def rate_all(juror, award_id, name, points):
    juror.go(f"/jury/FORUM27/{award_id}/")
    juror.look(f"jury-{name}-left")
    for title in ("The night shift", "Choosing together"):
        juror.page.get_by_role("link", name=title).click()
        juror.page.get_by_label("I was there, or saw it").check()
        for mark in ("content", "format", "wow"):
            juror.page.locator(f"input[name={mark}][value='{points}']").check()
        juror.look(f"jury-{name}-rate")
        juror.press("Save rating")
    assert "You have answered for every entry." in juror.page.inner_text("main")
    juror.look(f"jury-{name}-done")


@pytest.mark.parametrize("scripts", [True, False])
def test_from_a_nomination_to_the_ballot(db, award, visitor, scripts):
    award_id, dara = award
    nominate(visitor(None, scripts=scripts, width=390), award_id)
    desk = visitor(dara, scripts=scripts)
    ask_chidi(desk, award_id)
    work_id = db.session.scalars(sa.select(AwardWork.id).where(AwardWork.abstract_id.is_not(None))).one()
    say_yes(visitor(cast.chidi(), scripts=scripts), visitor(cast.amina(), scripts=scripts, width=390), work_id)
    with writing():
        stages = db.session.get_one(AwardStages, award_id)
        for person in (cast.ben(), cast.eve()):
            build.a_juror(stages, person)
        jury.start_rating(stages, by=dara, at=stages.nominations_until)
    for name, person, points in (("ben", cast.ben(), 4), ("eve", cast.eve(), 5)):
        rate_all(visitor(person, scripts=scripts, width=390), award_id, name, points)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(JuryRating)) == 4
    desk.go(f"/desk/FORUM27/award/{award_id}/stages")
    desk.press("Close rating")
    desk.look("desk-stages-closed")
    desk.press("Put shortlist on the ballot")
    desk.look("desk-stages-shortlisted")
    assert len(db.session.scalars(sa.select(AwardEntry)).all()) == 2


def test_the_pages_in_dutch(db, award, visitor):
    award_id, _dara = award
    guest = visitor(None, scripts=False, width=390, lang="nl")
    guest.go(f"/nominate/FORUM27/{award_id}/")
    guest.press("Verstuur mijn voordracht")
    guest.look("nominate-nl-wrong")
    assert "Vul in welk werk of welke sessie u bedoelt." in guest.page.inner_text("main")
