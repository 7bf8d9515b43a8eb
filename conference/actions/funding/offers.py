"""Answer an offer, and let the clock look after those without an answer."""

from collections.abc import Collection
from datetime import datetime, timedelta

from conference import audit
from conference.actions.funding import advances, overtaken, reservations
from conference.db import db
from conference.models.applications.applications import FundingSettings
from conference.models.funding.offers import Offer
from conference.models.people.people import Person
from conference.queries.applications import applications
from conference.queries.funding import offers as queries, phone_calls, pots
from conference.rules.applications.applications import State
from conference.rules.editions.dates import end_of_day, last_day, local_day
from conference.rules.funding import offers as rules
from conference.rules.funding.offers import OfferState, Reason
from conference.rules.funding.reasons import FundingReason
from conference.rules.people.duties import Channel
from conference.rules.refusals import Refused


def accept(offer: Offer, *, by: Person, at: datetime, without: Collection[int] = ()) -> None:
    """Say yes while the offer is open, to all of it or without some lines, which go back to the pots at once."""
    _must_be_open(offer, at)
    refused = _lines_refused(offer, without)
    offer.state, offer.answered_at, offer.answered_by = OfferState.accepted, at, by.id
    offer.application.state = State.accepted
    reservations.give_back_lines(offer, refused, by=by, at=at)
    overtaken.overtake(offer.application.person, offer.application.edition, at=at)
    reservations.write("offer_accepted", offer, at=at, lines=pots.kept_lines(offer))
    edition = offer.application.edition
    promoted = reservations.promote(edition, by=by, at=at) if refused else ""
    without_ids = " ".join(map(str, sorted(refused)))
    audit.record("offer.accepted", about=offer, by=by, at=at, edition=edition, without=without_ids, promoted=promoted)


def let_lines_go(offer: Offer, without: Collection[int], *, by: Person, at: datetime) -> None:
    """Keep the place that was accepted and do without some lines after all."""
    db.session.refresh(offer, with_for_update=True)
    refused = _lines_refused(offer, without)
    if offer.state is not OfferState.accepted or not refused:
        raise Refused(FundingReason.nothing_to_refuse)
    reservations.give_back_lines(offer, refused, by=by, at=at)
    edition = offer.application.edition
    promoted = reservations.promote(edition, by=by, at=at)
    without_ids = " ".join(map(str, sorted(refused)))
    audit.record(
        "offer.lines_let_go", about=offer, by=by, at=at, edition=edition, without=without_ids, promoted=promoted
    )


def _lines_refused(offer: Offer, without: Collection[int]) -> set[int]:
    """Which lines go: never the place, and a companion's costs with the companion's place."""
    lines = {line.id: line.category for line in pots.kept_lines(offer)}
    if not set(without) <= lines.keys():
        raise Refused(FundingReason.not_theirs)
    wanted = rules.refused_together(lines[key] for key in without)
    if not all(rules.may_keep_without(category) for category in wanted):
        raise Refused(FundingReason.not_the_place)
    return {key for key, category in lines.items() if category in wanted}


def did_not_come(offer: Offer, *, by: Person, at: datetime) -> None:
    """After the first day the desk notes who did not come: what was not spent for them goes back."""
    db.session.refresh(offer, with_for_update=True)
    edition = offer.application.edition
    if not rules.may_say_no_show(offer.state, edition.starts_on, local_day(at, edition.zone)):
        raise Refused(FundingReason.not_yet)
    called_off = advances.call_off(offer, by=by, at=at)
    reservations.end(offer, OfferState.no_show, by=by, at=at)
    audit.record("offer.did_not_come", about=offer, by=by, at=at, edition=edition, called_off=called_off)


def refuse(offer: Offer, *, by: Person, at: datetime) -> None:
    """Say no, without a reason: what was held goes back, and the next person on the list who fits is offered it."""
    _must_be_open(offer, at)
    offer.answered_at, offer.answered_by = at, by.id
    offer.application.state = State.refused
    reservations.end(offer, OfferState.refused, by=by, at=at)
    overtaken.overtake(offer.application.person, offer.application.edition, at=at)
    reservations.write("offer_refused", offer, at=at)
    promoted = reservations.promote(offer.application.edition, by=by, at=at)
    audit.record(
        "offer.refused",
        about=offer,
        by=by,
        at=at,
        edition=offer.application.edition,
        promoted=promoted,
    )


def ask_for_more_days(offer: Offer, *, by: Person, at: datetime) -> None:
    """Once, and without a reason, a person gets some more days to answer."""
    db.session.refresh(offer, with_for_update=True)
    until = phone_calls.open_until(offer, at=at)
    if until is None or not rules.may_ask_for_more_days(offer.state, until, offer.more_days_at, at):
        raise Refused(FundingReason.no_more_days)
    edition, settings = offer.application.edition, _settings(offer)
    last = last_day(until, edition.zone) + timedelta(days=settings.more_days)
    offer.lapses_at, offer.more_days_at = end_of_day(last, edition.zone), at
    offer.reminded_at = offer.rung_at = None
    overtaken.overtake(offer.application.person, offer.application.edition, at=at)
    reservations.write("offer_more_days", offer, at=at)
    audit.record(
        "offer.more_days_given",
        about=offer,
        by=by,
        at=at,
        edition=offer.application.edition,
        days=settings.more_days,
    )


