"""Note what is spent on award lines, and give back what nobody needs any more."""

from datetime import datetime

import sqlalchemy as sa

from conference import audit
from conference.actions.funding import pots as budget, reservations
from conference.db import db
from conference.models.funding.offers import GrantLine, Offer
from conference.models.funding.spending import LineSpending, SpendEntry
from conference.models.people.people import Person
from conference.queries.funding import pots, spending as queries
from conference.rules.funding import spending as rules
from conference.rules.funding.offers import OfferState
from conference.rules.funding.pots import EntryReason
from conference.rules.funding.reasons import FundingReason
from conference.rules.funding.spending import SpendKind
from conference.rules.refusals import Refused, Sum


def note(line: GrantLine, kind: SpendKind, delta: int, source: str, *, by: Person, at: datetime, step: str = "") -> int:
    """Write down that so much is spent on a line, and say what of it is still to be paid.

    A claim first uses up what the person was paid ahead on the line. The same source and step counts once. Anything
    but a claim leaves what sent claims ask for. What comes back to a line that needs nothing more goes to its pot.
    """
    held = lock(line)
    key = f"{source}:{step or kind}"
    if queries.noted(key):
        return queries.owed([source])[source]
    covered = rules.covered(delta, queries.ahead_on(line)) if kind is SpendKind.claim else 0
    room = held.left if kind is SpendKind.claim else held.free
    if delta - covered > room:
        raise Refused(FundingReason.over_line, left=Sum(room + covered, line.pot.edition.currency))
    for what, amount, name in ((SpendKind.advance, -covered, f"{key}:ahead"), (kind, delta, key)):
        if amount:
            db.session.add(
                SpendEntry(grant_line_id=line.id, kind=what, delta=amount, source=source, key=name, at=at, by_id=by.id)
            )
            db.session.flush()
    if delta < 0:
        free(line, by=by, at=at)
    return delta - covered


def lock(line: GrantLine) -> rules.Balance:
    """What the line holds and has spent, kept still until the end of the transaction."""
    row = db.session.execute(
        sa.select(LineSpending.held, LineSpending.spent, queries.asked)
        .where(LineSpending.grant_line_id == line.id)
        .with_for_update()
    ).first()
    return rules.Balance(*row) if row else rules.Balance(0, 0)


def free(line: GrantLine, *, by: Person, at: datetime) -> None:
    """What a settled line or an ended offer does not need goes to its pot at once, and on to whoever waits."""
    entries = [entry.reason for entry in pots.entries_of(line)]
    if line.offer.state is not OfferState.accepted or EntryReason.settle in entries:
        budget.settle_line(line, edition=line.pot.edition, by=by, at=at)
        reservations.promote(line.pot.edition, by=by, at=at)


def settle(offer: Offer, *, by: Person, at: datetime) -> int:
    """After the last claim: give back what an accepted person's money lines do not need, and pass it on."""
    db.session.refresh(offer, with_for_update=True)
    if offer.state is not OfferState.accepted:
        raise Refused(FundingReason.not_accepted)
    edition = offer.application.edition
    freed = budget.settle(offer, edition=edition, by=by, at=at)
    promoted = reservations.promote(edition, by=by, at=at) if freed else ""
    audit.record("offer.settled", about=offer, by=by, at=at, edition=edition, freed=freed, promoted=promoted)
    return freed
