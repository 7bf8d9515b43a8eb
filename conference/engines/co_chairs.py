"""Fill the co-chairs' seats by one flow, which a child process works out."""

from conference.engines.network import Network
from conference.rules.people.duties import Kind
from conference.rules.streams.proposal import BEST_LEVEL, LEVELS, Question, Seat, load_of, meeting_together


def propose(question: Question) -> dict[Seat, int]:
    """Fill as many seats as can be filled; then let as few people as possible take what they like least, and
    so on up; then spread the load. Nobody goes over their limit, into a conflict, or to two places at once."""
    return _fill(question, meeting_together(question.streams))


def _fill(question: Question, blocks: dict[int, int]) -> dict[Seat, int]:
    """One min-cost flow: person → their blocks → seats. A step down in preference costs more than all steps
    above it together, so the cheapest flow is the leximin one; carrying one stream more only breaks ties."""
    seats = question.open_seats()
    numbered = [(number, *seat) for number, seat in enumerate(seats)]
    of_kind = {kind: [(number, stream) for number, stream, other in numbered if other == kind] for kind in Kind}
    load = load_of(question.held)
    carried = {
        one.person: range(load[one.person], min(one.limit, load[one.person] + len(seats)))
        for one in question.candidates
    }
    most = max((min(nth, len(seats)) for each in carried.values() for nth in each), default=0)
    step = {level: (len(seats) * most + 1) * (len(seats) + 1) ** (BEST_LEVEL - level) for level in LEVELS}
    network = Network()
    source, sink = network.node(), network.node()
    ends = [network.node() for _seat in seats]
    pair_arcs: dict[int, tuple[Seat, int]] = {}
    for each in question.candidates:
        here, spare = network.node(), carried[each.person]
        for nth in spare:
            network.arc(source, here, cost=min(nth, len(seats)))
        held = {blocks[stream] for (stream, _kind), person in question.held.items() if person == each.person}
        desks: dict[int, int] = {}
        for number, stream in of_kind[each.kind] if spare else []:
            block = blocks[stream]
            if block in held or question.barrier(each, stream):
                continue
            desk = desks.get(block)
            if desk is None:  # who leads one stream only is never at two places at once, and needs no desk for each
                desk = desks[block] = network.node() if len(spare) > 1 else here
                if desk != here:
                    network.arc(here, desk)
            arc = network.arc(desk, ends[number], cost=step[question.level(each.person, stream)])
            pair_arcs[arc] = (seats[number], each.person)
    for end in ends:
        network.arc(end, sink)
    used = network.fullest_cheapest(source, sink)
    return {seat: person for arc, (seat, person) in pair_arcs.items() if used[arc]}
