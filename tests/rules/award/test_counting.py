"""The policy of the count, as tables; the published figures of real elections."""

import random
from pathlib import Path

import pytest

from conference.rules.award.ballot_files import UnreadableBallots, read_ballots
from conference.rules.award.counting import (
    Ballot,
    Method,
    Undefined,
    behind,
    draw,
    marks_of,
    may_break_down,
    shown_turnout,
    tally,
)

SAMPLES = Path(__file__).parents[2] / "data"


def ballots(text):
    """'3 A>B>C; 2 B' as ballots; '-' is an under-vote, 'x' an over-vote, '=' equal ranks."""
    signs = {"-": "", "x": "overvote", "=": "equal"}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        count, ranking = part.split(" ")
        yield Ballot(tuple(signs.get(place, place) for place in ranking.split(">")), int(count))


def count(method, text, entries="ABC", seed="seed"):
    return tally(method, list(entries), ballots(text), seed)


@pytest.mark.parametrize(
    ("text", "rounds"),
    [
        ("4 A; 3 B; 2 C>B", [{"A": 4, "B": 3, "C": 2}, {"A": 4, "B": 5}]),
        ("4 A; 3 B; 2 x>C>B", [{"A": 4, "B": 3, "C": 2}, {"A": 4, "B": 5}]),
        ("4 A; 3 B; 2 =>C>B", [{"A": 4, "B": 3, "C": 2}, {"A": 4, "B": 5}]),
        ("4 A; 3 B; 2 ->C>C>B", [{"A": 4, "B": 3, "C": 2}, {"A": 4, "B": 5}]),
        ("4 A; 3 B; 2 C", [{"A": 4, "B": 3, "C": 2}, {"A": 4, "B": 3}]),
        ("9 A; 3 B", [{"A": 9, "B": 3, "C": 0}, {"A": 9, "B": 3}]),
    ],
)
def test_ranked_skips_what_is_no_choice_and_puts_one_entry_out_a_round(text, rounds):
    assert count(Method.ranked, text).rounds == rounds


def test_even_an_absolute_majority_is_counted_until_two_remain():
    assert len(count(Method.ranked, "9 A; 1 B; 1 C; 1 D", "ABCD").rounds) == 3


@pytest.mark.parametrize(
    ("text", "valid", "blank", "spoiled"),
    [
        ("5 A; 2 ->-; 1 x>-; 1 =>x", 5, 2, 2),
        ("5 A; 2 -; 1 Z", 5, 2, 1),
        ("5 ->x>A", 5, 0, 0),
    ],
)
def test_blank_is_nothing_marked_and_spoiled_is_no_choice_left(text, valid, blank, spoiled):
    found = count(Method.ranked, text)
    assert (found.valid, found.blank, found.spoiled) == (valid, blank, spoiled)


def test_one_choice_counts_the_first_choice_and_equal_firsts_are_none():
    found = count(Method.choice, "3 A>B; 4 B; 5 x>C; 6 =>A")
    assert (found.rounds, found.winners, found.spoiled) == ([{"A": 3, "B": 4, "C": 5}], ["C"], 6)


def test_a_tie_is_settled_by_the_earliest_round_that_differs():
    earlier = [{"A": 5, "B": 5, "C": 6}, {"A": 6, "B": 5, "C": 7}]
    assert behind(["A", "B"], earlier, "seed") == ("B", "an earlier round")


def test_a_tie_in_every_round_is_settled_by_the_published_draw():
    last = draw("seed", "AB")[-1]
    assert behind("AB", [{"A": 5, "B": 5}], "seed") == (last, "the draw")
    assert count(Method.ranked, "5 A; 5 B", "AB").winners == [draw("seed", "AB")[0]]
    assert {tuple(draw(str(seed), "ABC")) for seed in range(60)} > {("A", "B", "C"), ("C", "B", "A")}


def test_pairwise_names_who_beats_each_other_entry_or_nobody():
    found = count(Method.pairwise, "4 A>B; 3 C>B; 2 B")
    assert (found.winners, found.pairs["B"]["A"], found.pairs["A"]["B"]) == (["B"], 5, 4)
    with pytest.raises(Undefined):
        count(Method.pairwise, "1 A>B>C; 1 B>C>A; 1 C>A>B")


@pytest.mark.parametrize("method", list(Method))
def test_no_valid_ballot_is_no_winner(method):
    with pytest.raises(Undefined):
        count(method, "3 -; 1 Z")


@pytest.mark.parametrize("method", [Method.choice, Method.approval, Method.ranked])
def test_the_order_of_ballots_and_of_entries_changes_nothing(method):
    chance = random.Random(1)
    rows = list(ballots("3 A>B; 3 B>C; 3 C; 2 D>A; 1 D"))
    first = tally(method, list("ABCD"), rows, "s")
    for _ in range(50):
        again = tally(method, chance.sample("ABCD", 4), chance.sample(rows, len(rows)), "s")
        assert (again.winners, again.rounds) == (first.winners, first.rounds)


