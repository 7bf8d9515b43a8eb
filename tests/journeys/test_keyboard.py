"""Each journey of places and money by keyboard alone, without scripts, at 320 px (1280 px at 400% zoom)."""

from datetime import timedelta

import pytest

from conference.actions.applications import scoring
from conference.actions.payments import fees
from conference.db import now
from conference.queries import invariants
from conference.queries.applications import scoring as sheets
from conference.queries.funding import advances as ahead_found, offers as find, pots
from conference.queries.payments import batches as payments_found, claims as claims_found
from conference.rules.applications.applications import State
from conference.rules.payments.batches import BatchState
from conference.rules.payments.claims import ClaimState
from conference.rules.payments.fees import FeeState
from tests import cast
from tests.builders import applications as build, claims as build_claims, money

pytestmark = pytest.mark.browser


@pytest.fixture
def edition(db):
    return cast.an_edition(place="Harbourtown", starts_on=now().date() + timedelta(days=90),
                           ends_on=now().date() + timedelta(days=92))  # fmt: skip


@pytest.fixture
def person(visitor):
    """person(somebody): a browser without scripts, as narrow as a phone."""

    def arrive(somebody, **given):
        return visitor(somebody, scripts=False, width=320, **given)

    return arrive


def test_from_the_offer_to_money_ahead_an_account_and_a_payment_for_time(db, edition, person):
    at = now()
    [application] = build.round_of(edition, 20_000)
    build.carried(edition)
    offer = find.live_offer(application)
    someone, base = person(application.person), f"/apply/{edition.code}"
    someone.go(f"{base}/mine")
    someone.look("keys-mine")
    someone.keys(press="See the offer and answer")
    someone.look("keys-offer")
    someone.keys(press="Accept my place")
    assert application.state is State.accepted
    someone.go(f"{base}/mine")
    someone.keys(press="Your money: ask for a payment in advance, and tell us how to pay you")
    someone.keys(press="Ask for a payment in advance")
    someone.look("keys-ahead")
    day = {"travels_on-day": "9", "travels_on-month": "5", "travels_on-year": str(edition.starts_on.year)}
    someone.keys({"amount": "40", **day}, press="Ask for payment")
    someone.look("keys-money")
    assert [each.asked for each in ahead_found.advances_of(offer)] == [4_000]
    account = {"way": ["bank"], "name": "Person One", "iban": money.IBAN["iban"]}
    someone.keys(account, press="Save payment details")
    assert "ends in 6819" in someone.page.inner_text("main")
    fee = fees.offer(application.person, edition, task="Talk", task_at=at + timedelta(days=9), amount=5_000,
                           by=cast.dara(edition), at=at)  # fmt: skip
    someone.go(f"{base}/money/")
    someone.keys(press="See the offer and choose")
    someone.look("keys-fee")
    someone.keys(press="I have read these facts")
    someone.keys({"choice": ["part"], "part": "20"}, press="Save my choice")
    assert (fee.state, fee.amount) == (FeeState.chosen, 2_000)
    someone.go(f"{base}/mine")
    someone.keys(press="Withdraw my application")
    someone.look("keys-withdraw")
    someone.keys(press="Yes, withdraw")
    assert (application.state, pots.unspent(offer)) == (State.withdrawn, [])
    assert invariants.failed() == []


