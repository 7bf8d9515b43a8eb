"""What an award shows on the front page, at the desk and on a person's page; what must not leak; the same cost."""

from datetime import timedelta

import pytest

from conference.actions import frozen_sets
from conference.actions.award import awards
from conference.db import writing
from conference.queries.award import awards as queries, ceremony, result as results
from conference.queries.people import people
from conference.rules.keys import Kind
from conference.signposts.award import awards as awards_signposts
from tests import cast
from tests.builders import award as build, award_ceremony as build_ceremony


@pytest.fixture
def read(app):
    """Ask for what a page shows: the words need a reader's language."""

    def ask(query, *args, **facts):
        with app.test_request_context():
            return query(*args, **facts)

    return ask


def test_the_front_page_tells_of_the_vote_from_the_freeze_to_the_close(db, read):
    with writing():
        edition = cast.an_edition()
        dara = cast.dara(edition)
        award = build.a_draft(edition, dara)
    assert read(awards_signposts.open_now, edition, at=build.VOTING) == []
    with writing():
        build.with_entries(award, dara, cast.amina())
        build.with_roll(award, dara)
        awards.freeze(award, by=dara, at=cast.AT)
    (soon,) = read(awards_signposts.open_now, edition, at=cast.AT)
    assert (soon.endpoint, soon.opens_at) == ("vote.choose", build.OPENS)
    assert f"Voting closes on 14 January 2027, 09:00 ({edition.zone} time)." in soon.text
    assert read(awards_signposts.open_now, edition, at=build.CLOSES) == []


def test_the_desk_is_told_of_each_step_until_the_keys_have_it(db):
    award = build.a_sealed_award({"A-1": 3})
    edition = award.edition
    assert [line.text for line in awards_signposts.waiting(edition, at=build.CLOSES)] == [
        "Patients Choice Award is sealed: freeze the result for both keys"
    ]
    with writing():
        frozen_sets.freeze(edition, Kind.award_result, award.id, by=cast.dara(edition), at=build.CLOSES)
    assert awards_signposts.waiting(edition, at=build.CLOSES) == []


def test_a_person_sees_the_entries_they_present_and_nobody_else_s(db, read):
    with writing():
        edition = cast.an_edition()
        award = build.a_draft(edition, cast.dara(edition))
        build.with_entries(award, cast.dara(edition), cast.amina())
        late = awards.add_entry(
            award, reference="A-0", title="Ours", co_presenter=cast.amina(), by=cast.dara(edition), at=cast.AT
        )
    mine = read(awards_signposts.part_of, cast.amina(), edition, at=cast.AT)
    assert [(part.args["entry_id"], part.mine) for part in mine][0] == (late.id, True)
    assert [part.mine for part in mine] == [True, False, False, False]
    assert [part.by for part in mine] == [build.OPENS, build.CLOSES, build.CLOSES, build.CLOSES]
    assert read(awards_signposts.part_of, cast.ben(), edition, at=cast.AT) == []
    assert people.editions_of(cast.amina()) == [edition]
    assert people.editions_of(cast.ben()) == []
    assert ceremony.entry_for(cast.ben(), edition, late.id) is None


def test_between_the_close_and_the_announcement_a_co_presenter_still_says_what_may_be_shown(db, read):
    award = build.a_sealed_award({"A-1": 3})
    edition, later = award.edition, build.CLOSES + timedelta(hours=1)
    mine = read(awards_signposts.part_of, cast.amina(), edition, at=later)
    assert [(part.endpoint, part.state, part.next_step) for part in mine] == [
        ("entrant.show", "Confirmed", "Say what we can show about you")
    ] * 3
    with writing():
        build_ceremony.approved(award, at=later)
    mine = read(awards_signposts.part_of, cast.amina(), edition, at=later)
    assert {(part.state, part.next_step) for part in mine} == {("The result is out", "Download your certificate")}


def test_a_draft_whose_time_has_gone_asks_nobody_to_confirm(db, read):
    with writing():
        edition = cast.an_edition()
        award = build.a_draft(edition, cast.dara(edition))
        build.with_entries(award, cast.dara(edition), cast.amina())
    assert read(awards_signposts.part_of, cast.amina(), edition, at=build.CLOSES) == []


@pytest.mark.parametrize("state", ["draft", "frozen", "open", "closed", "sealing"])
def test_nobody_can_count_before_the_seal(db, state):
    with writing():
        edition = cast.an_edition()
        dara = cast.dara(edition)
        if state == "draft":
            award = build.a_draft(edition, dara)
        elif state == "frozen":
            award, _codes = build.a_frozen_award(edition)
        else:
            award, codes = build.an_open_award(edition)
            build.vote(award, codes[0])
            if state in ("closed", "sealing"):
                awards.close(award, by=dara, at=build.CLOSES)
            if state == "sealing":
                awards.begin_seal(award, by=dara, at=build.CLOSES)
        assert award.state == state
        assert results.public_content(award) is None
        with pytest.raises(LookupError):
            results.draft_result(edition, award.id)


def test_the_turnout_is_known_in_tens_only(db):
    with writing():
        award, codes = build.an_open_award(cast.an_edition())
        shown = []
        for code in codes[:21]:
            build.vote(award, code)
            shown.append(queries.turnout(award))
    assert shown == [0] * 9 + [10] * 10 + [20] * 2


def test_each_voter_sees_the_entries_in_another_order_that_stays(db):
    with writing():
        award, _codes = build.an_open_award(cast.an_edition())
    orders = [tuple(e.reference for e in queries.ballot_order(award, str(voter))) for voter in range(60)]
    assert len(set(orders)) == 6
    assert orders == [tuple(e.reference for e in queries.ballot_order(award, str(voter))) for voter in range(60)]
    firsts = [order[0] for order in orders]
    assert all(firsts.count(reference) >= 10 for reference in build.TITLES)


@pytest.mark.parametrize("rows", [1, 30])
def test_lists_cost_the_same_for_one_and_for_thirty(db, counted, read, rows):
    with writing():
        edition = cast.an_edition()
        dara = cast.dara(edition)
        for number in range(rows):
            award = build.a_draft(edition, dara, name=f"Award {number}")
            awards.add_entry(award, reference="A-1", title="Ours", co_presenter=cast.amina(), by=dara, at=cast.AT)
        amina, soon = cast.amina(), cast.AT + timedelta(hours=1)
    db.session.expire_all()
    assert (edition.id, amina.id, dara.id) is not None
    with counted() as sent:
        assert len(read(awards_signposts.part_of, amina, edition, at=soon)) == rows
        assert len(queries.of_edition(edition)) == rows
    assert len(sent) == 3
    with counted() as sent:
        assert len(awards_signposts.waiting(edition, at=soon)) == rows
    assert len(sent) == 3
