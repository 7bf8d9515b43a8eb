"""What is told of claims, and which wait."""

from datetime import datetime

from flask_babel import gettext as _

from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.queries.applications import applications
from conference.queries.funding import offers
from conference.queries.payments import claims
from conference.queries.payments.promise_clock import Promise, owed, pay_by
from conference.rules.editions.dates import end_of_day
from conference.rules.funding.offers import OfferState
from conference.rules.payments.claims import OWED, ClaimState
from conference.rules.payments.promise_clock import Light
from conference.signposts.lines import Part, Waiting


def waiting(edition: Edition, *, at: datetime) -> list[Waiting]:
    """The desk's lines: claims to check, and promises that are near or broken."""
    promises = owed(edition, at=at)
    to_check = [p for p in promises if p.claim.state in (ClaimState.submitted, ClaimState.checking, ClaimState.appeal)]
    near = [p for p in promises if p.light in (Light.amber, Light.red)]
    lines = [
        Waiting("Claims to check", len(to_check), "desk_claims.index", {}, _due(edition, to_check)),
        Waiting("Payments due soon or overdue", len(near), "desk_claims.board", {}, _due(edition, near)),
    ]
    return [line for line in lines if line.count]


def _due(edition: Edition, promises: list[Promise]) -> datetime | None:
    return min((end_of_day(p.pay_by, edition.zone) for p in promises), default=None)


def part_of(person: Person, edition: Edition, *, at: datetime) -> list[Part]:
    """A person's own claims: where each stands, and by when it is paid."""
    application = applications.application_of(person, edition)
    offer = offers.offer_of(application) if application else None
    if offer is None or offer.state is not OfferState.accepted:
        return []
    door = {"edition": edition.code}
    told = {
        ClaimState.draft: (_("Not sent yet"), _("Add your costs, then send your claim."), True),
        ClaimState.query: (_("We have a question"), _("Answer it, so that we can pay you."), True),
    }
    parts = []
    for claim in claims.of_offer(offer):
        if claim.state not in OWED and claim.state is not ClaimState.draft:
            continue
        received = (_("We have your claim"), _("We will pay you by the day shown."), False)
        state, step, mine = told.get(claim.state, received)
        by = None if mine else end_of_day(pay_by(claim, at=at), edition.zone)
        args = door | {"claim_id": claim.id}
        parts.append(Part(_("Claim your costs back"), state, step, "claim.show", args, by, mine))
    return parts
