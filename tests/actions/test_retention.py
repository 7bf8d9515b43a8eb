"""A word planted in every typed field of a person is nowhere to be found once the promised day has passed."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from conference import files
from conference.actions import retention
from conference.actions.funding import draft
from conference.actions.payments import claims
from conference.db import Base
from conference.models.applications.applications import AccessNeeds, Application, Companion
from conference.queries import invariants
from conference.rules.applications.applications import State
from conference.rules.funding.offers import Outcome, Reason
from tests import cast
from tests.builders import applications as build, claims as claimed
from tests.cast import AT

CANARY = "Zilverreiger"
DAY = timedelta(days=1)
OVER_60, OVER_183 = AT + 200 * DAY, AT + 400 * DAY
# No word of the person: what we gave out, and which wording they agreed to.
OURS = {
    "reference", "code_hash", "new_code_hash", "agreed_text_version", "privacy_version",
    "applying_for", "relation", "interests", "streams",
}  # fmt: skip


def typed(model, *ours):
    """Every column of a table in which a person's words may stand."""
    return [
        column.name
        for column in model.__table__.columns
        if isinstance(column.type, sa.Text | sa.JSON) and column.name not in ours
    ]


def plant(row, *ours):
    for name in typed(type(row), *ours):
        of_json = isinstance(type(row).__table__.columns[name].type, sa.JSON)
        setattr(row, name, {CANARY: CANARY} if of_json and name == "routes" else [CANARY] if of_json else CANARY)


def found(db):
    """The tables that still hold the word, and the kept files that do."""
    db.session.flush()
    rows = {table.name: str(db.session.execute(sa.select(table)).all()) for table in Base.metadata.sorted_tables}
    kept = [path.name for path in files.path_of("x").parent.glob("*") if CANARY.encode() in path.read_bytes()]
    return {name for name, text in rows.items() if CANARY in text} | set(kept)


def planted(db, application):
    """The word stands in the form, the name, the companion, the needs and whatever is written about it."""
    plant(application, *OURS)
    companion = db.session.get(Companion, application.id) or Companion(application_id=application.id)
    access = db.session.get(AccessNeeds, application.id)
    db.session.add(companion)
    plant(companion)
    plant(access)
    person = application.person
    person.name = person.preferred_name = person.phone = person.postal_address = CANARY
    person.contact_email = f"{CANARY}@example.org"
    db.session.flush()


@pytest.fixture
def edition(db):
    return cast.an_edition()


def test_whoever_got_no_place_is_forgotten_wholly(db, edition):
    noor, _sam = build.round_of(edition, 60_000, 70_000)
    planted(db, noor)
    dara = cast.dara(edition)
    draft.decide(noor, Outcome.not_offered, reason=Reason.in_our_words, reason_text=CANARY, by=dara, at=AT)
    build.carried_as_drafted(edition)
    assert {"application", "companion", "access_needs", "person", "message"} <= found(db)
    retention.keep_promises(by=dara, at=OVER_183)
    assert found(db) == set()
    assert noor.care_days is None and noor.routes == {}
    assert invariants.failed() == []


def test_of_those_who_came_what_they_needed_goes_after_60_days_and_their_name_stays(db, edition):
    offer = claimed.award(edition)
    application, by = offer.application, cast.dara(edition)
    planted(db, application)
    application.breakfasts, application.care_days = 2, 3
    db.session.flush()
    retention.keep_promises(by=by, at=AT + 100 * DAY)
    assert (application.emergency_contact, application.care_days) == (CANARY, 3)
    retention.keep_promises(by=by, at=OVER_60)
    assert db.session.get(AccessNeeds, application.id) is None
    gone = [application.support_person, application.emergency_contact, application.passport_name]
    assert [*gone, application.passport_country, db.session.get_one(Companion, application.id).needs] == [""] * 5
    assert (application.breakfasts, application.childcare_days, application.care_days) == (None, None, None)
    assert (application.state, application.person.name) == (State.accepted, CANARY)
    before = db.session.scalar(sa.text("SELECT count(*) FROM audit_entry"))
    retention.keep_promises(by=by, at=OVER_60 + DAY)
    assert db.session.scalar(sa.text("SELECT count(*) FROM audit_entry")) == before  # once is enough


def test_a_claim_thrown_away_takes_the_receipt_and_whoever_paid_for_it_along(db, edition):
    offer = claimed.award(edition)
    person = offer.application.person
    claim = claimed.begun(offer)
    claimed.a_line(offer, details=CANARY, from_place=CANARY, over_cap_reason=CANARY)
    claims.pay_to(claim, CANARY, CANARY, by=person, at=AT)
    claims.pay_to(claim, f"{CANARY} the second", CANARY, by=person, at=AT)
    assert found(db) == {"person", "claim_line"}
    retention.keep_promises(by=cast.dara(edition), at=OVER_183)
    assert found(db) == set()
    files.sweep(by=person, at=OVER_183)
    assert list(files.path_of("x").parent.glob("*")) == []
    assert claim.pay_to_id == claim.person_id


def test_paying_the_person_again_forgets_who_was_named(db, edition):
    offer = claimed.award(edition)
    claim, person = claimed.begun(offer), offer.application.person
    claims.pay_to(claim, CANARY, CANARY, by=person, at=AT)
    claims.pay_to(claim, "", "", by=person, at=AT)
    assert found(db) == set()
    assert (claim.pay_to_id, person.name) == (person.id, "Person 1")


def test_nobody_is_forgotten_while_we_owe_them_money(db, edition):
    offer = claimed.award(edition)
    application, by = offer.application, cast.dara(edition)
    claim = claimed.sent(offer)
    planted(db, application)
    claimed.decided(claim)
    application.state = State.withdrawn
    db.session.flush()
    retention.keep_promises(by=by, at=OVER_183)
    assert (application.forgotten_at, application.person.name) == (None, CANARY)


def test_a_name_stays_while_another_application_needs_it(db, edition):
    noor, _sam = build.round_of(edition, 60_000, 70_000)
    later = cast.an_edition(code="later", starts_on=OVER_183.date(), ends_on=OVER_183.date())
    again = Application(edition=later, person=noor.person, reference="LE-again", came_by=noor.came_by, lang=noor.lang)
    again.code_hash, again.created_at = "", AT
    db.session.add(again)
    db.session.flush()
    name = noor.person.name
    retention.keep_promises(by=cast.dara(edition), at=OVER_183)
    assert (noor.about_me, noor.person.name) == ("", name)
