"""Each stream gets one co-chair with lived experience and one professional."""

import random
from collections import Counter
from datetime import date
from itertools import product

import pytest

from conference.engines.co_chairs import propose
from conference.rules.people.duties import Kind
from conference.rules.streams.proposal import (
    Candidate,
    Cause,
    DayPart,
    Pick,
    Question,
    Reason,
    explain,
    half_days,
    meeting_together,
    next_best,
)

LE, PRO = Kind.lived_experience, Kind.professional
AMINA, BEN, CHIDI, GRETA = 1, 2, 3, 4
ACCESS, SAFETY, HOME = 10, 20, 30
NO_TIMES: frozenset[tuple[date, DayPart]] = frozenset()
MONDAY = (date(2027, 3, 1), DayPart.morning)
LATER = (date(2027, 3, 1), DayPart.afternoon)
TUESDAY = (date(2027, 3, 2), DayPart.morning)


def proposal_of(question):
    return explain(question, propose(question))


def test_every_stream_gets_one_of_each_kind():
    question = Question(
        streams={ACCESS: NO_TIMES, SAFETY: NO_TIMES},
        candidates=(Candidate(AMINA, LE), Candidate(BEN, LE), Candidate(CHIDI, PRO), Candidate(GRETA, PRO)),
        levels={(AMINA, SAFETY): 5, (BEN, ACCESS): 4, (CHIDI, ACCESS): 5, (GRETA, SAFETY): 4},
    )
    assert propose(question) == {
        (ACCESS, LE): BEN,
        (ACCESS, PRO): CHIDI,
        (SAFETY, LE): AMINA,
        (SAFETY, PRO): GRETA,
    }


def test_two_people_at_their_second_choice_rather_than_one_at_the_worst():
    question = Question(
        streams={ACCESS: NO_TIMES, SAFETY: NO_TIMES},
        candidates=(Candidate(AMINA, LE), Candidate(BEN, LE)),
        levels={(AMINA, ACCESS): 5, (AMINA, SAFETY): 3, (BEN, ACCESS): 3, (BEN, SAFETY): 1},
    )
    proposal = proposal_of(question)
    assert propose(question) == {(ACCESS, LE): BEN, (SAFETY, LE): AMINA}
    reason = proposal.picks[0].reason
    assert reason == Reason(level=3, said=True, said_when=False, others=1, liked_it_more=((AMINA, SAFETY),))


def test_filling_a_seat_counts_for_more_than_liking_it():
    question = Question(
        streams={ACCESS: NO_TIMES, SAFETY: NO_TIMES},
        candidates=(Candidate(AMINA, LE), Candidate(BEN, LE)),
        levels={(AMINA, ACCESS): 5, (BEN, ACCESS): 1},
        conflicts=frozenset({(BEN, SAFETY)}),
    )
    assert propose(question) == {(ACCESS, LE): BEN, (SAFETY, LE): AMINA}


def test_nobody_is_asked_beyond_their_limit_and_the_open_seat_is_named_with_its_causes():
    question = Question(
        streams={ACCESS: NO_TIMES, SAFETY: frozenset({MONDAY}), HOME: NO_TIMES},
        candidates=(Candidate(AMINA, LE), Candidate(BEN, LE), Candidate(GRETA, LE)),
        levels={(AMINA, ACCESS): 5},
        can_come={BEN: frozenset({TUESDAY})},
        conflicts=frozenset({(GRETA, SAFETY)}),
        declined=frozenset({(BEN, HOME), (BEN, ACCESS)}),
    )
    proposal = proposal_of(question)
    assert len(proposal.picks) == 2
    open_seat = next(each for each in proposal.uncovered if each.kind == LE)
    assert open_seat.stream == SAFETY or (AMINA, Cause.full) in open_seat.causes
    assert {each.stream for each in proposal.uncovered if each.kind == PRO} == {ACCESS, SAFETY, HOME}
    assert all(each.causes == () for each in proposal.uncovered if each.kind == PRO)


@pytest.mark.parametrize(
    ("facts", "cause"),
    [
        ({"declined": frozenset({(AMINA, SAFETY)})}, Cause.declined),
        ({"conflicts": frozenset({(AMINA, SAFETY)})}, Cause.conflict),
        ({"can_come": {AMINA: frozenset({TUESDAY})}}, Cause.away),
        ({"held": {(ACCESS, LE): AMINA}}, Cause.full),
        ({"held": {(HOME, LE): AMINA}, "candidates": (Candidate(AMINA, LE, limit=2),)}, Cause.clash),
    ],
)
def test_each_cause_is_told_apart(facts, cause):
    streams = {SAFETY: frozenset({MONDAY})}
    streams |= {stream: frozenset({MONDAY}) for stream, _ in facts.get("held", {})}
    question = Question(**({"streams": streams, "candidates": (Candidate(AMINA, LE),)} | facts))
    uncovered = {(each.stream, each.kind): each.causes for each in proposal_of(question).uncovered}
    assert uncovered[SAFETY, LE] == ((AMINA, cause),)
    assert next_best(question, (SAFETY, LE), question.held) == []


