"""Ask people to co-chair, keep what they say, set when streams meet and what the role card says."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete

from conference import audit, mail
from conference.actions.people import sign_in
from conference.db import db
from conference.models.editions.editions import Edition, Stream
from conference.models.people.people import Person, Role
from conference.models.streams.candidates import (
    Availability,
    Candidate,
    CoChairPreference,
    RoleCard,
    RoleCardText,
    StreamConflict,
    StreamSettings,
    StreamTime,
)
from conference.models.streams.co_chairs import CoChair
from conference.queries import keys
from conference.queries.people import people
from conference.queries.reviewers import reviewers
from conference.queries.streams import candidates, co_chairs
from conference.rules.keys import Kind as Decision
from conference.rules.languages import Lang
from conference.rules.people.duties import Channel, Duty, Kind, canonical_email
from conference.rules.refusals import Refused
from conference.rules.streams.co_chairs import LIVE, State
from conference.rules.streams.proposal import Time
from conference.rules.streams.reasons import StreamReason


@dataclass(frozen=True)
class CardFacts:
    """What a role card says besides the organisers' words."""

    planning_meetings: int
    hours_planning: int
    hours_there: int
    contact_name: str
    contact_reach: str
    settles_name: str
    briefing_on: date | None = None
    check_in_on: date | None = None


@dataclass(frozen=True)
class NewPerson:
    """Somebody the organisers know and we do not yet."""

    name: str
    email: str = ""
    phone: str = ""


def add_candidate(
    who: Person | NewPerson, edition: Edition, kind: Kind, *, by: Person, at: datetime, limit: int = 1
) -> Candidate:
    """Ask a person which streams they would like: from now on the co-chairs' door is open to them."""
    person = _added(who, at=at) if isinstance(who, NewPerson) else who
    reviewer = reviewers.of_person(person, edition)
    if reviewer and reviewer.kind != kind:
        raise Refused(StreamReason.other_kind)
    candidate = Candidate(
        edition_id=edition.id, person_id=person.id, kind=kind, stream_limit=limit, added_at=at, added_by=by.id
    )
    db.session.add(candidate)
    if Duty.co_chair not in people.duties_of(person, edition):
        db.session.add(
            Role(
                person_id=person.id,
                edition_id=edition.id,
                duty=Duty.co_chair,
                granted_at=at,
                granted_by=by.id,
            )
        )
        sign_in.end_sessions(person, at=at)
    db.session.flush()
    mail.queue("candidate_added", to=person, edition=edition, key=str(candidate.id), at=at)
    audit.record("candidate.added", about=candidate, by=by, at=at, edition=edition, kind=kind, stream_limit=limit)
    return candidate


def _added(who: NewPerson, *, at: datetime) -> Person:
    person = Person(
        name=who.name,
        sign_in_email=canonical_email(who.email) if who.email else None,
        phone=who.phone or None,
        channel=Channel.email if who.email else Channel.phone,
        created_at=at,
    )
    db.session.add(person)
    db.session.flush()
    return person


def say(
    candidate: Candidate,
    *,
    levels: dict[int, int],
    conflicts: set[int],
    can_come: set[Time],
    limit: int,
    by: Person,
    at: datetime,
) -> None:
    """Keep what a person says, in place of what they said before; by themselves or typed for them."""
    held = [each for each in co_chairs.of_person(candidate.person, candidate.edition) if each.state in LIVE]
    if any(each.stream_id in conflicts for each in held):
        raise Refused(StreamReason.holds_the_seat)
    if limit < len(held):
        raise Refused(StreamReason.below_seats)
    for table in (CoChairPreference, StreamConflict, Availability):
        db.session.execute(delete(table).where(table.candidate_id == candidate.id))
    db.session.add_all(
        [
            *(
                CoChairPreference(candidate_id=candidate.id, stream_id=stream, level=level)
                for stream, level in sorted(levels.items())
                if stream not in conflicts
            ),
            *(StreamConflict(candidate_id=candidate.id, stream_id=stream) for stream in sorted(conflicts)),
            *(Availability(candidate_id=candidate.id, day=day, part=part) for day, part in sorted(can_come)),
        ]
    )
    candidate.stream_limit, candidate.said_at, candidate.said_by = limit, at, by.id
    audit.record(
        "candidate.said",
        about=candidate,
        by=by,
        at=at,
        edition=candidate.edition,
        streams=len(levels),
        conflicts=len(conflicts),
        half_days=len(can_come),
        stream_limit=limit,
    )


def set_times(edition: Edition, times: dict[int, set[Time]], *, answer_days: int, by: Person, at: datetime) -> None:
    """Set on which half days each stream meets, and how long people have to answer a role card."""
    for stream_id in times:
        db.session.execute(delete(StreamTime).where(StreamTime.stream_id == stream_id))
        db.session.add_all(
            StreamTime(stream_id=stream_id, day=day, part=part) for day, part in sorted(times[stream_id])
        )
    settings = db.session.get(StreamSettings, edition.id) or StreamSettings(edition_id=edition.id)
    settings.answer_days = answer_days
    db.session.add(settings)
    audit.record(
        "stream.times_set",
        about=edition,
        by=by,
        at=at,
        edition=edition,
        half_days=sum(len(each) for each in times.values()),
        answer_days=answer_days,
    )


def write_card(
    edition: Edition,
    stream: Stream | None,
    facts: CardFacts,
    words: dict[Lang, tuple[str, str]],
    *,
    by: Person,
    at: datetime,
) -> RoleCard:
    """Write a new role card. Whoever agreed to the one before is asked again, for nobody is bound to new words."""
    if keys.waiting_set(edition, Decision.co_chairs, edition.id):
        raise Refused(StreamReason.keys_wait)
    card = RoleCard(
        edition_id=edition.id,
        stream_id=stream.id if stream else None,
        made_at=at,
        made_by=by.id,
        **vars(facts),
    )
    db.session.add(card)
    db.session.flush()
    db.session.add_all(
        RoleCardText(role_card_id=card.id, lang=lang, money=money, support=support)
        for lang, (money, support) in words.items()
    )
    own = set(candidates.cards(edition)) - {None}
    for seat in co_chairs.asked(edition):
        concerned = seat.stream_id == stream.id if stream else seat.stream_id not in own
        if concerned and seat.state in (State.role_sent, State.accepted):
            _ask_again(seat, card, at=at)
    audit.record(
        "role_card.written",
        about=card,
        by=by,
        at=at,
        edition=edition,
        stream=card.stream_id,
        languages=len(words),
    )
    return card


def _ask_again(seat: CoChair, card: RoleCard, *, at: datetime) -> None:
    seat.state, seat.wished_change = State.role_sent, ""
    seat.answered_at = seat.answered_by = seat.agreed_card_id = None
    mail.queue(
        "role_card_changed",
        to=seat.person,
        edition=seat.edition,
        key=f"{seat.id}:{card.id}",
        at=at,
        seat=seat,
    )
