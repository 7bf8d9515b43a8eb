"""Ask the solver for a plan. It runs in a child process (`flow.py`), so that no web worker ever carries it."""

from array import array
from base64 import b64encode
from collections.abc import Iterable
from itertools import chain

from conference.rules.assignment import Bid, Pair, Plan, Question, Seat, shortfalls
from conference.rules.child import ask
from conference.rules.people import Kind


def plan(question: Question, *, seconds: int = 300) -> Plan:
    """The best plan there is: first every seat that can be filled, then even loads, then the best fit."""
    answer = ask("flow", as_arrays(question), seconds=seconds)
    pairs = tuple(
        Pair(question.works[w].id, question.readers[r].id, Seat(seat), fit) for w, r, seat, fit in answer["pairs"]
    )
    unfilled = [(question.works[w], Seat(seat), missing) for w, seat, missing in answer["unfilled"]]
    return Plan(pairs, shortfalls(question, pairs, unfilled), answer["objective"])


def as_arrays(question: Question) -> dict[str, object]:
    """The question as plain numbers, in the order of the question, so that the answer never depends on chance."""
    work_at = {work.id: place for place, work in enumerate(question.works)}
    reader_at = {reader.id: place for place, reader in enumerate(question.readers)}
    streams = sorted(
        {s for r in question.readers for s in r.streams} | {w.stream for w in question.works if w.stream is not None}
    )
    stream_at = {stream: place for place, stream in enumerate(streams)}
    bid_at = {bid: place for place, bid in enumerate(Bid)}
    known = [pair for pair in question.bids or {} if pair[0] in work_at and pair[1] in reader_at]

    def places(pairs: Iterable[tuple[int, int]]) -> str:
        return packed((work_at[w], reader_at[r]) for w, r in pairs if w in work_at and r in reader_at)

    return {
        "work_stream": [-1 if work.stream is None else stream_at[work.stream] for work in question.works],
        "streams": len(streams),
        "reader_streams": [sorted(stream_at[s] for s in reader.streams) for reader in question.readers],
        "lived": [reader.kind == Kind.lived_experience for reader in question.readers],
        "limit": [max(reader.limit, 0) for reader in question.readers],
        "conflicts": places(question.conflicts),
        "begun": places(question.begun),
        "held": places(question.held),
        "bids": packed((work_at[w], reader_at[r], bid_at[(question.bids or {})[w, r]]) for w, r in known),
        "seats": [question.seats.lived_experience, question.seats.professional, question.seats.any],
    }


def packed(rows: Iterable[tuple[int, ...]]) -> str:
    """Rows of whole numbers as text that stays small, however many there are."""
    return b64encode(array("i", chain.from_iterable(rows)).tobytes()).decode()
