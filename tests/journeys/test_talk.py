"""Reviewers who lie far apart talk it over without names; one changes her mind; the organiser sees it."""

import pytest
from sqlalchemy import select, update

from conference.actions.reviews import discussion
from conference.actions.selection import ranking
from conference.cli.worker import CLOCK
from conference.db import now, writing
from conference.models.outbox import Message
from conference.models.reviews.reviews import Review, ReviewTally
from conference.queries.people import people
from tests import cast
from tests.builders import talks as build_talk

pytestmark = pytest.mark.browser


@pytest.fixture
def edition(db):
    edition = cast.an_edition()
    stream = cast.a_stream(edition)
    cast.dara(edition)
    build_talk.apart(edition, stream=stream, title="A ward that asked its night staff")
    build_talk.apart(edition, 4, 4, stream=stream, title="Shaped with carers")
    db.session.execute(update(ReviewTally).values(changed_at=now()))  # the browser's day, not the cast's
    ranking.rank(edition, by=cast.dara(edition), at=now())
    db.session.commit()
    return edition


def test_from_the_days_at_the_desk_to_a_changed_mind(db, edition, visitor):
    dara = visitor(cast.dara(edition))
    dara.go(f"/desk/{edition.code}/reviewers/settings")
    day = now().date()
    typed = {"closes_on": day.replace(year=day.year - 1), "discuss_from": day.replace(year=day.year - 2)}
    fill_days(dara.page, typed)
    dara.press("Save settings")
    assert "Choose a day after the last day for reviews." in dara.page.inner_text("main")
    dara.look("desk-review-settings-wrong")
    fill_days(dara.page, {"discuss_from": day, "discuss_until": day.replace(year=day.year + 1)})
    dara.press("Save settings")
    dara.go(f"/desk/{edition.code}/")
    dara.page.get_by_role("link", name="Abstracts", exact=True).click()
    dara.page.get_by_role("link", name="Discussions", exact=True).click()
    dara.look("desk-talks")
    told = dara.page.inner_text("main")
    assert "A ward that asked its night staff" in told and "Shaped with carers" not in told and "3.00" in told
    assert discussion.open_due in CLOCK
    with writing():
        assert discussion.open_due(by=people.system(), at=now()) == 2
    found = list(db.session.scalars(select(Message).where(Message.kind == "talk_opened")))
    assert {letter.person_id for letter in found} == {cast.amina().id, cast.chidi().id}

    chidi = visitor(cast.chidi(), scripts=False, width=390)
    chidi.go(f"/review/{edition.code}/")
    chidi.page.get_by_role("link", name="See the abstracts to discuss").click()
    chidi.page.get_by_role("link", name="A ward that asked its night staff").click()
    chidi.press("Send comment")
    assert "Enter your comment." in chidi.page.inner_text("main")
    chidi.page.get_by_label("What would you like to say?").fill("They asked the staff because patients told them to.")
    chidi.press("Send comment")
    assert "Comment sent." in chidi.page.inner_text("body")

    amina = visitor(cast.amina(), width=390)
    amina.go(f"/review/{edition.code}/")
    amina.look("review-queue-talk")
    amina.page.get_by_role("link", name="See the abstracts to discuss").click()
    amina.look("review-talks")
    amina.page.get_by_role("link", name="A ward that asked its night staff").click()
    amina.look("review-talk")
    told = amina.page.inner_text("main")
    assert "Reviewer A" in told and "because patients told them to" in told and "Chidi" not in told
    amina.page.locator("summary").get_by_text("Change my score").click()
    amina.press("Change my score")
    assert "Enter a reason in a few words." in amina.page.inner_text("main")
    amina.look("review-change-wrong")
    amina.page.locator("input[name='overall'][value='4']").check()
    amina.page.get_by_label("They helped to shape it from early on").check()
    amina.page.get_by_label("Why have you changed your score?").fill("I missed that line.")
    amina.press("Change my score")
    amina.look("review-changed")
    told = amina.page.inner_text("main")
    assert "Changed the score from 2 to 4 of 5." in told and "The others see you as Reviewer B." in told
    assert db.session.scalars(select(Review.version).order_by(Review.id)).first() == 2

    dara.go(f"/desk/{edition.code}/ranking/")
    assert "1 abstract has new reviews since this was made." in dara.page.inner_text("main")
    dara.go(f"/desk/{edition.code}/talk/A-0001")
    dara.look("desk-talk")
    assert "I missed that line." in dara.page.inner_text("main")


def fill_days(page, days):
    for name, day in days.items():
        for part in ("day", "month", "year"):
            page.locator(f"[name='{name}-{part}']").fill(str(getattr(day, part)))


def test_the_talk_in_dutch_by_keyboard(db, edition, visitor):
    with writing():
        cast.amina().lang = "nl"
    amina = visitor(cast.amina(), width=390, lang="nl")
    amina.go(f"/review/{edition.code}/talk/")
    amina.look("review-talks-nl")
    assert "Overleg" in amina.page.inner_text("main")
    amina.page.get_by_role("link", name="A ward that asked its night staff").click()
    amina.keys({"text": "Ik las dit anders."}, press="Verstuur mijn opmerking")
    amina.look("review-talk-nl")
    assert "Ik las dit anders." in amina.page.inner_text("main")
