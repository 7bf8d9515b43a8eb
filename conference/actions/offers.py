"""Reserve, open and answer offers, and pass on what comes free."""

from datetime import datetime, timedelta
from typing import Any

from conference import audit, mail
from conference.actions import budget
from conference.db import db
from conference.models.applications import Application, FundingSettings
from conference.models.budget import Pot
from conference.models.decisions import DecisionSet
from conference.models.editions import Edition
from conference.models.offers import AwardLine, Offer
from conference.models.people import Person
from conference.queries import applications, people
from conference.queries import budget as pots
from conference.queries import offers as queries
from conference.rules import budget as budget_rules
from conference.rules import offers as rules
from conference.rules.applications import State
from conference.rules.budget import FitRule, PotKind
from conference.rules.editions import end_of_day, last_day, local_day
from conference.rules.offers import OfferState, Reason
from conference.rules.people import Channel


class MayNot(Exception):
    """An answer that cannot be taken now; `reason` is a word that the page explains."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


# -- Steps done under a frozen set ----------------------------------------------------------------


def reserve(under: DecisionSet, *, at: datetime) -> None:
    """Freezing reserves: every offer of the set holds its places and money from now on, or the set is refused."""
    edition, facts, by = under.edition, under.facts, under.freezer
    wallet = budget.lock_pots(edition)
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
        raise MayNot("changed")
    offer = Offer(application=application, set_id=under.id, position=position, state=state)
    db.session.add(offer)
    db.session.flush()
    for line in row["lines"]:
        kind = budget_rules.kind_for(budget_rules.Category(line["category"]))
        if kind not in wallet:
            raise MayNot("no_pot")
        pot_id = wallet[kind].id
        db.session.add(AwardLine(offer_id=offer.id, category=line["category"], pot_id=pot_id, amount=line["amount"]))
    db.session.flush()
    return offer


def open_all(under: DecisionSet, *, at: datetime) -> None:
    """Both keys were turned: the offers open, and everybody in the set gets their letter."""
    edition, facts = under.edition, under.facts
    for offer in queries.under(under):
        application = offer.application
        if offer.state is OfferState.reserved:
            _open(offer, answer_days=facts["answer_days"], at=at)
        elif offer.state is OfferState.waiting:
            application.state, application.decided_at = State.waiting_list, at
            band = rules.band_of(offer.position)
            _write("waiting_list", offer, at, band=band)
    for row in facts["not_offered"]:
        found = applications.one(edition, row["application"])
        if found and found.state is State.sent:
            _say_no(found, Reason(row["reason"]), row["reason_text"], key=str(under.id), at=at)
    promote(edition, by=people.system(), at=at)


def release_all(under: DecisionSet, *, at: datetime) -> None:
    """The set went back: nothing of it holds anything any more."""
    for offer in queries.under(under):
        if offer.state in (OfferState.reserved, OfferState.waiting):
            _end(offer, OfferState.returned, by=people.system(), at=at)


def _open(offer: Offer, *, answer_days: int, at: datetime) -> None:
    edition = offer.application.edition
    last = local_day(at, edition.zone) + timedelta(days=answer_days)
    offer.opened_at, offer.lapses_at = at, end_of_day(last, edition.zone)
    offer.state = OfferState.open
    offer.application.state, offer.application.decided_at = State.offered, at
    _write("offer_made", offer, at, lines=pots.lines_of(offer))


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


def _write(kind: str, offer: Offer, at: datetime, *, channel: Channel | None = None, **facts: Any) -> None:
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


# -- The person answers ---------------------------------------------------------------------------


def accept(offer: Offer, *, by: Person, at: datetime) -> None:
    """Say yes while the offer is open. No money moves: it was reserved when the set was frozen."""
    db.session.refresh(offer, with_for_update=True)
    if not rules.may_accept(offer.state, offer.lapses_at, at):
        raise MayNot("lapsed")
    offer.state, offer.answered_at, offer.answered_by = OfferState.accepted, at, by.id
    offer.application.state = State.accepted
    _write("offer_accepted", offer, at, lines=pots.lines_of(offer))
    _record("offer.accepted", offer, by=by, at=at)


def refuse(offer: Offer, *, by: Person, at: datetime) -> None:
    """Say no, without a reason: what was held goes back, and the next person on the list who fits is offered it."""
    db.session.refresh(offer, with_for_update=True)
    if not rules.may_accept(offer.state, offer.lapses_at, at):
        raise MayNot("lapsed")
    offer.answered_at, offer.answered_by = at, by.id
    offer.application.state = State.refused
    _end(offer, OfferState.refused, by=by, at=at)
    _write("offer_refused", offer, at)
    promoted = promote(offer.application.edition, by=by, at=at)
    _record("offer.refused", offer, by=by, at=at, promoted=promoted)


def ask_for_more_days(offer: Offer, *, by: Person, at: datetime) -> None:
    """Once, and without a reason, a person gets some more days to answer."""
    db.session.refresh(offer, with_for_update=True)
    if not rules.may_ask_for_more_days(offer.state, offer.lapses_at, offer.more_days_at, at):
        raise MayNot("no_more_days")
    edition, settings = offer.application.edition, _settings(offer)
    last = last_day(_lapse(offer), edition.zone) + timedelta(days=settings.more_days)
    offer.lapses_at, offer.more_days_at = end_of_day(last, edition.zone), at
    offer.reminded_at = offer.rung_at = None
    _write("offer_more_days", offer, at)
    _record("offer.more_days_given", offer, by=by, at=at, days=settings.more_days)


def let_go(application: Application, *, by: Person, at: datetime) -> str:
    """Give back what a person who steps out still held, and pass it on."""
    offer = queries.live_offer(application)
    if offer is None:
        return ""
    _end(offer, OfferState.withdrawn, by=by, at=at)
    return promote(application.edition, by=by, at=at)


# -- The clock ------------------------------------------------------------------------------------


def remind(offer: Offer, *, by: Person, at: datetime) -> None:
    """One reminder, by the way the person chose."""
    offer.reminded_at = at
    _write("offer_reminder", offer, at)
    _record("offer.reminded", offer, by=by, at=at)


def ask_to_ring(offer: Offer, *, by: Person, at: datetime) -> None:
    """Before an offer lapses somebody rings; when we are late, the person still has the whole next day."""
    edition = offer.application.edition
    last = rules.day_after_call(last_day(_lapse(offer), edition.zone), local_day(at, edition.zone))
    offer.lapses_at, offer.rung_at = end_of_day(last, edition.zone), at
    person = offer.application.person
    channel = Channel.phone if person.phone else None
    _write("offer_ring", offer, at, channel=channel)
    _record("offer.ring_asked", offer, by=by, at=at)


def lapse(offer: Offer, *, by: Person, at: datetime) -> None:
    """Time is over and the person was rung: the offer ends and the next person who fits is offered the place."""
    db.session.refresh(offer, with_for_update=True)
    if not rules.has_lapsed(offer.state, offer.lapses_at, offer.rung_at, at):
        raise MayNot("not_yet")
    offer.application.state = State.lapsed
    _end(offer, OfferState.lapsed, by=by, at=at)
    _write("offer_lapsed", offer, at)
    promoted = promote(offer.application.edition, by=by, at=at)
    _record("offer.lapsed", offer, by=by, at=at, promoted=promoted)


def promote(edition: Edition, *, by: Person, at: datetime) -> str:
    """Go down the frozen waiting list as both keys approved it, and open what fits; say which offers opened."""
    settings = applications.settings_of(edition)
    starts = end_of_day(edition.starts_on - timedelta(days=1), edition.zone)
    if settings is None or not rules.may_promote(settings.promote_until, starts, at):
        return ""
    left = pots.left_in(budget.lock_pots(edition))
    waiting = queries.waiting_list(edition)
    lines = pots.lines_by_offer(waiting)
    opened: list[str] = []
    for offer in waiting:
        need = budget_rules.needs(lines[offer.id])
        facts = offer.decision_set.facts
        if budget_rules.fits(need, left):
            budget.promise(offer, edition=edition, by=by, at=at)
            left = budget_rules.after(left, need)
            _open(offer, answer_days=facts["answer_days"], at=at)
            opened.append(str(offer.id))
        elif facts["fit_rule"] == FitRule.stop:
            break
    return " ".join(opened)


def _end(offer: Offer, state: OfferState, *, by: Person, at: datetime) -> None:
    """Give back first, then end: the database refuses an ended offer that still holds something."""
    budget.give_back(offer, edition=offer.application.edition, by=by, at=at)
    offer.state, offer.ended_at = state, at
    db.session.flush()


def _settings(offer: Offer) -> FundingSettings:
    settings = applications.settings_of(offer.application.edition)
    if settings is None:
        raise MayNot("no_settings")
    return settings


def _lapse(offer: Offer) -> datetime:
    if offer.lapses_at is None:
        raise MayNot("not_open")
    return offer.lapses_at


def _record(event: str, offer: Offer, *, by: Person, at: datetime, **facts: str | int | None) -> None:
    audit.record(
        event, about=offer, by=by, at=at, edition=offer.application.edition, application=offer.application_id, **facts
    )
