"""Reminders of an award, on both databases: who, when, once, and nobody who has answered."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from conference.actions.award import awards, reminders, stages as award_stages
from conference.db import db as database, writing
from conference.models.audit import AuditEntry
from conference.models.outbox import Message
from conference.queries.award.reminders import due
from conference.queries.people import people
from conference.rules.languages import Lang
from tests import cast
from tests.builders import award as build, award_stages as build_stages

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
NOMINATE, RATE = cast.AT + 10 * DAY, cast.AT + 20 * DAY
LONG = {"nominations_until": NOMINATE, "rating_until": RATE}


def the_clock(at):
    return reminders.remind_due(by=people.system(), at=at)


def written_to(kind="award_reminder"):
    found = database.session.scalars(sa.select(Message).where(Message.kind == kind).order_by(Message.id))
    return [(letter.person.name, letter.body) for letter in found]


@pytest.fixture
def stages(db):
    with writing():
        stages = build_stages.open_for_nominations(cast.an_edition(), **LONG)
        stages.award.opens_at, stages.award.closes_at = RATE + DAY, RATE + 3 * DAY
        return stages


def test_a_nominee_who_has_not_answered_is_reminded_once_three_days_before_the_last_day(db, stages):
    with writing():
        build_stages.an_entrant(stages, "The night shift", cast.chidi(), None)
        assert [the_clock(RATE - 3 * DAY - MINUTE), the_clock(RATE - 3 * DAY), the_clock(RATE - DAY)] == [0, 1, 0]
    ((name, body),) = written_to()
    assert name == "Chidi Eze"
    assert "It is nominated. Do you want to take part?" in body
    entries = db.session.scalars(sa.select(AuditEntry.facts).where(AuditEntry.event == "award.reminded"))
    assert list(entries) == ['{"letters":1}']


def test_a_co_presenter_is_reminded_and_the_nominee_who_said_yes_is_not(db, stages):
    with writing():
        cast.amina().lang = Lang.nl
        work = build_stages.an_entrant(stages, "The night shift", cast.chidi(), None)
        given = {"co_presenter": cast.amina(), "named": "Amina", "presenters": "Chidi Eze", "pitch": "Ours."}
        award_stages.nominee_says(work, yes=True, **given, by=cast.chidi(), at=build_stages.before(stages))
        assert the_clock(RATE - 3 * DAY) == 1
    ((name, body),) = written_to()
    assert name == "Amina Yusuf"
    assert "U bent genoemd als iemand met eigen ervaring" in body


@pytest.mark.parametrize("yes", [True, False])
def test_whoever_has_answered_is_left_in_peace(db, stages, yes):
    with writing():
        work = build_stages.an_entrant(stages, "The night shift", cast.chidi(), cast.amina() if yes else None)
        if not yes:
            award_stages.nominee_says(work, yes=False, by=cast.chidi(), at=build_stages.before(stages))
        assert the_clock(RATE - DAY) == 0


def test_whoever_is_asked_late_has_half_of_their_time_first(db, stages):
    with writing():
        work = build_stages.nominated(stages)
        asked_at = RATE - 2 * DAY
        award_stages.ask_nominee(work, nominee=cast.chidi(), by=cast.dara(stages.award.edition), at=asked_at)
        assert [the_clock(asked_at + DAY - MINUTE), the_clock(asked_at + DAY)] == [0, 1]


def test_somebody_else_who_is_asked_instead_has_a_reminder_of_their_own(db, stages):
    with writing():
        work = build_stages.an_entrant(stages, "The night shift", cast.chidi(), None)
        assert the_clock(RATE - 3 * DAY) == 1
        by = cast.dara(stages.award.edition)
        award_stages.ask_nominee(work, nominee=cast.farid(), by=by, at=RATE - 2 * DAY)
        db.session.flush()
        db.session.expire_all()  # the next minute is another transaction
        assert the_clock(RATE - DAY) == 1
    assert [name for name, _body in written_to()] == ["Chidi Eze", "Farid Haddad"]


def test_a_juror_with_works_left_is_reminded_a_day_before_with_how_many(db):
    with writing():
        stages, works, jurors = build_stages.rating_open(cast.an_edition(), 2, **LONG)
        stages.award.opens_at, stages.award.closes_at = RATE + DAY, RATE + 3 * DAY
        for work in works:
            build_stages.rate(jurors[0], work, 4, 4, 4, at=NOMINATE)
        build_stages.rate(jurors[1], works[0], 4, 4, 4, at=NOMINATE)
        assert [the_clock(RATE - DAY - MINUTE), the_clock(RATE - DAY), the_clock(RATE - MINUTE)] == [0, 1, 0]
        assert the_clock(RATE) == 0
    ((name, body),) = written_to("award_jury_reminder")
    assert name == jurors[1].person.name
    assert "One entry is still waiting for your rating." in body


def test_a_co_presenter_of_a_ballot_is_reminded_before_the_vote_opens(db):
    with writing():
        edition, opens = cast.an_edition(), cast.AT + 10 * DAY
        by = cast.dara(edition)
        award = build.a_draft(edition, by, opens_at=opens, closes_at=opens + DAY)
        build.with_entries(award, by, cast.amina())
        awards.add_entry(award, reference="A-0", title="Ours", co_presenter=cast.ben(), by=by, at=cast.AT)
        assert [the_clock(opens - 3 * DAY - MINUTE), the_clock(opens - 3 * DAY), the_clock(opens)] == [0, 1, 0]
    ((name, body),) = written_to()
    assert (name, "/vote/FORUM27/entry/" in body) == ("Ben Okoro", True)


@pytest.mark.parametrize("works", [1, 12])
def test_the_clock_asks_as_much_for_one_work_as_for_many(db, stages, counted, works):
    with writing():
        for number in range(works):
            nominee = cast.someone(f"nominee{number}", f"Nominee {number}")
            build_stages.an_entrant(stages, f"Session {number}", nominee, None)
    with counted() as sent:
        assert len(due(at=RATE - DAY)[0][1]) == works
    assert len(sent) == 6
