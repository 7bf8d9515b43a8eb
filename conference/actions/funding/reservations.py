"""Hold places and money for people: under a frozen set, and down the waiting list when something comes free."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from conference import mail
from conference.actions.funding import pots as budget
from conference.db import db
from conference.models.applications.applications import Application
from conference.models.editions.editions import Edition
from conference.models.funding.offers import FrozenReason, GrantLine, Offer, PassedOver, RefusedLine
from conference.models.funding.pots import DraftOutcome, Pot
from conference.models.keys import FrozenSet
from conference.models.people.people import Person
from conference.queries.applications import applications, standing
from conference.queries.funding import offers as queries, paper_letters, pots
from conference.queries.people import people
from conference.rules import digests, frozen
from conference.rules.applications.applications import State
from conference.rules.editions.dates import end_of_day, last_day, local_day
from conference.rules.funding import offers as rules, pots as budget_rules
from conference.rules.funding.offers import OfferState, Reason
from conference.rules.funding.paper_letters import Fact
from conference.rules.funding.pots import Category, FitRule, PotKind
from conference.rules.funding.reasons import FundingReason
from conference.rules.people.duties import Channel
from conference.rules.refusals import Refused


def reserve(under: FrozenSet, *, at: datetime) -> None:
    """Freezing reserves: every offer of the set holds its places and money from now on, or the set is refused."""
    edition, by = under.edition, under.freezer
    facts: frozen.Offers = under.facts
    wallet = budget.lock_pots(edition)
    unscored = set(db.session.scalars(standing.unscored(edition)))
    for row in facts["offers"] + facts["waiting_list"]:
        if row["reference"] in unscored:
            raise Refused(FundingReason.no_scores, reference=row["reference"])
        if Category.place not in {line["category"] for line in row["lines"]}:
            raise Refused(FundingReason.no_place, reference=row["reference"])
    for state, part in ((OfferState.reserved, facts["offers"]), (OfferState.waiting, facts["waiting_list"])):
        for position, row in enumerate(part, start=1):
            offer = _make(under, row, state, position, wallet)
            if state is OfferState.reserved:
                budget.promise(offer, edition=edition, by=by, at=at)
    _keep_words(under)


def _keep_words(under: FrozenSet) -> None:
    """Put the words of the draft beside the set that holds their digests, from where they can be forgotten."""
    facts: frozen.Offers = under.facts
    rows = {row["application"]: row for part in ("offers", "waiting_list", "not_offered") for row in facts[part]}
    planned = db.session.scalars(sa.select(DraftOutcome).where(DraftOutcome.application_id.in_(rows)))
    for each in planned:
        if digest := rows[each.application_id]["words"]:
            if digest != digests.words_digest(each.salt, each.reason_text):
                raise Refused(FundingReason.changed, reference=rows[each.application_id]["reference"])
            db.session.add(
                FrozenReason(set_id=under.id, application_id=each.application_id, text=each.reason_text, salt=each.salt)
            )
    db.session.flush()


def _make(
    under: FrozenSet, row: frozen.OfferOrWait, state: OfferState, position: int, wallet: dict[PotKind, Pot]
) -> Offer:
    application = applications.one(under.edition, row["application"])
    if application is None or application.state is not State.sent:
        raise Refused(FundingReason.changed, reference=row["reference"])
    offer = Offer(application=application, set_id=under.id, position=position, state=state)
    db.session.add(offer)
    db.session.flush()
    for line in row["lines"]:
        kind = budget_rules.kind_for(Category(line["category"]))
        if kind not in wallet:
            raise Refused(FundingReason.no_pot, reference=row["reference"])
        pot_id = line.get("pot") or wallet[kind].id
        db.session.add(GrantLine(offer_id=offer.id, category=line["category"], pot_id=pot_id, amount=line["amount"]))
    db.session.flush()
    return offer


def open_all(under: FrozenSet, *, at: datetime) -> None:
    """Both keys were turned: the offers open, and everybody in the set gets their letter."""
    edition = under.edition
    facts: frozen.Offers = under.facts
    held, words = queries.under(under), queries.frozen_words(under)
    for offer in held:
        application = offer.application
        application.reason_text = words.get(application.id, "")
        if offer.state is OfferState.reserved:
            _open(offer, answer_days=facts["answer_days"], at=at)
        elif offer.state is OfferState.waiting:
            application.state, application.decided_at = State.waiting_list, at
            band = rules.band_of(offer.position)
            write("waiting_list", offer, at=at, band=band, online_free=_online_free(application))
    for row in facts["not_offered"]:
        found = applications.one(edition, row["application"])
        if found and found.state is State.sent:
            say_no(found, Reason(row["reason"]), words.get(found.id, ""), key=str(under.id), at=at)
    if any(offer.state is OfferState.withdrawn for offer in held):  # somebody stepped back while the list was frozen
        promote(edition, by=people.system(), at=at)


def release_all(under: FrozenSet, *, at: datetime) -> None:
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
    write("offer_made", offer, at=at, lines=pots.kept_lines(offer))


def say_no(application: Application, reason: Reason, text: str, *, key: str, at: datetime) -> None:
    """The answer of somebody who is not offered a place: why, in plain words, and what is free online."""
    application.state, application.decided_at = State.not_offered, at
    application.reason, application.reason_text = reason, text
    mail.queue(
        "not_offered",
        to=application.person,
        edition=application.edition,
        key=key,
        at=at,
        application=application,
        online_free=_online_free(application),
    )


def _online_free(application: Application) -> str:
    """What is open to everybody online, in the person's language, where the organisers wrote it down."""
    return paper_letters.facts_in(application.edition, application.person.lang).get(Fact.online_free, "")


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