def test_a_person_with_a_limit_of_two_takes_no_two_streams_at_one_time():
    streams = {ACCESS: frozenset({MONDAY}), SAFETY: frozenset({MONDAY}), HOME: frozenset({TUESDAY})}
    taken = {stream for stream, _ in propose(Question(streams=streams, candidates=(Candidate(AMINA, LE, limit=3),)))}
    assert len(taken) == 2
    assert HOME in taken


def test_the_load_is_spread_when_people_like_it_alike():
    question = Question(
        streams={ACCESS: NO_TIMES, SAFETY: NO_TIMES},
        candidates=(Candidate(AMINA, LE, limit=2), Candidate(BEN, LE, limit=2)),
    )
    assert len(set(propose(question).values())) == 2


def test_streams_that_overlap_by_a_chain_are_one_block():
    streams = {ACCESS: frozenset({MONDAY}), SAFETY: frozenset({MONDAY, LATER}), HOME: frozenset({LATER})}
    assert len(set(meeting_together(streams).values())) == 1
    assert len(set(meeting_together(streams | {40: NO_TIMES}).values())) == 2


def test_held_seats_stay_and_only_open_ones_are_proposed():
    question = Question(
        streams={ACCESS: NO_TIMES, SAFETY: NO_TIMES},
        candidates=(Candidate(AMINA, LE), Candidate(BEN, LE)),
        levels={(AMINA, SAFETY): 5},
        held={(ACCESS, LE): AMINA},
    )
    assert propose(question) == {(SAFETY, LE): BEN}


def test_after_a_no_the_keenest_free_person_comes_next():
    question = Question(
        streams={ACCESS: NO_TIMES, SAFETY: NO_TIMES},
        candidates=(Candidate(AMINA, LE), Candidate(BEN, LE), Candidate(GRETA, LE), Candidate(CHIDI, PRO)),
        levels={(BEN, ACCESS): 2, (GRETA, ACCESS): 4},
        declined=frozenset({(AMINA, ACCESS)}),
    )
    assert [each.person for each in next_best(question, (ACCESS, LE), question.held)] == [GRETA, BEN]
    assert next_best(question, (ACCESS, LE), question.held)[0] == Pick(
        ACCESS, LE, GRETA, Reason(level=4, said=True, said_when=False, others=1)
    )


def test_a_choice_that_no_longer_fits_says_what_stands_in_the_way():
    question = Question(
        streams={ACCESS: NO_TIMES, SAFETY: NO_TIMES},
        candidates=(Candidate(AMINA, LE), Candidate(BEN, LE)),
        conflicts=frozenset({(BEN, SAFETY)}),
    )
    proposal = explain(question, {(ACCESS, LE): AMINA, (SAFETY, LE): BEN})
    assert [(each.person, each.trouble) for each in proposal.picks] == [(AMINA, None), (BEN, Cause.conflict)]
    twice = explain(question, {(ACCESS, LE): AMINA, (SAFETY, LE): AMINA})
    assert [each.trouble for each in twice.picks] == [Cause.full, Cause.full]


def test_half_days_run_from_the_first_morning_to_the_last_afternoon():
    assert half_days(MONDAY[0], TUESDAY[0]) == [MONDAY, LATER, TUESDAY, (TUESDAY[0], DayPart.afternoon)]


def every_way(question):
    """All fillings by hand: the fullest, then fewest at the worst level, then the next level up."""
    seats = question.open_seats()
    choices = [[None] + [each for each in question.candidates if each.kind == kind] for _, kind in seats]
    best = None
    for way in product(*choices):
        load = Counter(each.person for each in way if each)
        pairs = [(each, stream) for each, (stream, _) in zip(way, seats, strict=True) if each]
        if any(question.barrier(each, stream) or load[each.person] > each.limit for each, stream in pairs):
            continue
        counts = Counter(question.level(each.person, stream) for each, stream in pairs)
        score = (-len(pairs), *(counts[level] for level in range(1, 6)))
        best = score if best is None or score < best else best
    return best


@pytest.mark.parametrize("seed", range(12))
def test_the_flow_equals_the_best_of_every_way(seed):
    chance = random.Random(seed)
    people = tuple(Candidate(n, chance.choice([LE, PRO]), chance.choice([1, 1, 2])) for n in range(1, 6))
    streams = dict.fromkeys((ACCESS, SAFETY, HOME), NO_TIMES)
    pairs = list(product([each.person for each in people], streams))
    question = Question(
        streams=streams,
        candidates=people,
        levels={pair: chance.randint(1, 5) for pair in pairs if chance.random() < 0.8},
        conflicts=frozenset(pair for pair in pairs if chance.random() < 0.2),
    )
    proposal = proposal_of(question)
    counts = Counter(each.reason.level for each in proposal.picks)
    assert (-len(proposal.picks), *(counts[level] for level in range(1, 6))) == every_way(question)
    assert len(proposal.picks) + len(proposal.uncovered) == 6
