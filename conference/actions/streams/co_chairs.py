"""Propose co-chairs for all streams at once; send the role cards under both keys; keep the answers."""

from datetime import datetime

from conference import audit, mail
from conference.db import db
from conference.engines.co_chairs import propose as seats_filled
from conference.models.editions.editions import Edition, Stream
from conference.models.keys import FrozenSet
from conference.models.people.people import Person
from conference.models.streams.candidates import Candidate
from conference.models.streams.co_chairs import CoChair, CoChairPick, CoChairProposal
from conference.queries.streams import candidates as streams, co_chairs as queries, coverage
from conference.rules import frozen
from conference.rules.people.duties import Kind
from conference.rules.refusals import Refused
from conference.rules.streams import co_chairs as rules
from conference.rules.streams.co_chairs import Answer, State
from conference.rules.streams.reasons import StreamReason


def propose(edition: Edition, *, by: Person, at: datetime) -> CoChairProposal:
    """Find the best people for every open seat at once. Nobody is told yet."""
    question = streams.question(edition)
    candidates = {each.person_id: each for each in streams.candidates(edition)}
    proposal = CoChairProposal(edition_id=edition.id, made_at=at, made_by=by.id)
    db.session.add(proposal)
    db.session.flush()
    chosen = seats_filled(question)
    for (stream_id, kind), person_id in sorted(chosen.items()):
        db.session.add(
            CoChairPick(
                proposal_id=proposal.id,
                stream_id=stream_id,
                kind=kind,
                candidate_id=candidates[person_id].id,
                person_id=person_id,
            )
        )
    seats = len(question.open_seats())
    audit.record(
        "co_chairs.proposed",
        about=proposal,
        by=by,
        at=at,
        edition=edition,
        picks=len(chosen),
        uncovered=seats - len(chosen),
    )
    return proposal


def choose(
    proposal: CoChairProposal,
    stream: Stream,
    kind: Kind,
    candidate: Candidate | None,
    *,
    why: str,
    by: Person,
    at: datetime,
) -> None:
    """Change one pick of the draft, with a reason that both key holders will read; None leaves the seat open."""
    able = {each.person for each in coverage.next_best(proposal.edition, stream, kind)}
    if candidate and candidate.person_id not in able:
        raise Refused(StreamReason.not_able)
    for pick in queries.picks_of(proposal):
        if (pick.stream_id, pick.kind) == (stream.id, kind):
            db.session.delete(pick)
    db.session.flush()
    if candidate:
        db.session.add(
            CoChairPick(
                proposal_id=proposal.id,
                stream_id=stream.id,
                kind=kind,
                candidate_id=candidate.id,
                person_id=candidate.person_id,
                chosen_by=by.id,
                chosen_why=why,
            )
        )
    audit.record(
        "co_chairs.pick_changed",
        about=proposal,
        by=by,
        at=at,
        edition=proposal.edition,
        stream=stream.id,
        kind=kind,
        person=candidate.person_id if candidate else None,
    )


def reserve(under: FrozenSet, *, at: datetime) -> None:
    """Hold each seat of the frozen set for its person. They are not told yet."""
    seats: list[frozen.Seat] = under.facts["seats"]
    if not seats or any(seat["trouble"] or seat["card"] is None for seat in seats):
        raise Refused(StreamReason.not_ready)
    for seat in seats:
        db.session.add(
            CoChair(
                edition_id=under.edition_id,
                stream_id=seat["stream"],
                kind=Kind(seat["kind"]),
                candidate_id=seat["candidate"],
                person_id=seat["person"],
                under_set=under.id,
                state=State.proposed,
            )
        )
    db.session.flush()


def send_role_cards(under: FrozenSet, *, at: datetime) -> None:
    """Both keys are turned: send every person of the set their role card."""
    by_when = rules.answer_by(at, under.edition.zone, under.facts["answer_days"])
    conflicts = streams.question(under.edition).conflicts
    for seat in queries.under(under):
        if (seat.person_id, seat.stream_id) in conflicts:
            # Declared after the freeze: the seat goes to nobody, and shows as open.
            seat.state = State.released
            continue
        seat.state, seat.sent_at, seat.answer_by = State.role_sent, at, by_when
        db.session.flush()
        mail.queue("role_card_sent", to=seat.person, edition=under.edition, key=str(seat.id), at=at, seat=seat)


def release(under: FrozenSet, *, at: datetime) -> None:
    """The set was sent back or replaced: nobody was told, and every seat is open again."""
    for seat in queries.under(under):
        seat.state = State.released
    db.session.flush()


def answer(seat: CoChair, said: Answer, *, card_id: int, by: Person, at: datetime, words: str = "") -> None:
    """Keep what a person says to the role card they saw: yes, a wish to change it, no, or somebody else's name."""
    db.session.refresh(seat, with_for_update={"of": CoChair})
    card = streams.card_for(seat.stream)
    if not rules.may_answer(seat.state) or card is None or card.id != card_id:
        raise Refused(StreamReason.answered)
    seat.state = rules.after(said)
    seat.wished_change = words if said == Answer.change else ""
    seat.suggestion = words if said == Answer.suggest else ""
    seat.agreed_card_id = card.id if said == Answer.accept else None
    if said != Answer.change:
        seat.answered_at, seat.answered_by = at, by.id
    mail.queue(
        LETTERS[said],
        to=seat.person,
        edition=seat.edition,
        key=f"{seat.id}:{at.isoformat()}",
        at=at,
        seat=seat,
    )
    audit.record(
        EVENTS[said],
        about=seat,
        by=by,
        at=at,
        edition=seat.edition,
        stream=seat.stream_id,
        card=card.id,
    )


EVENTS = {
    Answer.accept: "co_chair.accepted",
    Answer.change: "co_chair.change_wished",
    Answer.decline: "co_chair.declined",
    Answer.suggest: "co_chair.suggested_other",
}
LETTERS = {
    Answer.accept: "co_chair_accepted",
    Answer.change: "co_chair_change_wished",
    Answer.decline: "co_chair_declined",
    Answer.suggest: "co_chair_suggested_other",
}


def leave(seat: CoChair, *, by: Person, at: datetime) -> None:
    """Stop being a co-chair: at any time, and without a reason."""
    db.session.refresh(seat, with_for_update={"of": CoChair})
    if not rules.may_leave(seat.state):
        raise Refused(StreamReason.answered)
    seat.state, seat.answered_at, seat.answered_by = State.left, at, by.id
    mail.queue("co_chair_left", to=seat.person, edition=seat.edition, key=str(seat.id), at=at, seat=seat)
    audit.record("co_chair.left", about=seat, by=by, at=at, edition=seat.edition, stream=seat.stream_id)
