from conference.rules.selection.second_looks import Wanted, Watcher, share

ONE = Wanted(1, 7, frozenset({10}))
TWO = Wanted(2, None, frozenset())


def watcher(key, *streams, load=0, most=2):
    return Watcher(key, frozenset(streams), load, most)


def test_who_chose_the_stream_comes_first_then_who_has_used_least_of_their_number():
    assert share([ONE], [watcher(11, load=0), watcher(12, 7, load=1)]) == ([(1, 12)], [])
    assert share([TWO], [watcher(11, load=1), watcher(12, load=1, most=9)]) == ([(2, 12)], [])


def test_nobody_is_asked_beyond_their_number_or_about_what_they_must_not_see():
    assert share([ONE], [watcher(10, 7)]) == ([], [1])
    assert share([ONE, TWO], [watcher(11, load=1)]) == ([(1, 11)], [2])
