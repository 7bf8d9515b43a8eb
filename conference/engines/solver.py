"""Ask the solver for a plan. It runs in a child process (`assign.py`), so that no web worker ever carries it."""

from array import array
from collections.abc import Iterable
from itertools import chain

from conference.engines.child import ask, packed
from conference.rules.people.duties import Kind
from conference.rules.reviewers.assignment import SCALE, SEATS, Bid, Pair, Plan, Question, shortfalls


def plan(question: Question, *, seconds: int = 300) -> Plan:
    """The best plan there is: first every seat that can be filled, then even loads, then the best fit."""
    answer = ask("assign", as_arrays(question), seconds=seconds)
    pairs = tuple(
        Pair(question.abstracts[abstract].id, question.reviewers[reviewer].id, SEATS[seat], fit / SCALE)
        for abstract, reviewer, seat, fit in zip(*answer["pairs"], strict=True)
    )
    unfilled = [(question.abstracts[abstract], SEATS[seat], missing) for abstract, seat, missing in answer["unfilled"]]
    return Plan(pairs, shortfalls(question, pairs, unfilled), answer["objective"])


def as_arrays(question: Question) -> dict[str, object]:
    """The question as plain numbers, in the order of the question, so that the answer never depends on chance."""
    streams = sorted(
        {s for r in question.reviewers for s in r.streams}
        | {w.stream for w in question.abstracts if w.stream is not None}
    )
    stream_at = {stream: place for place, stream in enumerate(streams)}
    bid_at = {bid: place for place, bid in enumerate(Bid)}
    return {
        "abstracts": [abstract.id for abstract in question.abstracts],
        "reviewers": [reviewer.id for reviewer in question.reviewers],
        "abstract_stream": [
            -1 if abstract.stream is None else stream_at[abstract.stream] for abstract in question.abstracts
        ],
        "streams": len(streams),
        "reviewer_streams": [sorted(stream_at[s] for s in reviewer.streams) for reviewer in question.reviewers],
        "lived": [reviewer.kind == Kind.lived_experience for reviewer in question.reviewers],
        "limit": [max(reviewer.limit, 0) for reviewer in question.reviewers],
        "conflicts": _rows(question.conflicts),
        "begun": _rows(question.begun),
        "held": _rows(question.held),
        "bids": _rows((*pair, bid_at[bid]) for pair, bid in (question.bids or {}).items()),
        "seats": [question.seats.of(seat) for seat in SEATS],
        "fair": question.fair,
    }


def _rows(rows: Iterable[tuple[int, ...]]) -> str:
    return packed(array("i", chain.from_iterable(rows)).tobytes())
