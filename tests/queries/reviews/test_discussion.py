"""Lists of what is talked over: the rule and the lists agree, what must not leak, statements for 1 and for 30 rows."""

import pytest

from conference.models.reviews.reviews import ReviewTally
from conference.queries.reviews import discussion, discussion_thread, progress, reviews
from conference.rules.people.duties import Kind
from conference.rules.reviews.discussion import is_queued
from tests import cast
from tests.builders import reviews as build, talks as build_talk
from tests.cast import AT


@pytest.fixture
def edition(db):
    return cast.an_edition()


def test_the_list_of_the_desk_is_widest_first_with_means_gap_and_remarks(edition):
    one, two, near = build_talk.apart(edition, 3, 5), build_talk.apart(edition, 1, 5), build_talk.apart(edition, 4, 5)
    build_talk.remarked(reviews.review_of(build_talk.pair_of(one)))
    rows = discussion.for_desk(edition).rows
    assert [tuple(row) for row in rows] == [
        (two.reference, two.title, 1.0, 5.0, 4.0, 0),
        (one.reference, one.title, 3.0, 5.0, 2.0, 1),
    ]
    assert near.reference not in [row.reference for row in rows]


def test_the_list_and_the_rule_say_the_same_of_every_pair_of_scores(db, edition):
    ben = build.a_reviewer(cast.ben(), edition)
    works = [build_talk.apart(edition, lived, other) for lived in range(1, 6) for other in range(1, 6)]
    for number, work in enumerate(works):
        if number % 3 == 1:
            build.sent(build.a_pair(work, ben), 1 + number % 5)
        if number % 7 == 3:
            build.a_pair(work, build.a_reviewer(cast.eve(), edition, Kind.professional))
    db.session.flush()
    queued = {row.reference for row in discussion.for_desk(edition).rows}
    assert queued == {work.reference for work in works if is_queued(discussion.standing_of(work))}
    assert 5 < len(queued) < 20


def test_a_large_number_of_reviews_does_not_break_the_sums(db, edition):
    work = build_talk.apart(edition, 2, 5)
    tally = db.session.get(ReviewTally, work.id)
    tally.le_count, tally.le_total = 400, 400 * 2_000_000
    tally.professional_count, tally.professional_total = 500, 500 * 3_500_000
    db.session.flush()
    assert [row.gap for row in discussion.for_desk(edition).rows] == [1.5]


def test_what_waits_for_a_review_is_counted_and_not_listed(edition):
    work = build_talk.apart(edition)
    assert discussion.kept_waiting(edition) == 0
    build.a_pair(work, build.a_reviewer(cast.ben(), edition))
    assert (discussion.kept_waiting(edition), discussion.for_desk(edition).rows) == (1, [])


def count_of(reviewer):
    return progress.progress_of(reviewer).to_talk


def test_a_reviewer_finds_only_what_they_sent_themselves(edition):
    work = build_talk.apart(edition)
    ben = build.a_reviewer(cast.ben(), edition)
    amina = build_talk.pair_of(work).reviewer
    assert [row.reference for row in discussion.listed(amina).rows] == [work.reference]
    assert (count_of(amina), count_of(ben)) == (1, 0)
    pair = build.a_pair(work, ben)
    assert (count_of(ben), discussion.listed(ben).rows) == (0, [])
    assert count_of(amina) == 0  # until Ben has sent
    build.sent(pair, 1)
    assert (count_of(ben), count_of(amina)) == (1, 1)


def test_a_talk_is_for_the_writer_of_a_sent_review(edition):
    work = build_talk.apart(edition)
    mine, theirs = build_talk.pair_of(work), build_talk.pair_of(work, lived=False)
    assert discussion_thread.talk_of(mine, reviews.review_of(mine), at=AT).may_write
    assert discussion_thread.talk_of(mine, reviews.review_of(theirs), at=AT) is None


LISTS = {
    "desk": lambda edition, amina, work: discussion.for_desk(edition),
    "waiting": lambda edition, amina, work: discussion.kept_waiting(edition),
    "mine": lambda edition, amina, work: discussion.listed(amina),
    "how many are mine": lambda edition, amina, work: count_of(amina),
    "to invite": lambda edition, amina, work: discussion.to_invite(edition),
    "one talk": lambda edition, amina, work: discussion_thread.said_on(work, amina),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_takes_as_many_statements_for_thirty_rows_as_for_one(db, edition, counted, name):
    found = []
    works = []
    for number in (1, 29):
        works += [build_talk.apart(edition) for _n in range(number)]
        for _n in range(number):
            build_talk.remarked(reviews.review_of(build_talk.pair_of(works[0], lived=_n % 2 == 0)))
            build_talk.changed(reviews.review_of(build_talk.pair_of(works[0])), 2)
        amina = build.a_reviewer(cast.amina(), edition)
        db.session.commit()
        db.session.expire_all()
        assert edition.zone and amina.kind and amina.edition.zone and works[0].title
        with counted() as sent:
            LISTS[name](edition, amina, works[0])
        found.append(len(sent))
    assert found[0] == found[1]
