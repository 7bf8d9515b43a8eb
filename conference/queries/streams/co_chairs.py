"""Find who is proposed, asked and agreed for each stream."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.keys import FrozenSet
from conference.models.people.people import Person
from conference.models.streams.co_chairs import CoChair, CoChairPick, CoChairProposal


def newest_proposal(edition: Edition) -> CoChairProposal | None:
    """The proposal that counts: the newest."""
    return db.session.scalar(
        select(CoChairProposal)
        .where(CoChairProposal.edition_id == edition.id)
        .order_by(CoChairProposal.id.desc())
        .limit(1)
    )


def picks_of(proposal: CoChairProposal | None) -> list[CoChairPick]:
    """Who the proposal puts where, in the order of the streams."""
    if proposal is None:
        return []
    return list(
        db.session.scalars(
            select(CoChairPick)
            .where(CoChairPick.proposal_id == proposal.id)
            .order_by(CoChairPick.stream_id, CoChairPick.kind)
        )
    )


def asked(edition: Edition) -> list[CoChair]:
    """Every seat ever proposed to somebody, the oldest first."""
    return list(
        db.session.scalars(
            select(CoChair)
            .options(joinedload(CoChair.person), joinedload(CoChair.stream))
            .where(CoChair.edition_id == edition.id)
            .order_by(CoChair.id)
        )
    )


def under(frozen: FrozenSet) -> list[CoChair]:
    """The seats of one frozen set."""
    return list(db.session.scalars(select(CoChair).where(CoChair.under_set == frozen.id).order_by(CoChair.id)))


def one(edition: Edition, co_chair_id: int) -> CoChair | None:
    """The seat of that id, if it belongs to the edition."""
    return db.session.scalar(select(CoChair).where(CoChair.id == co_chair_id, CoChair.edition_id == edition.id))


def of_person(person: Person, edition: Edition) -> list[CoChair]:
    """The seats this person was asked for, the newest first; one that still waits for its keys is not told."""
    return list(
        db.session.scalars(
            select(CoChair)
            .options(joinedload(CoChair.stream))
            .where(
                CoChair.edition_id == edition.id,
                CoChair.person_id == person.id,
                CoChair.sent_at.is_not(None),
            )
            .order_by(CoChair.id.desc())
        )
    )
