"""Which seats are open, who is next, what waits; the same number of statements whatever the length."""

from datetime import timedelta

from flask_babel import force_locale

from conference.actions.streams import co_chairs
from conference.queries.streams import candidates as found, co_chairs as queries, coverage
from conference.rules.streams.co_chairs import Answer
from conference.signposts import desk
from conference.signposts.streams import co_chairs as co_chairs_signposts, coverage as coverage_signposts
from tests import cast
from tests.builders import streams as build
from tests.builders.streams import LE, PRO


def test_every_seat_is_open_until_somebody_is_asked_in_the_order_of_the_programme(db):
    edition = cast.an_edition()
    cast.a_stream(edition, "Second", 2)
    cast.a_stream(edition, "First", 1)
    seen = coverage.picture(edition)
    open_seats = [(each.stream.name, seat.kind) for each in seen.streams for seat in each.seats if not seat.holder]
    assert open_seats == [("First", LE), ("First", PRO), ("Second", LE), ("Second", PRO)]


def test_an_open_seat_names_its_causes_and_the_next_best(db):
    edition = build.a_staffed_edition()
    seats = build.asked(edition)
    seat = seats["Safety", LE]
    co_chairs.answer(seat, Answer.decline, card_id=found.card_for(seat.stream).id, by=seat.person, at=cast.AT)
    seen = coverage.picture(edition)
    safety = next(each for each in seen.streams if each.stream.name == "Safety").seats[0]
    assert (safety.holder, safety.pick) == (None, None)
    assert {seen.names[person]: cause for person, cause in safety.uncovered.causes} == {
        "Amina Yusuf": "full",
        "Ben Okoro": "declined",
    }
    assert [seen.names[each.person] for each in safety.free] == ["Noor Bakker"]
    assert [each.person.name for each in safety.said_no] == ["Ben Okoro"]


def test_an_edition_sees_only_its_own(db):
    edition = build.a_staffed_edition()
    build.asked(edition)
    other = cast.an_edition("OTHER27")
    cast.a_stream(other, "Elsewhere")
    assert (queries.asked(other), found.candidates(other), found.cards(other)) == ([], [], {})
    assert queries.one(other, queries.asked(edition)[0].id) is None
    assert found.candidate(other, found.candidates(edition)[0].id) is None
    assert found.question(other).candidates == ()


def test_the_desk_says_what_waits_and_when_an_answer_is_late(db):
    edition = build.a_staffed_edition()
    build.asked(edition)
    lines = {each.text: each for each in coverage_signposts.waiting(edition, at=cast.AT)}
    assert {text: each.count for text, each in lines.items()} == {"Role cards without an answer": 4}
    due = lines["Role cards without an answer"].due
    assert due.isoformat() == "2027-01-26T00:00:00+00:00"
    assert lines["Role cards without an answer"].is_late(due + timedelta(minutes=1))
    seats = {each.person.name: each for each in queries.asked(edition)}
    for name, said, words in (("Amina Yusuf", Answer.change, "Less."), ("Greta Lund", Answer.suggest, "Ask Hana.")):
        seat = seats[name]
        card = found.card_for(seat.stream).id
        co_chairs.answer(seat, said, card_id=card, words=words, by=seat.person, at=cast.AT)
    assert {each.text: each.count for each in coverage_signposts.waiting(edition, at=cast.AT)} == {
        "Co-chair places with no candidate": 1,
        "Role cards without an answer": 2,
        "Requests to change a role card": 1,
        "Co-chairs who suggested someone else": 1,
    }
    assert {each.endpoint for each in desk.waiting(edition, at=cast.AT)} >= {"desk_streams.index"}


def test_a_person_sees_what_they_are_part_of(db):
    edition = build.a_staffed_edition()
    amina, noor = cast.amina(), cast.someone("noor", "Noor Bakker")
    seat = build.asked(edition)["Access", LE]

    def parts(person):
        with force_locale("en"):
            return [(each.state, each.mine) for each in co_chairs_signposts.part_of(person, edition, at=cast.AT)]

    assert parts(noor) == [("We would like to ask you", True)]
    assert parts(amina) == [("You are asked", True)]
    co_chairs.answer(seat, Answer.accept, card_id=found.card_for(seat.stream).id, by=amina, at=cast.AT)
    assert parts(amina) == [("You said yes", False)]
    assert parts(cast.farid()) == []


def grow(edition, number):
    for each in range(number):
        cast.a_stream(edition, f"Stream {each:02}", each)
        build.a_candidate(cast.someone(f"le{each}", f"Person {each:02}"), edition, LE)
        build.a_candidate(cast.someone(f"pro{each}", f"Doctor {each:02}"), edition, PRO)


def test_no_more_statements_for_thirty_streams_than_for_one(db, counted):
    counts = []
    for code, number in (("ONE27", 1), ("MANY27", 30)):
        edition = cast.an_edition(code)
        cast.dara(edition)
        cast.lena(edition)
        grow(edition, number)
        build.a_card(edition)
        build.asked(edition)
        edition_id = edition.id
        db.session.commit()
        db.session.expunge_all()
        edition = db.session.get_one(cast.Edition, edition_id)
        with counted() as sent:
            seen = coverage.picture(edition)
            assert len(seen.streams) == number
            assert len([each.person.name for each in queries.asked(edition)]) == 2 * number
            assert len([each.person.name for each in found.candidates(edition)]) == 2 * number
            coverage_signposts.waiting(edition, at=cast.AT)
        counts.append(len(sent))
    assert counts[0] == counts[1]
