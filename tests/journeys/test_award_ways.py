"""A kiosk that forgets by itself, and paper slips that two people type, in a real browser."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from conference.db import now, writing
from conference.models.award.awards import Ballot
from conference.rules.award.codes import in_fours
from conference.rules.award.counting import Method
from conference.rules.award.slips import Pause
from conference.rules.people.duties import Duty
from conference.views.award import browser
from tests import cast
from tests.builders import award as build

pytestmark = pytest.mark.browser


def an_open_poll(**facts):
    with writing():
        at, edition = now(), cast.an_edition()
        times = {"opens_at": at - timedelta(days=1), "closes_at": at + timedelta(days=1)}
        award, codes = build.an_open_award(edition, **times, **facts)
        otto = cast.someone("otto", "Otto Bell")
        cast.a_role(otto, edition, Duty.organiser)
        return f"/vote/{edition.code}/{award.id}/", f"/desk/{edition.code}/award/{award.id}", codes, otto


@pytest.fixture
def poll(db):
    return an_open_poll()


def a_kiosk(visitor, desk, **how):
    """The desk's page on that browser, and the press that makes it a kiosk."""
    with writing():
        dara = cast.someone("dara", "Dara Quill")
    kiosk = visitor(dara, **how)
    kiosk.go(f"{desk}/ways")
    kiosk.look(f"desk-award-ways-{how['width']}")
    kiosk.press("Start kiosk and sign out")
    return kiosk


def quick(monkeypatch, quiet: int, grace: int) -> None:
    """A kiosk whose minutes are seconds."""
    monkeypatch.setattr(browser, "pause", lambda *, recorded, slow: Pause(quiet, grace))


@pytest.mark.parametrize(("scripts", "lang"), [(True, "en"), (False, "nl")])
def test_two_people_vote_at_a_kiosk_one_after_the_other(db, poll, visitor, scripts, lang):
    address, desk, codes, _otto = poll
    kiosk = a_kiosk(visitor, desk, scripts=scripts, width=320, lang="en")
    page = kiosk.page
    start, more, check, send, following = {
        "en": ("Start", "I need more time", "Check my vote", "Send my vote", "Next person"),
        "nl": ("Begin", "Ik heb meer tijd nodig", "Controleer mijn stem", "Verstuur mijn stem", "Volgende persoon"),
    }[lang]
    seen = []
    for code, choice in zip(codes[:2], ("Nothing about us", "The night shift"), strict=True):
        if lang == "nl":
            kiosk.press("Nederlands")
        kiosk.look(f"kiosk-{lang}-1-start")
        assert page.get_by_role("link", name=re.compile("Sign in|Inloggen")).count() == 0
        page.get_by_role("button", name=start).click()
        page.get_by_label(choice).check()
        kiosk.look(f"kiosk-{lang}-2-choose")
        kiosk.press(more)
        assert page.get_by_label(choice).is_checked()
        page.get_by_label(re.compile("voting code|stemcode")).fill(in_fours(code))
        kiosk.press(check)
        kiosk.look(f"kiosk-{lang}-3-check")
        kiosk.press(send)
        kiosk.look(f"kiosk-{lang}-4-recorded")
        tracker = page.locator(".tracker").inner_text()
        page.get_by_role("button", name=following).click()
        page.wait_for_load_state()
        for _back in range(4):
            shown = page.content()
            assert not [word for word in (code, in_fours(code), tracker) if word in shown]
            assert page.locator(":checked").count() == 0
            page.go_back()
        kiosk.go("/vote/FORUM27/")
        seen.append(tracker)
    assert len(set(seen)) == 2
    db.session.rollback()
    assert sorted(db.session.scalars(sa.select(Ballot.choice))) == ["A-2", "A-3"]


def test_a_kiosk_left_alone_asks_in_words_and_then_forgets_with_a_script(db, poll, visitor, monkeypatch):
    _address, desk, codes, _otto = poll
    kiosk = a_kiosk(visitor, desk, width=1280)
    page = kiosk.page
    quick(monkeypatch, 2, 3)
    page.get_by_role("button", name="Start").click()
    page.get_by_label("Nothing about us").check()
    warning = page.get_by_role("alert")
    warning.filter(has_text="Are you still there?").wait_for()
    kiosk.look("kiosk-are-you-there")
    page.keyboard.press("Tab")  # a touch is enough, and what was marked is there
    assert warning.inner_text() == ""
    assert page.get_by_label("Nothing about us").is_checked()
    page.get_by_label("Your voting code").fill(codes[0])
    kiosk.press("Check my vote")
    assert "Nothing about us" in page.inner_text("main")
    page.get_by_role("heading", name="Vote here").wait_for(timeout=15_000)
    page.go_back()
    assert "Nothing about us" not in page.inner_text("main")


def test_a_kiosk_left_alone_asks_and_then_forgets_without_a_script(db, poll, visitor, monkeypatch):
    _address, desk, _codes, _otto = poll
    kiosk = a_kiosk(visitor, desk, scripts=False, width=320)
    page = kiosk.page
    quick(monkeypatch, 2, 4)
    page.get_by_role("button", name="Start").click()
    page.get_by_role("heading", name="Are you still there?").wait_for(timeout=15_000)
    kiosk.look("kiosk-still-there")
    kiosk.press("I need more time")
    assert page.get_by_label("Nothing about us").is_visible()
    page.get_by_role("heading", name="Are you still there?").wait_for(timeout=15_000)
    page.get_by_role("heading", name="Vote here").wait_for(timeout=15_000)


def test_a_whole_vote_at_a_kiosk_without_a_mouse(db, poll, visitor):
    _address, desk, codes, _otto = poll
    kiosk = a_kiosk(visitor, desk, width=320)
    kiosk.keys(press="Start")
    kiosk.keys({"code": codes[0], "choice": ["A-3"]}, press="Check my vote")
    kiosk.keys(press="Send my vote")
    kiosk.keys(press="Next person")
    assert kiosk.page.get_by_role("heading", name="Vote here").is_visible()
    assert list(db.session.scalars(sa.select(Ballot.choice))) == ["A-3"]


@pytest.mark.parametrize("method", [Method.choice, Method.score])
def test_two_people_type_a_slip_at_the_desk(db, visitor, method):
    _address, desk, codes, otto = an_open_poll(method=method)
    marks = {"choice": ["A-2"]} if method is Method.choice else {"points0": ["A-1=5"], "points1": ["A-2=0"]}
    other = {"choice": ["A-1"]} if method is Method.choice else {"points0": ["A-1=4"]}
    with writing():
        people = [visitor(who, width=1280) for who in (cast.someone("dara", "Dara Quill"), otto)]
    for person, given, said in zip(
        [*people, people[1]],
        (marks, other, marks),
        ("Someone else must enter it now", "entered this slip differently", "the vote is recorded"),
        strict=False,
    ):
        person.go(f"{desk}/slips")
        person.look(f"desk-slips-{method}")
        person.keys({"code": codes[0], **given}, press="Save slip")
        assert said in person.page.inner_text("main")
        person.look(f"desk-slips-{method}-{said[:4]}")
    people[0].press("Save slip")
    people[0].look(f"desk-slips-{method}-wrong")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Ballot)) == 1