@pytest.mark.parametrize(
    ("voted", "shown"),
    [((8, 8), True), ((7, 100), False), ((100, 7), False), ((100,), False)],
)
def test_no_breakdown_shows_how_fewer_than_eight_voted(voted, shown):
    assert may_break_down(dict(zip("ab", voted, strict=False))) is shown


def test_approval_counts_each_entry_named_and_points_count_as_given():
    assert count(Method.approval, "3 A>B; 2 B>C").rounds == [{"A": 3, "B": 5, "C": 2}]
    scored = [Ballot(("A=5", "B=2"), 2), Ballot(("B=0", "A=6", "Z=5"), 1), Ballot(("A=nine",), 1), Ballot(("",), 1)]
    found = tally(Method.score, ["A", "B", "C"], scored, "s")
    assert (found.winners, found.rounds) == (["A"], [{"A": 10, "B": 4, "C": 0}])
    assert (found.valid, found.blank, found.spoiled) == (3, 1, 1)


def test_what_the_order_on_a_ballot_could_tell_is_not_kept_where_it_means_nothing():
    assert marks_of(Method.approval, ["C", "A"], "ABC") == ("A", "C")
    assert marks_of(Method.score, ["C=1", "A=5", "C=4"], "ABC") == ("A=5", "C=1")
    assert marks_of(Method.ranked, ["C", "A"], "ABC") == ("C", "A")


def test_turnout_is_shown_in_whole_tens():
    assert [shown_turnout(voted) for voted in (0, 9, 10, 19, 120)] == [0, 0, 10, 10, 120]


def test_both_layouts_read_alike():
    ranking = read_ballots(b"count,ranking\n2,Ann > Bo\n1,Ann=Bo > Bo\n1,\n")
    columns = read_ballots(b"\xef\xbb\xbfCount,Rank1,Rank2\r\n2,Ann,Bo\r\n1,overvote,Bo\r\n1,undervote,\r\n\r\n")
    assert [b.places for b in ranking.ballots] == [("Ann", "Bo"), ("equal", "Bo"), ("",)]
    assert [b.places for b in columns.ballots] == [("Ann", "Bo"), ("overvote", "Bo"), ("", "")]
    assert ranking.entries == columns.entries == ["Ann", "Bo"]


def test_a_wrong_row_is_named_with_its_line_and_the_good_ones_stay():
    found = read_ballots(b'count,rank1\n2,"Ann\nLee"\nmany,Bo\n1,Bo,Ann\n1,Bo\n')
    assert [row["line"] for row in found.refused] == [4, 5]
    assert [ballot.places for ballot in found.ballots] == [("Ann\nLee",), ("Bo",)]


@pytest.mark.parametrize("data", [b"", b"count,rank\n1,A\n", b"ranking\nA\n", b"count,ranking\n", b"\xff\xfe\x00"])
def test_a_file_that_is_no_ballot_file_is_refused_whole(data):
    with pytest.raises(UnreadableBallots):
        read_ballots(data)


def test_a_sample_of_real_ballots():
    burlington = read_ballots((SAMPLES / "burlington_head.csv").read_bytes())
    assert sum(ballot.count for ballot in burlington.ballots) == 6708
    ward = read_ballots((SAMPLES / "ward_9_part.csv").read_bytes())
    found = tally(Method.ranked, ward.entries, ward.ballots, "")
    assert found.winners == ["Alondra Cano"]


def real(name):
    return read_ballots((SAMPLES / "elections" / f"{name}.csv").read_bytes())


def test_minneapolis_elects_its_mayor_as_published():
    found = real("minneapolis_2017_mayor")
    result = tally(Method.ranked, found.entries, found.ballots, "")
    assert (result.valid, result.blank, result.spoiled) == (104522, 1369, 37)
    assert (result.rounds[0]["Jacob Frey"], result.rounds[0]["Theron Preston Washington"]) == (26116, 0)
    assert result.rounds[-1] == {"Jacob Frey": 46716, "Raymond Dehn": 34971}
    assert (result.winners, result.ties) == (["Jacob Frey"], [])


def test_minneapolis_ward_9_elects_its_councillor_as_published():
    found = real("minneapolis_2017_ward_9")
    result = tally(Method.ranked, found.entries, found.ballots, "")
    assert (result.winners, result.rounds[0]["Alondra Cano"]) == (["Alondra Cano"], 2623)
    assert result.rounds[-1] == {"Alondra Cano": 2982, "Gary Schiff": 1934}


def test_burlington_has_another_winner_under_each_rule():
    found = real("burlington_2009_mayor")
    results = {
        method: tally(method, found.entries, found.ballots, "")
        for method in (Method.choice, Method.ranked, Method.pairwise)
    }
    assert {method: result.winners for method, result in results.items()} == {
        Method.choice: ["Kurt Wright (Republican)"],
        Method.ranked: ["Bob Kiss (Progressive)"],
        Method.pairwise: ["Andy Montroll (Democrat)"],
    }
    assert results[Method.choice].rounds[0]["Kurt Wright (Republican)"] == 2951
    assert results[Method.ranked].rounds[-1] == {
        "Bob Kiss (Progressive)": 4316,
        "Kurt Wright (Republican)": 4061,
    }
