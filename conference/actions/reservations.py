"""Hold places and money for people: under a frozen set, and down the waiting list when something comes free."""

from datetime import datetime, timedelta
from typing import Any

from conference import mail
from conference.actions import budget
from conference.db import db
from conference.models.applications import Application
from conference.models.budget import Pot
from conference.models.decisions import DecisionSet
from conference.models.editions import Edition
from conference.models.offers import AwardLine, Offer
from conference.models.people import Person
from conference.queries import applications, assessment, people
from conference.queries import budget as pots
from conference.queries import offers as queries
from conference.rules import budget as budget_rules
from conference.rules import offers as rules
from conference.rules.applications import State
from conference.rules.budget import Category, FitRule, PotKind
from conference.rules.editions import end_of_day, last_day, local_day
from conference.rules.offers import OfferState, Reason
from conference.rules.people import Channel


class MayNot(Exception):
    """A step that cannot be taken now; `reason` is a word that the page explains, `reference` whose it is."""

    def __init__(self, reason: str, reference: str = "") -> None:
        super().__init__(reason)
        self.reason, self.reference = reason, reference


def reserve(under: DecisionSet, *, at: datetime) -> None:
    """Freezing reserves: every offer of the set holds its places and money from now on, or the set is refused."""
    edition, facts, by = under.edition, under.facts, under.freezer
    wallet = budget.lock_pots(edition)
    unscored = {each.id for each in assessment.standing(edition).unscored}
    for row in facts["offers"] + facts["waiting_list"]:
        if row["application"] in unscored:
            raise MayNot("no_scores", row["reference"])
        if Category.place not in {line["category"] for line in row["lines"]}:
            raise MayNot("no_place", row["reference"])
    for state, part in ((OfferState.reserved, "offers"), (OfferState.waiting, "waiting_list")):
        for position, row in enumerate(facts[part], start=1):
            offer = _make(under, row, state, position, wallet)
            if state is OfferState.reserved:
                budget.promise(offer, edition=edition, by=by, at=at)


def _make(
    under: DecisionSet, row: dict[str, Any], state: OfferState, position: int, wallet: dict[PotKind, Pot]
) -> Offer:
    application = applications.one(under.edition, row["application"])
    if application is None or application.state is not State.sent:
        raise MayNot("changed", row["reference"])
    offer = Offer(application=application, set_id=under.id, position=position, state=state)
    db.session.add(offer)
    db.session.flush()
    for line in row["lines"]:
        kind = budget_rules.kind_for(Category(line["category"]))
        if kind not in wallet:
            raise MayNot("no_pot", row["reference"])
        pot_id = line.get("pot") or wallet[kind].id
        db.session.add(AwardLine(offer_id=offer.id, category=line["category"], pot_id=pot_id, amount=line["amount"]))
    db.session.flush()
    return offer


def open_all(under: DecisionSet, *, at: datetime) -> None:
    """Both keys were turned: the offers open, and everybody in the set gets their letter."""
    edition, facts = under.edition, under.facts
    held = queries.under(under)
    for offer in held:
        application = offer.application
        if offer.state is OfferState.reserved:
            _open(offer, answer_days=facts["answer_days"], at=at)
        elif offer.state is OfferState.waiting:
            application.state, application.decided_at = State.waiting_list, at
            band = rules.band_of(offer.position)
            write("waiting_list", offer, at=at, band=band)
    for row in facts["not_offered"]:
        found = applications.one(edition, row["application"])
        if found and found.state is State.sent:
            _say_no(found, Reason(row["reason"]), row["reason_text"], key=str(under.id), at=at)
    if any(offer.state is OfferState.withdrawn for offer in held):  # somebody stepped back while the list was frozen
        promote(edition, by=people.system(), at=at)


def release_all(under: DecisionSet, *, at: datetime) -> None:
    """The set went back: nothing of it holds anything any more."""
    for offer in queries.under(under):
        if offer.state in (OfferState.reserved, OfferState.waiting):
            end(offer, OfferState.returned, by=people.system(), at=at)