def test_a_claim_without_a_receipt_is_sent_asked_about_answered_and_decided(db, edition, person):
    offer = build_claims.award(edition)
    tomas = cast.tomas(edition)
    someone = person(offer.application.person)
    someone.go(f"/apply/{edition.code}/mine")
    someone.keys(press="Did you pay for something? Claim your costs back")
    someone.keys(press="Start a claim")
    someone.keys({"what": [f"{claims_found.money_lines(offer)[0].id}:rail"]}, press="Continue")
    someone.look("keys-claim-cost")
    spent_on = {"incurred_on-day": "8", "incurred_on-month": "1", "incurred_on-year": "2026"}
    someone.keys({**spent_on, "from_place": "Leeds", "to_place": "Hull", "units": "12"}, press="Continue")
    someone.look("keys-claim-receipt")
    someone.keys({"lost": "The wind took it."}, press="Continue")
    someone.look("keys-claim")
    someone.keys({"agree": ["y"]}, press="Send claim")
    [claim] = claims_found.of_offer(offer)
    desk = person(tomas)
    desk.go(f"/desk/{edition.code}/claims/")
    desk.look("keys-desk-claims")
    desk.keys(press=claim.reference)
    desk.look("keys-desk-claim")
    desk.keys({"question": "Was this there and back?"}, press="Send question and put on hold")
    someone.go(f"/apply/{edition.code}/claim/{claim.id}")
    someone.keys({"words": "Yes."}, press="Send answer")
    desk.go(f"/desk/{edition.code}/claims/{claim.id}")
    desk.keys(press="Send decision")
    assert (claim.state, claim.approved, invariants.failed()) == (ClaimState.approved, 1_200, [])


def test_the_panel_scores_corrects_and_stands_aside(db, edition, person):
    first, second = build.round_of(edition, 5_000, 5_000)[0], build.sent(edition, "Person Two")
    scoring.share_out(edition, by=cast.dara(edition), at=now())
    ben, base = cast.ben(), f"/panel/{edition.code}"
    reader = person(ben)
    reader.go(f"{base}/")
    reader.look("keys-panel")
    reader.keys(press=second.reference)
    points = {"contribution": ["3"], "benefit": ["2"], "need": ["1"]}
    reader.keys({**points, "comment": "Clear."}, press="Send scores")
    reader.go(f"{base}/{second.reference}")
    reader.keys(press="Correct my scores")
    reader.look("keys-correct")
    reader.keys({"need": ["3"]}, press="Send new scores")
    reader.go(f"{base}/")
    reader.keys(press="The order of all applications")
    reader.look("keys-order")
    reader.keys(press="For the panel meeting")
    reader.look("keys-meeting")
    reader.go(f"{base}/{first.reference}/aside")
    reader.keys({"conflict": ["knows"]}, press="Ask someone else")
    states = {each.state.value for each in sheets.scores_of(first) if each.assessor_id == ben.id}
    assert states == {"recused"}


def test_the_desk_drafts_freezes_turns_keys_and_pays(db, edition, person):
    application = build.round_of(edition, 20_000)[0]
    dara, lena, tomas = cast.dara(edition), cast.lena(edition), cast.tomas(edition)
    desk = person(dara)
    desk.go(f"/desk/{edition.code}/offers/")
    desk.keys(press="Create draft from ranking")
    desk.look("keys-draft")
    desk.keys(press="What if the budget were different?")
    desk.keys({"places": "2"}, press="Calculate")
    desk.look("keys-what-if")
    desk.keys(press="Selection")
    desk.keys(press="Freeze and send to key holders")
    for holder in (dara, lena):
        keys = person(holder)
        keys.go(f"/keys/{edition.code}/")
        keys.keys(press="Funded places to offer")
        keys.look("keys-keys")
        keys.keys(press="Approve: turn my key")
    offer = find.live_offer(application)
    assert offer.state.value == "open"
    someone = person(application.person)
    someone.go(f"/apply/{edition.code}/offer")
    someone.keys(press="Accept my place")
    money.claimed(offer, 4_000)
    money.account(application.person, edition)
    treasurer = person(tomas)
    treasurer.go(f"/desk/{edition.code}/payments/")
    treasurer.look("keys-payments")
    treasurer.keys(press="Create a payment batch")
    [batch] = payments_found.batches(edition)
    other = person(dara)
    other.go(f"/desk/{edition.code}/payments/{batch.id}")
    other.look("keys-batch")
    for press in ("Release batch", "Record: sent to bank", "Settle and delete accounts"):
        other.keys(press=press)
    assert (batch.state, invariants.failed()) == (BatchState.reconciled, [])