def resize(under: FrozenSet, *, at: datetime) -> None:
    """Both keys agreed on how much a pot holds: the size changes, and whoever fits now is offered a place."""
    budget.lock_pots(under.edition)
    pot = db.session.get_one(Pot, under.about_id)
    facts: frozen.PotSize = under.facts
    capacity = max(facts["capacity"], pot.committed + pot.given)  # what was promised meanwhile stays promised
    if pot.parent_id and facts["new_money"]:
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
    left = pots.left_in(budget.lock_pots(edition))
    waiting = queries.waiting_list(edition)
    lines = pots.lines_by_offer(waiting)
    opened: list[str] = []
    passed: list[dict[str, int]] = []
    for offer in waiting:
        need = budget_rules.needs(lines[offer.id])
        facts: frozen.Offers = offer.frozen_set.facts
        if not may_be_promoted(offer, at=at):
            continue
        if budget_rules.fits(need, left) and _promised(offer, by=by, at=at):
            left = budget_rules.after(left, need)
            _open(offer, answer_days=facts["answer_days"], at=at)
            opened.append(str(offer.id))
            db.session.add_all(PassedOver(**over, opened_id=offer.id, at=at) for over in passed)
        elif facts["fit_rule"] == FitRule.stop:
            break
        else:
            passed.append(
                {
                    "offer_id": offer.id,
                    "needs_places": need.places,
                    "needs_money": need.money,
                    "left_places": left.places,
                    "left_money": left.money,
                }
            )
    db.session.flush()
    return " ".join(opened)


def may_be_promoted(offer: Offer, *, at: datetime) -> bool:
    """Until the last day that both keys approved, and never once the conference has begun."""
    edition, until = offer.application.edition, offer.frozen_set.facts["promote_until"]
    starts = end_of_day(edition.starts_on - timedelta(days=1), edition.zone)
    return rules.may_promote(datetime.fromisoformat(until) if until else None, starts, at)


def _promised(offer: Offer, *, by: Person, at: datetime) -> bool:
    """Promise an offer that fits the general pots; a sponsor's pot that it names may still be too small."""
    try:
        budget.promise(offer, edition=offer.application.edition, by=by, at=at)
    except Refused:
        return False
    return True


def give_back_lines(offer: Offer, refused: set[int], *, by: Person, at: datetime) -> None:
    """The person keeps the place without these lines: what they held goes back at once."""
    for line in pots.kept_lines(offer):
        if line.id in refused:
            db.session.add(RefusedLine(grant_line_id=line.id, at=at, by_id=by.id))
    db.session.flush()
    budget.give_back(offer, edition=offer.application.edition, by=by, at=at, only=refused)


def end(offer: Offer, state: OfferState, *, by: Person, at: datetime) -> None:
    """Give back first, then end: the database refuses an ended offer that still holds something."""
    budget.give_back(offer, edition=offer.application.edition, by=by, at=at)
    offer.state, offer.ended_at = state, at
    db.session.flush()
