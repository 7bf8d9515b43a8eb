"""Lists of reviews, rankings and decisions: their order, and the same number of statements for 1 row and for 30."""

from datetime import timedelta

import pytest

from conference.actions import frozen_sets as sets
from conference.actions.reviews import reviews as write
from conference.actions.selection import decisions as decide
from conference.queries.reviews import progress as review_progress, reviews, sent as sent_reviews
from conference.queries.selection import best_posters, decisions, ranking
from conference.rules.keys import Kind as SetKind
from conference.rules.people.duties import Kind
from conference.rules.selection.ranking import Outcome
from conference.signposts.reviews import progress as progress_signposts
from conference.signposts.selection import decisions as decisions_signposts
from tests import cast
from tests.builders import reviews as build
from tests.cast import AT


@pytest.fixture
def edition(db):
    return cast.an_edition()


def many(edition, number, stream=None):
    amina = build.a_reviewer(cast.amina(), edition)
    return [build.a_pair(build.an_abstract(edition, f"Work {n}", stream=stream), amina) for n in range(number)]


def test_the_queue_puts_what_is_begun_first_and_what_is_sent_last(db, edition):
    one, two, three, four, five = many(edition, 5)
    build.sent(one)
    reviews_started = build.answers(four)
    write.save(four, reviews_started, at=AT)
    write.skip(two, by=cast.amina(), at=AT)
    db.session.flush()
    page = build.queue(one.reviewer)
    assert [(row.reference, row.state) for row in page.rows] == [
        (four.abstract.reference, "started"),
        (three.abstract.reference, "assigned"),
        (five.abstract.reference, "assigned"),
        (one.abstract.reference, "submitted"),
    ]
    progress = review_progress.progress_of(one.reviewer)
    assert (progress.sent, progress.started, progress.to_do, progress.minutes_left) == (1, 1, 3, 60)
    assert reviews.next_reference(one.reviewer) == four.abstract.reference


def test_pages_hold_fifty(db, edition):
    pair = many(edition, 51)[0]
    assert [len(build.queue(pair.reviewer, n).rows) for n in (1, 2)] == [50, 1]


def test_the_queue_never_loads_an_author(db, edition, counted):
    pair = many(edition, 3)[0]
    with counted() as sent:
        build.queue(pair.reviewer)
        reviews.blind(pair)
    assert not [statement for statement in sent.statements if "abstract_author" in statement]


def test_others_are_seen_only_after_sending_and_without_names(db, edition):
    work = build.an_abstract(edition)
    mine = build.a_pair(work, build.a_reviewer(cast.amina(), edition))
    theirs = build.a_pair(work, build.a_reviewer(cast.chidi(), edition, Kind.professional))
    build.sent(theirs, 2, 1, comment="Thin figures.")
    draft = write.save(mine, build.answers(mine), at=AT)
    assert sent_reviews.others_of(draft) == []
    sent = build.sent(mine)
    assert sent_reviews.others_of(sent) == [(2, "Thin figures.")]


