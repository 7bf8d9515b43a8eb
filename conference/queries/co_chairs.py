"""Find who is proposed, asked and agreed for each stream."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from conference.db import db
from conference.models.co_chairs import CoChair, CoChairPick, CoChairProposal
from conference.models.decisions import DecisionSet
from conference.models.editions import Edition
from conference.models.people import Person
from conference.queries import streams
from conference.rules import co_chairs as rules
from conference.rules.co_chairs import State
from conference.rules.together import Part


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


def under(frozen: DecisionSet) -> list[CoChair]:
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


def part_of(person: Person, edition: Edition, *, at: datetime) -> list[Part]:
    """What this person was asked for, and what they can say next."""
    parts = [_part(seat) for seat in of_person(person, edition) if seat.state in rules.LIVE]
    candidate = streams.candidate_of(person, edition)
    if candidate and candidate.said_at is None and not parts:
        parts.append(
            Part(
                title=_("Co-chair of a stream"),
                state=_("We would like to ask you"),
                next_step=_("Tell us which streams you would like, and when you can come"),
                endpoint="stream.wishes",
                args={"edition": edition.code},
            )
        )
    return parts


def _part(seat: CoChair) -> Part:
    title = _("Co-chair of %(stream)s", stream=seat.stream.name)
    args: dict[str, object] = {"edition": seat.edition.code, "co_chair_id": seat.id}
    if seat.state == State.accepted:
        return Part(title, _("You said yes"), _("See your role card"), "stream.card", args, mine=False)
    if seat.wished_change:
        return Part(
            title,
            _("You asked for a change"),
            _("We will send you a new role card"),
            "stream.card",
            args,
            mine=False,
        )
    return Part(title, _("You are asked"), _("Read the role card and answer"), "stream.card", args, by=seat.answer_by)
