"""Whether somebody rang about an open offer, and until when it can be answered."""

from datetime import datetime

import sqlalchemy as sa

from conference.db import db
from conference.models.funding.offers import Offer
from conference.models.outbox import Message
from conference.rules.funding import offers as rules


def called_at(offer: Offer) -> datetime | None:
    """When the call about this offer was noted as made; for a person without a phone, when the last letter went."""
    if offer.rung_at is None:
        return None
    return db.session.scalar(
        sa.select(sa.func.coalesce(Message.done_at, Message.sent_at)).where(
            Message.kind == "offer_ring",
            Message.person_id == offer.application.person_id,
            Message.edition_id == offer.application.edition_id,
            Message.created_at == offer.rung_at,
            Message.last_error == "",
        )
    )


def open_until(offer: Offer, *, at: datetime) -> datetime | None:
    """Until when this offer can be answered, with a call that nobody made yet."""
    zone = offer.application.edition.zone
    return rules.open_until(offer.lapses_at, offer.rung_at, called_at(offer), zone, at)
