"""Order, what must not leak, and the same number of statements for 1 and for 30."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from conference.actions import retention
from conference.actions.applications import applications
from conference.actions.funding import draft, offers
from conference.db import page_of
from conference.models.applications.applications import Application
from conference.models.applications.scoring import ApplicationScore
from conference.models.funding.pots import DraftOutcome
from conference.models.outbox import Message
from conference.queries.applications import applications as find, scoring, standing
from conference.queries.funding import draft as plan, offers as offer_queries, what_if
from conference.rules.applications.applications import State
from conference.rules.funding.offers import Outcome, Reason
from conference.rules.funding.pots import FitRule, Left
from conference.rules.languages import Lang
from conference.signposts import together
from conference.signposts.applications import scoring as scoring_signposts
from conference.signposts.funding import places
from tests import cast
from tests.builders import applications as build
from tests.cast import AT

DAY = timedelta(days=1)


@pytest.fixture
def words(app):
    """Words come in the language of a request."""
    with app.test_request_context():
        yield


@pytest.fixture
def edition(db):
    edition = cast.an_edition()
    build.settings(edition)
    build.pots(edition, places=50, money=10_000_00)
    return edition


def grow(db, edition, count):
    """So many sent and scored applications, drafted."""
    for number in range(count):
        build.scored(build.sent(edition, f"Person {number}"))
    draft.draft(edition, by=cast.dara(edition), at=AT)
    db.session.commit()


LISTS = {
    "list": lambda edition: [each.person.name for each in page_of(find.listed(edition), 1).rows],
    "counts": lambda edition: find.counts(edition),
    "ranking": lambda edition: standing.by_lot(edition, page_of(standing.ranked(edition), 1).rows),
    "panel counts": lambda edition: standing.counts(edition),
    "meeting": lambda edition: [
        each.assessor.name
        for sheets in standing.sheets_by_application(
            [row.application_id for row in page_of(standing.to_discuss(edition), 1).rows]
        ).values()
        for each in sheets
    ],
    "queue": lambda edition: [s.application.reference for s in page_of(scoring.queue_of(cast.ben(), edition), 1).rows],
    "plan": lambda edition: [
        each.application.person.name for each in plan.with_lines(page_of(plan.planned_in_order(edition), 1).rows)
    ],
    "totals": lambda edition: plan.totals(edition),
    "draft": lambda edition: plan.draft_content(edition, edition.id),
    "what if": lambda edition: what_if.what_if(edition, Left(5, 99_999), FitRule.skip),
    "passed over": lambda edition: page_of(offer_queries.passed_over(edition), 1).rows,
    "waiting list": lambda edition: offer_queries.fitting(offer_queries.waiting_list(edition), Left(1, 1)),
    "open offers": lambda edition: [each.application.person.name for each in offer_queries.open_offers(edition)],
    "desk": lambda edition: places.waiting(edition, at=AT),
}


def test_thirty_cost_no_more_statements_than_one(db, edition, counted):
    def cost():
        found = {}
        for name, read in LISTS.items():
            db.session.rollback()
            db.session.expire_all()
            fresh = db.session.get(type(edition), edition_id)
            with counted() as sent:
                read(fresh)
            found[name] = len(sent)
        return found

    edition_id = edition.id
    grow(db, edition, 1)
    one = cost()
    grow(db, edition, 29)
    assert cost() == one


def test_newness_is_worked_out_from_our_records_else_from_memory(db, edition):
    earlier = cast.an_edition(
        "FORUM23", starts_on=edition.starts_on - 4 * 365 * DAY, ends_on=edition.ends_on - 4 * 365 * DAY
    )
    person = cast.amina()
    known = Application(
        edition=earlier, person=person, reference="LE-OLD1-OLD1", code_hash="", came_by="web", lang=Lang.en,
        state=State.accepted, created_at=AT, sent_at=AT, consent_at=AT,
    )  # fmt: skip
    db.session.add(known)
    mine, _code = applications.start(edition, name="", lang=Lang.en, at=AT, person=person)
    fresh = build.filled(edition, "New Person")
    remembered = build.filled(edition, "Old Friend", attended_before=True, funded_before=True, last_funded_year=2026)
    been = build.filled(edition, "Been Before", attended_before=True)
    records = find.records(edition, [mine, fresh, remembered, been])
    assert [records[each.id].newness for each in (mine, fresh, remembered, been)] == [1, 3, 0, 2]


def test_an_offer_that_waits_for_its_keys_is_nobodys_to_see(db, edition, words):
    application = build.scored(build.sent(edition))
    build.frozen(edition)
    assert offer_queries.offer_of(application) is None
    [part] = places.part_of(application.person, edition, at=AT)
    assert part.state == "We have your application"


def test_a_persons_page_says_what_happens_next_and_by_when(db, edition, words):
    application = build.scored(build.sent(edition))
    build.carried(edition)
    [part] = places.part_of(application.person, edition, at=AT)
    offer = offer_queries.offer_of(application)
    assert (part.state, part.mine, part.by) == ("We are offering you a place", True, offer.lapses_at)
    assert part.next_step == "Accept or turn down your place, or ask for more time."
    offers.ask_for_more_days(offer, by=application.person, at=AT + DAY)
    [part] = places.part_of(application.person, edition, at=AT + DAY)
    assert (part.next_step, part.by) == ("Accept or turn down your place.", offer.lapses_at)
    [part] = places.part_of(application.person, edition, at=offer.lapses_at)
    assert (part.next_step, part.mine) == ("The time to answer has passed. If you still want to come, call us.", False)
    offers.refuse(offer, by=application.person, at=AT + DAY)
    assert places.part_of(application.person, edition, at=AT) == []
    assert places.part_of(cast.farid(), edition, at=AT) == []


def test_a_form_that_was_not_sent_in_time_is_not_asked_for(db, edition, words):
    application = build.started(edition)
    [part] = places.part_of(application.person, edition, at=AT)
    assert (part.next_step, part.mine) == ("Finish your application and send it.", True)
    [part] = places.part_of(application.person, edition, at=AT + 20 * DAY)
    assert (part.state, part.mine) == ("Not sent", False)


def test_a_member_of_the_panel_sees_how_many_are_left_and_until_when(db, edition, words):
    ben, _chidi = build.panel(edition)
    [part] = together.part_of(ben, edition, at=AT)
    assert (part.state, part.mine) == ("You have nothing to read yet.", False)
    applied = build.sent(edition), build.sent(edition, "Sam Lee")
    build.scoring.share_out(edition, by=cast.dara(edition), at=AT)
    [part] = together.part_of(ben, edition, at=AT)
    assert (part.title, part.state, part.mine) == ("Applications to read", "2 left", True)
    assert (part.endpoint, part.by.date()) == ("panel.index", (AT + 41 * DAY).date())
    for application in applied:
        build.scored(application)
    [part] = together.part_of(ben, edition, at=AT)
    assert (part.state, part.mine) == ("You have read them all. Thank you.", False)
    assert together.part_of(ben, edition, at=AT + 60 * DAY) == []
    assert scoring_signposts.part_of(cast.farid(), edition, at=AT) == []


def test_the_front_page_says_until_when_and_stops_saying_it(db, edition, words):
    [opening] = places.open_now(edition, at=AT)
    assert opening.closes_at == AT + 20 * DAY
    assert places.open_now(edition, at=AT + 20 * DAY) == []


def test_the_desk_says_what_waits(db, edition):
    build.sent(edition, "Sam Lee")
    build.scored(build.sent(edition))
    build.sent(edition, "Late Comer")
    texts = {line.text: line.count for line in places.waiting(edition, at=AT)}
    assert texts == {
        "Applications not assigned to the panel": 1,
        "Score sheets not returned yet": 2,
        "Scored applications without an answer": 1,
    }


def test_forgetting_takes_letters_comments_and_reasons_too(db, edition):
    application, dara = build.scored(build.sent(edition, "Noor Bakker")), cast.dara(edition)
    told = {"reason": Reason.in_our_words, "reason_text": "Noor, ring us."}
    draft.decide(application, Outcome.not_offered, **told, by=dara, at=AT)
    build.carried_as_drafted(edition)
    assert any("Noor" in body for body in db.session.scalars(sa.select(Message.body)))
    retention.keep_promises(by=dara, at=AT + 400 * DAY)
    db.session.expire_all()
    theirs = db.session.scalars(sa.select(Message).where(Message.person_id == application.person_id)).all()
    assert {(each.body, each.subject, each.address, each.state) for each in theirs} == {("", "", "", "done")}
    sheets = db.session.scalars(sa.select(ApplicationScore)).all()
    assert {(each.comment, each.need) for each in sheets} == {("", 2)}
    planned = db.session.get_one(DraftOutcome, application.id)
    assert (planned.reason_text, application.reason_text) == ("", "")
    with pytest.raises(sa.exc.IntegrityError, match="application_score_sent"):
        db.session.execute(sa.text("UPDATE application_score SET need = 0, comment = ''"))
    db.session.rollback()


def test_only_access_needs_that_are_due_are_deleted_and_names_after_half_a_year(db, edition):
    from_account = build.sent(edition, "Amina Yusuf")
    application = build.sent(edition, "Noor Bakker")
    late = AT + 400 * DAY
    retention.keep_promises(by=cast.dara(edition), at=AT + 100 * DAY)
    assert find.access_needs_of(application) is not None
    retention.keep_promises(by=cast.dara(edition), at=late)
    db.session.flush()
    assert find.access_needs_of(application) is None
    assert (application.about_me, application.person.name, application.person.phone) == ("", "-", None)
    assert from_account.forgotten_at == late
    before = application.forgotten_at
    retention.keep_promises(by=cast.dara(edition), at=late + DAY)
    assert application.forgotten_at == before