def remind(offer: Offer, *, by: Person, at: datetime) -> None:
    """One reminder, by the way the person chose."""
    offer.reminded_at = at
    reservations.write("offer_reminder", offer, at=at)
    audit.record("offer.reminded", about=offer, by=by, at=at, edition=offer.application.edition)


def ask_to_ring(offer: Offer, *, by: Person, at: datetime) -> None:
    """Before an offer lapses somebody rings; when we are late, the person still has the whole next day."""
    edition = offer.application.edition
    last = rules.day_after_call(last_day(_lapse(offer), edition.zone), local_day(at, edition.zone))
    offer.lapses_at, offer.rung_at = end_of_day(last, edition.zone), at
    if offer.application.person.phone:  # late at the desk when nobody rang on the day before the last
        due = end_of_day(last - timedelta(days=1), edition.zone)
        reservations.write("offer_ring", offer, at=at, channel=Channel.phone, due=due)
    else:
        reservations.write("offer_ring", offer, at=at)
    audit.record(
        "offer.ring_asked",
        about=offer,
        by=by,
        at=at,
        edition=offer.application.edition,
    )


def keep_open(offer: Offer, *, by: Person, at: datetime) -> None:
    """Nobody rang yet: the last day moves on, so that the person has the whole day after the call."""
    offer.lapses_at = phone_calls.open_until(offer, at=at)
    audit.record("offer.kept_open", about=offer, by=by, at=at, edition=offer.application.edition)


def lapse(offer: Offer, *, by: Person, at: datetime) -> None:
    """Time is over and the person was rung: the offer ends and the next person who fits is offered the place."""
    db.session.refresh(offer, with_for_update=True)
    if not rules.has_lapsed(offer.state, phone_calls.open_until(offer, at=at), phone_calls.called_at(offer), at):
        raise Refused(FundingReason.call_first_not_yet)
    offer.application.state = State.lapsed
    reservations.end(offer, OfferState.lapsed, by=by, at=at)
    overtaken.overtake(offer.application.person, offer.application.edition, at=at)
    reservations.write("offer_lapsed", offer, at=at)
    promoted = reservations.promote(offer.application.edition, by=by, at=at)
    audit.record(
        "offer.lapsed",
        about=offer,
        by=by,
        at=at,
        edition=offer.application.edition,
        promoted=promoted,
    )


def end_waiting(offer: Offer, *, by: Person, at: datetime) -> None:
    """Nobody is offered a place any more: who still waits hears so, with the reason and what is free online."""
    application = offer.application
    left = pots.left_in(pots.pots_of(application.edition))
    reason = Reason.places_ran_out if left.places <= 0 else Reason.money_ran_out
    reservations.end(offer, OfferState.returned, by=by, at=at)
    reservations.say_no(application, reason, application.reason_text, key=f"waited:{offer.id}", at=at)
    audit.record("offer.waiting_ended", about=offer, by=by, at=at, edition=application.edition, reason=reason)


def _must_be_open(offer: Offer, at: datetime) -> None:
    """A call that is still to be made keeps an offer open, also when the clock stood still."""
    db.session.refresh(offer, with_for_update=True)
    until = phone_calls.open_until(offer, at=at)
    if not rules.may_accept(offer.state, until, at):
        raise Refused(FundingReason.lapsed)
    offer.lapses_at = until


def _settings(offer: Offer) -> FundingSettings:
    settings = applications.settings_of(offer.application.edition)
    if settings is None:
        raise Refused(FundingReason.no_settings)
    return settings


def _lapse(offer: Offer) -> datetime:
    if offer.lapses_at is None:
        raise Refused(FundingReason.not_open)
    return offer.lapses_at


def look_after(*, by: Person, at: datetime) -> dict[str, int]:
    """Do what the clock asks for every open offer: one reminder, one call, and only then the end."""
    done = {"reminded": 0, "to_ring": 0, "kept_open": 0, "lapsed": 0}
    for offer in queries.open_everywhere():
        settings, until = _settings(offer), phone_calls.open_until(offer, at=at)
        if rules.is_to_ring(offer.state, offer.lapses_at, offer.rung_at, settings.ring_days, at):
            ask_to_ring(offer, by=by, at=at)
            done["to_ring"] += 1
        elif rules.is_to_remind(
            offer.state, offer.lapses_at, offer.reminded_at, offer.rung_at, settings.remind_days, at
        ):
            remind(offer, by=by, at=at)
            done["reminded"] += 1
        elif rules.has_lapsed(offer.state, until, phone_calls.called_at(offer), at):
            lapse(offer, by=by, at=at)
            done["lapsed"] += 1
        elif until != offer.lapses_at:
            keep_open(offer, by=by, at=at)
            done["kept_open"] += 1
    return done


def end_waiting_lists(*, by: Person, at: datetime) -> int:
    """Say no to everybody on a waiting list from which nobody can be offered a place any more."""
    ended = [offer for offer in queries.waiting_everywhere() if not reservations.may_be_promoted(offer, at=at)]
    for offer in ended:
        end_waiting(offer, by=by, at=at)
    return len(ended)
