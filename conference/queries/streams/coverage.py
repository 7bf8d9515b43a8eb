"""Find which seats are filled, by whom and why, and what stands in the way of the others."""

from collections import defaultdict
from dataclasses import dataclass

from conference.models.editions.editions import Edition, Stream
from conference.models.streams.candidates import RoleCard
from conference.models.streams.co_chairs import CoChair, CoChairPick, CoChairProposal
from conference.queries.editions import editions
from conference.queries.streams import candidates as streams, co_chairs
from conference.rules import frozen
from conference.rules.people.duties import Kind
from conference.rules.streams import co_chairs as rules, proposal as choice
from conference.rules.streams.proposal import Pick, Seat, Uncovered


@dataclass(frozen=True)
class SeatView:
    """One seat of one stream as the desk sees it: who holds it, or who is picked for it, or why nobody is."""

    kind: Kind
    holder: CoChair | None
    pick: Pick | None
    chosen: CoChairPick | None
    uncovered: Uncovered | None
    said_no: tuple[CoChair, ...]
    free: tuple[Pick, ...]


@dataclass(frozen=True)
class Coverage:
    """One stream with its two seats."""

    stream: Stream
    seats: tuple[SeatView, ...]

    @property
    def agreed(self) -> bool:
        return rules.agreed([seat.holder.state for seat in self.seats if seat.holder])


@dataclass(frozen=True)
class Picture:
    """Every stream of the edition with its seats, and the names behind the numbers in reasons."""

    streams: tuple[Coverage, ...]
    names: dict[int, str]
    stream_names: dict[int, str]
    proposal: CoChairProposal | None

    @property
    def open_seats(self) -> int:
        return sum(seat.holder is None for each in self.streams for seat in each.seats)

    @property
    def agreed(self) -> int:
        return sum(each.agreed for each in self.streams)

    @property
    def picks(self) -> int:
        return sum(seat.pick is not None for each in self.streams for seat in each.seats)


def picture(edition: Edition) -> Picture:
    """Who sits where, who is picked and why, and what stands in the way of every seat left open."""
    everyone = co_chairs.asked(edition)
    live = {(each.stream_id, each.kind): each for each in everyone if each.state in rules.LIVE}
    said_no: defaultdict[Seat, list[CoChair]] = defaultdict(list)
    for each in everyone:
        if each.state in rules.SAID_NO:
            said_no[each.stream_id, each.kind].append(each)
    proposal = co_chairs.newest_proposal(edition)
    question = streams.question(edition)
    known = {each.person for each in question.candidates}
    chosen = {
        (each.stream_id, each.kind): each
        for each in co_chairs.picks_of(proposal)
        # A pick is spent once the person was asked and said no.
        if each.person_id in known and (each.person_id, each.stream_id) not in question.declined
    }
    open_picks = {seat: each.person_id for seat, each in chosen.items() if seat not in question.held}
    explained = choice.explain(question, open_picks)
    picks = {(each.stream, each.kind): each for each in explained.picks}
    uncovered = {(each.stream, each.kind): each for each in explained.uncovered}

    def seat_view(seat: Seat) -> SeatView:
        taken = open_picks | question.held
        free = () if seat in taken else tuple(choice.next_best(question, seat, taken, most=1))
        return SeatView(
            seat[1], live.get(seat), picks.get(seat), chosen.get(seat), uncovered.get(seat), tuple(said_no[seat]), free
        )

    all_streams = editions.streams_of(edition)
    return Picture(
        tuple(Coverage(each, tuple(seat_view((each.id, kind)) for kind in Kind)) for each in all_streams),
        {each.person_id: each.person.called for each in streams.candidates(edition)}
        | {each.person_id: each.person.called for each in everyone},
        {each.id: each.name for each in all_streams},
        proposal,
    )


def next_best(edition: Edition, stream: Stream, kind: Kind) -> list[Pick]:
    """Who else could take this seat as things stand in the proposal."""
    question = streams.question(edition)
    picks = {
        (each.stream_id, each.kind): each.person_id for each in co_chairs.picks_of(co_chairs.newest_proposal(edition))
    }
    return choice.next_best(question, (stream.id, kind), picks | question.held)


def draft_content(edition: Edition, about_id: int) -> frozen.CoChairs:
    """All that the set will do: who is asked for which seat and why, the role card they get, what stays open."""
    seen = picture(edition)
    cards = streams.cards(edition)
    seats = [
        _seat_content(seen, coverage.stream, seat, cards.get(coverage.stream.id) or cards.get(None))
        for coverage in seen.streams
        for seat in coverage.seats
        if seat.pick
    ]
    used = sorted({each["card"] for each in seats if each["card"]})
    return {
        "proposal": seen.proposal.id if seen.proposal else None,
        "answer_days": streams.answer_days(edition),
        "seats": seats,
        "open": [
            _open_content(seen, each)
            for coverage in seen.streams
            for seat in coverage.seats
            if (each := seat.uncovered)
        ],
        "cards": [_card_content(card) for card in cards.values() if card.id in used],
    }


def _seat_content(seen: Picture, stream: Stream, seat: SeatView, card: RoleCard | None) -> frozen.Seat:
    pick, chosen = seat.pick, seat.chosen
    if pick is None or chosen is None:
        raise LookupError(f"No pick for {stream.name}.")
    return {
        "stream": stream.id,
        "stream_name": stream.name,
        "kind": pick.kind,
        "candidate": chosen.candidate_id,
        "person": pick.person,
        "name": seen.names[pick.person],
        "level": pick.reason.level,
        "said": pick.reason.said,
        "said_when": pick.reason.said_when,
        "others": pick.reason.others,
        "liked_it_more": [
            {"name": seen.names[person], "stream": seen.stream_names[elsewhere]}
            for person, elsewhere in pick.reason.liked_it_more
        ],
        "trouble": pick.trouble,
        "chosen_by": chosen.chosen_by,
        "chosen_why": chosen.chosen_why,
        "card": card.id if card else None,
    }


def _open_content(seen: Picture, seat: Uncovered) -> frozen.EmptySeat:
    return {
        "stream": seat.stream,
        "stream_name": seen.stream_names[seat.stream],
        "kind": seat.kind,
        "causes": [{"name": seen.names[person], "cause": cause} for person, cause in seat.causes],
    }


def _card_content(card: RoleCard) -> frozen.Card:
    words = streams.words_of(card)
    return {
        "card": card.id,
        "stream_name": card.stream.name if card.stream else None,
        "planning_meetings": card.planning_meetings,
        "hours_planning": card.hours_planning,
        "hours_there": card.hours_there,
        "words": {lang.value: {"money": each.money, "support": each.support} for lang, each in words.items()},
    }
