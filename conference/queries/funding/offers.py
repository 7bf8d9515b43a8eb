"""Find offers, the waiting list, the draft plan, and all that a frozen set would do."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from conference.db import db
from conference.models.applications.applications import Application
from conference.models.editions.editions import Edition
from conference.models.funding.offers import FrozenReason, Offer, PassedOver
from conference.models.keys import FrozenSet
from conference.models.people.people import Person
from conference.queries.funding import pots
from conference.rules import keys
from conference.rules.funding import pots as rules
from conference.rules.funding.offers import OfferState
from conference.rules.funding.pots import Left

LIVE = (OfferState.waiting, OfferState.reserved, OfferState.open, OfferState.accepted)


def offer_of(application: Application) -> Offer | None:
    """The newest offer that reached this person; what still waits for the keys is nobody's to see."""
    return db.session.scalar(
        sa.select(Offer)
        .join(Offer.frozen_set)
        .where(
            Offer.application_id == application.id,
            FrozenSet.state == keys.State.carried,
            Offer.state != OfferState.returned,
        )
        .order_by(Offer.id.desc())
        .limit(1)
    )


def live_offer(application: Application) -> Offer | None:
    """The offer of an application that still holds something or still waits, keys or not."""
    return db.session.scalar(
        sa.select(Offer).where(Offer.application_id == application.id, Offer.state.in_(LIVE)).with_for_update()
    )


def under(frozen: FrozenSet) -> list[Offer]:
    """The offers of one set in their order."""
    return list(
        db.session.scalars(
            sa.select(Offer)
            .join(Offer.application)
            .options(contains_eager(Offer.application))
            .where(Offer.set_id == frozen.id)
            .order_by(Offer.position, Offer.id)
        )
    )


def waiting_list(edition: Edition) -> list[Offer]:
    """The waiting list in the order that both keys approved."""
    return list(
        db.session.scalars(
            sa.select(Offer)
            .join(Offer.application)
            .join(Application.person)
            .join(Offer.frozen_set)
            .options(
                contains_eager(Offer.application).contains_eager(Application.person),
                contains_eager(Offer.frozen_set),
            )
            .where(
                Application.edition_id == edition.id,
                Offer.state == OfferState.waiting,
                FrozenSet.state == keys.State.carried,
            )
            .order_by(Offer.set_id, Offer.position, Offer.id)
        )
    )


def waiting_everywhere() -> list[Offer]:
    """Everybody on a waiting list that both keys approved, in all editions."""
    return list(
        db.session.scalars(
            sa.select(Offer)
            .join(Offer.application)
            .join(Offer.frozen_set)
            .options(contains_eager(Offer.application), contains_eager(Offer.frozen_set))
            .where(Offer.state == OfferState.waiting, FrozenSet.state == keys.State.carried)
            .order_by(Offer.id)
        )
    )


def open_offers(edition: Edition) -> list[Offer]:
    """Offers without an answer yet, the first to lapse first."""
    return list(
        db.session.scalars(
            sa.select(Offer)
            .join(Offer.application)
            .join(Application.person)
            .options(contains_eager(Offer.application).contains_eager(Application.person))
            .where(Application.edition_id == edition.id, Offer.state == OfferState.open)
            .order_by(Offer.lapses_at, Offer.id)
        )
    )


def passed_over(edition: Edition) -> sa.Select[PassedOver]:
    """The log of the waiting list: who was passed over for whom, what they needed and what was left; newest first."""
    return (
        sa.select(PassedOver)
        .join(PassedOver.offer)
        .join(Offer.application)
        .options(
            contains_eager(PassedOver.offer).contains_eager(Offer.application).joinedload(Application.person),
            joinedload(PassedOver.opened).joinedload(Offer.application),
        )
        .where(Application.edition_id == edition.id)
        .order_by(PassedOver.id.desc())
    )


@dataclass(frozen=True)
class Waits:
    """Somebody on the waiting list: what they need, and whether it would fit now."""

    offer: Offer
    need: Left
    fits: bool


def fitting(waiting: list[Offer], left: Left) -> list[Waits]:
    """The waiting list with what each would need, to show who is passed over and why."""
    lines = pots.lines_by_offer(waiting)
    needs = [(offer, rules.needs(lines[offer.id])) for offer in waiting]
    return [Waits(offer, need, rules.fits(need, left)) for offer, need in needs]


def position_of(offer: Offer) -> int:
    """How many wait before this person, and the person: the place on the list now."""
    ahead = sa.select(sa.func.count()).select_from(Offer).join(Offer.application).join(Offer.frozen_set)
    return 1 + (
        db.session.scalar(
            ahead.where(
                Application.edition_id == offer.application.edition_id,
                Offer.state == OfferState.waiting,
                FrozenSet.state == keys.State.carried,
                sa.tuple_(Offer.set_id, Offer.position) < sa.tuple_(offer.set_id, offer.position),
            )
        )
        or 0
    )


def frozen_words(frozen: FrozenSet) -> dict[int, str]:
    """What each person of a frozen list reads in our own words; of a person who was forgotten, nothing."""
    rows = db.session.scalars(sa.select(FrozenReason).where(FrozenReason.set_id == frozen.id))
    return {row.application_id: row.text for row in rows}


@dataclass(frozen=True)
class Shown:
    """What both key holders see next to the frozen words: names, and the pots as they are now."""

    people: dict[int, Person]
    words: dict[int, str]
    places_left: int
    money_left: int


def shown(frozen: FrozenSet) -> Shown:
    """The names and words behind a frozen set. They are looked up, not frozen, so that a person can be forgotten."""
    edition, facts = frozen.edition, frozen.facts
    ids = [row["application"] for part in ("offers", "waiting_list", "not_offered") for row in facts[part]]
    rows = db.session.execute(
        sa.select(Application.id, Person)
        .join(Person, Person.id == Application.person_id)
        .where(Application.id.in_(ids), Application.edition_id == edition.id)
    )
    left = pots.left_in(pots.pots_of(edition))
    return Shown({row[0]: row[1] for row in rows}, frozen_words(frozen), left.places, left.money)


def open_everywhere() -> list[Offer]:
    """Every offer without an answer, in all editions, the first to lapse first."""
    return list(
        db.session.scalars(
            sa.select(Offer)
            .join(Offer.application)
            .options(contains_eager(Offer.application))
            .where(Offer.state == OfferState.open)
            .order_by(Offer.lapses_at, Offer.id)
        )
    )