def _open(offer: Offer, *, answer_days: int, at: datetime) -> None:
    edition = offer.application.edition
    last = local_day(at, edition.zone) + timedelta(days=answer_days)
    offer.opened_at, offer.lapses_at = at, end_of_day(last, edition.zone)
    offer.state = OfferState.open
    offer.application.state, offer.application.decided_at = State.offered, at
    write("offer_made", offer, at=at, lines=pots.lines_of(offer))


def _say_no(application: Application, reason: Reason, text: str, *, key: str, at: datetime) -> None:
    application.state, application.decided_at = State.not_offered, at
    application.reason, application.reason_text = reason, text
    mail.queue(
        "not_offered",
        to=application.person,
        edition=application.edition,
        key=key,
        at=at,
        application=application,
    )


def write(kind: str, offer: Offer, *, at: datetime, channel: Channel | None = None, **facts: Any) -> None:
    """Queue one letter about an offer; a new last day makes a new letter."""
    application = offer.application
    edition = application.edition
    mail.queue(
        kind,
        to=application.person,
        edition=edition,
        key=f"{offer.id}:{offer.lapses_at:%Y%m%d}" if offer.lapses_at else str(offer.id),
        at=at,
        channel=channel,
        offer=offer,
        application=application,
        last_day=last_day(offer.lapses_at, edition.zone) if offer.lapses_at else None,
        **facts,
    )


def resize(under: DecisionSet, *, at: datetime) -> None:
    """Both keys agreed on how much a pot holds: the size changes, and whoever fits now is offered a place."""
    budget.lock_pots(under.edition)
    pot = db.session.get_one(Pot, under.about_id)
    capacity = max(under.facts["capacity"], pot.committed + pot.given)  # what was promised meanwhile stays promised
    if pot.parent_id and under.facts.get("new_money"):
        db.session.get_one(Pot, pot.parent_id).capacity += capacity - pot.capacity
        db.session.flush()
    pot.capacity = capacity
    db.session.flush()
    promote(under.edition, by=people.system(), at=at)


def let_go(application: Application, *, by: Person, at: datetime) -> str:
    """Give back what a person who steps out still held, and pass it on."""
    offer = queries.live_offer(application)
    if offer is None:
        return ""
    end(offer, OfferState.withdrawn, by=by, at=at)
    return promote(application.edition, by=by, at=at)


def promote(edition: Edition, *, by: Person, at: datetime) -> str:
    """Go down the frozen waiting list as both keys approved it, and open what fits; say which offers opened."""
    starts = end_of_day(edition.starts_on - timedelta(days=1), edition.zone)
    left = pots.left_in(budget.lock_pots(edition))
    waiting = queries.waiting_list(edition)
    lines = pots.lines_by_offer(waiting)
    opened: list[str] = []
    for offer in waiting:
        need = budget_rules.needs(lines[offer.id])
        facts = offer.decision_set.facts
        until = facts["promote_until"]
        if not rules.may_promote(datetime.fromisoformat(until) if until else None, starts, at):
            continue
        if budget_rules.fits(need, left) and _promised(offer, by=by, at=at):
            left = budget_rules.after(left, need)
            _open(offer, answer_days=facts["answer_days"], at=at)
            opened.append(str(offer.id))
        elif facts["fit_rule"] == FitRule.stop:
            break
    return " ".join(opened)


def _promised(offer: Offer, *, by: Person, at: datetime) -> bool:
    """Promise an offer that fits the general pots; a sponsor's pot that it names may still be too small."""
    try:
        budget.promise(offer, edition=offer.application.edition, by=by, at=at)
    except budget.DoesNotFit:
        return False
    return True


def end(offer: Offer, state: OfferState, *, by: Person, at: datetime) -> None:
    """Give back first, then end: the database refuses an ended offer that still holds something."""
    budget.give_back(offer, edition=offer.application.edition, by=by, at=at)
    offer.state, offer.ended_at = state, at
    db.session.flush()