LISTS = {
    "queue": lambda edition, amina: build.queue(amina),
    "progress": lambda edition, amina: review_progress.progress_of(amina),
    "became": lambda edition, amina: sent_reviews.became_of(amina),
    "all reviews": lambda edition, amina: review_progress.for_desk(edition),
    "ranking": lambda edition, amina: ranking.ranked(edition, ranking.counts(edition)[-1]),
    "standings": lambda edition, amina: decisions.standings(edition),
    "live ranking": lambda edition, amina: ranking.live(edition),
    "suggestions": lambda edition, amina: decisions.suggestions(edition, ranking.NO_STREAM),
    "drafts": lambda edition, amina: decisions.drafted(edition),
    "content": lambda edition, amina: decisions.draft_content(edition, edition.id),
    "waiting": lambda edition, amina: decisions_signposts.waiting(edition, at=AT),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_takes_as_many_statements_for_thirty_rows_as_for_one(db, edition, counted, name):
    found = []
    for number in (1, 29):
        for n in range(number):
            build.reviewed(edition, (4, 3), 4, title=f"Work {n}")
        build.ranked(edition)
        digest = decisions.digest_of(decisions.suggestions(edition, ranking.NO_STREAM))
        if name not in ("suggestions",):
            decide.draft(edition, ranking.NO_STREAM, digest=digest, by=cast.dara(edition), at=AT)
        db.session.commit()
        db.session.expire_all()
        amina = build.a_reviewer(cast.amina(), edition)
        assert edition.zone and amina.kind and amina.edition.zone
        with counted() as sent:
            LISTS[name](edition, amina)
        found.append(len(sent))
    assert found[0] == found[1]


def test_standings_count_what_is_ranked_drafted_and_held(db, edition):
    stream = cast.a_stream(edition)
    build.reviewed(edition, (5, 0), 5, stream=stream)
    build.reviewed(edition, (4, 4), 4, stream=stream)
    build.an_abstract(edition, stream=stream)
    build.an_abstract(edition)
    build.slots(edition, stream, 1, 4)
    build.ranked(edition)
    [safer, bucket] = decisions.standings(edition)
    assert (safer.stream.name, safer.stream.abstracts, safer.stream.ranked, safer.stream.capped) == (
        "Safer care",
        3,
        2,
        1,
    )
    assert dict(safer.places) == {Outcome.oral: 1, Outcome.poster: 4}
    assert bucket.stream == ranking.StreamCount(ranking.NO_STREAM, "No stream yet", 1, 0, 0)
    assert [row.place for row in ranking.ranked(edition, safer.stream).rows] == [1, 2, None]


def test_comments_come_in_an_order_that_does_not_tell_who_wrote_first(db, edition):
    swapped = []
    for first, second in ((cast.amina(), cast.chidi()), (cast.chidi(), cast.amina())):
        work = build.an_abstract(edition)
        pairs = [
            build.a_pair(
                work,
                build.a_reviewer(
                    p, edition, Kind.professional if p.name.startswith("Chidi") else Kind.lived_experience
                ),
            )
            for p in (first, second)
        ]
        for minutes, (pair, comment) in enumerate(zip(pairs, ("Alpha words.", "Beta words."), strict=True)):
            build.sent(pair, comment=comment, at=AT + timedelta(minutes=minutes))
        swapped.append(decisions._comments([work.id])[work.id])
    assert swapped[0] == swapped[1]


def test_the_person_s_own_page_says_what_is_left_and_by_when(app, db, edition):
    pair = many(edition, 2)[0]
    with app.test_request_context("/"):
        [part] = progress_signposts.part_of(cast.amina(), edition, at=AT)
        assert (part.state, part.next_step) == ("0 of 2 submitted", "About 40 minutes of reading are left.")
        assert progress_signposts.part_of(cast.farid(), edition, at=AT) == []
    assert pair


def test_the_champion_of_a_stream_is_its_best_poster_that_people_helped_to_lead(db):
    """A better poster without co-production is passed over, and nothing is told before both keys are turned."""
    edition = cast.an_edition()
    stream, empty = cast.a_stream(edition), cast.a_stream(edition, "Another", 2)
    cast.dara(edition), cast.lena(edition)
    capped = build.reviewed(edition, (5, 0), 5, title="Capped", stream=stream)
    best = build.reviewed(edition, (4, 3), 4, title="Best", stream=stream)
    build.reviewed(edition, (3, 3), 3, title="Next", stream=stream)
    build.slots(edition, stream, oral=0, poster=3)
    build.ranked(edition)
    digest = decisions.digest_of(decisions.suggestions(edition, stream.id))
    decide.draft(edition, stream.id, digest=digest, by=cast.dara(edition), at=cast.AT)
    assert [row.reference for row in best_posters.of_edition(edition)] == [None, None]
    build.both_keys(
        sets.freeze(edition, SetKind.abstract_decisions, edition.id, by=cast.dara(edition), at=cast.AT), edition
    )
    db.session.flush()
    assert [(row.name, row.reference) for row in best_posters.of_edition(edition)] == [
        (stream.name, best.reference), (empty.name, None),
    ]  # fmt: skip
    assert capped.reference != best.reference


def test_what_is_new_is_counted_in_its_own_edition_from_the_beginning_or_from_its_ranking(db):
    one, two = cast.an_edition("ONE27"), cast.an_edition("TWO27")
    cast.dara(one), cast.dara(two)
    for edition in (one, one, two):
        build.reviewed(edition, (4, 3), 4)
    assert (ranking.stale(one), ranking.stale(two)) == (2, 1)
    build.ranked(one)
    db.session.flush()
    assert (ranking.stale(one), ranking.stale(two)) == (0, 1)
