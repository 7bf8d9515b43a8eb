"""Who made an entry does not vote for it, where the award says so, on both databases."""

import pytest
import sqlalchemy as sa

from conference.actions.award import awards, slips
from conference.db import writing
from conference.models.award.awards import Award, Ballot, RollRow
from conference.models.award.slips import SlipReading
from conference.queries import invariants
from conference.queries.award import awards as queries, own_entry as own, result as results
from conference.rules.award.counting import Method, VoterClass
from conference.rules.award.roll import Badge
from tests import cast
from tests.actions.award.test_awards import reason_of
from tests.builders import award as build
from tests.guards import Undo, drop, refuses

ROLL = [Badge("B-1", VoterClass.other, ("A-1",)), Badge("B-2", VoterClass.other), Badge("B-3", VoterClass.other)]


def a_draft(**facts: object) -> Award:
    edition = cast.an_edition()
    award = build.a_draft(edition, cast.dara(edition), **{"own_entry_barred": True, **facts})
    build.with_entries(award, cast.dara(edition), cast.amina())
    awards.import_roll(award, ROLL, by=cast.dara(edition), at=cast.AT)
    return award


def opened(award: Award) -> list[str]:
    by = cast.dara(award.edition)
    awards.freeze(award, by=by, at=cast.AT)
    found = [code for _badge, code in queries.cards(award)]
    awards.open_poll(award, by=by, at=build.OPENS)
    return found


@pytest.mark.parametrize(
    ("method", "wrong", "right"),
    [
        (Method.choice, "A-1", "A-2"),
        (Method.approval, "A-1 > A-2", "A-2 > A-3"),
        (Method.ranked, "A-3 > A-1", "A-3 > A-2"),
        (Method.score, "A-1=0 > A-2=5", "A-2=5"),
    ],
)
def test_a_card_does_not_choose_what_its_holder_made(db, method, wrong, right):
    with writing():
        award = a_draft(method=method)
        codes = opened(award)
        assert reason_of(build.vote, award, codes[0], wrong) == "own_entry"
        build.vote(award, codes[0], right)
        build.vote(award, codes[1], wrong)
    assert sorted(db.session.scalars(sa.select(Ballot.choice))) == sorted([right, wrong])


def test_without_the_rule_nothing_of_it_is_kept_and_nothing_is_refused(db):
    with writing():
        award = a_draft(own_entry_barred=False)
        codes = opened(award)
        assert set(db.session.scalars(sa.select(RollRow.barred))) == {""}
        build.vote(award, codes[0], "A-1")
        assert "own_entry" not in results.rules_of(award)


def test_the_rule_is_in_the_digest_and_so_is_each_bar_without_being_told(db):
    with writing():
        award = a_draft()
        assert results.rules_of(award)["own_entry"] == "who made an entry does not vote for it"
        before = results.frozen_digests(award)
        awards.import_roll(award, [Badge("B-1", VoterClass.other), *ROLL[1:]], by=cast.dara(award.edition), at=cast.AT)
        after = results.frozen_digests(award)
    assert ([name for name in before if before[name] != after[name]]) == ["roll", "frozen"]


def test_other_entries_need_the_list_once_more(db):
    with writing():
        award = a_draft()
        awards.remove_entry(queries.entries_of(award)[0], by=cast.dara(award.edition), at=cast.AT)
        assert sum(queries.roll_sizes(award).values()) == 0


def test_makers_are_found_by_the_address_with_which_they_sign_in(db):
    with writing():
        award = a_draft()
        assert own.makers(award) == {"amina@example.org": {"A-1", "A-2", "A-3"}}


FORBIDDEN = {
    "award_roll_changed_in_draft": ("award_roll", "UPDATE award_roll SET barred = ''"),
    "award_rules_frozen": ("award", "UPDATE award SET own_entry_barred = NOT own_entry_barred"),
}


@pytest.mark.parametrize("guard", FORBIDDEN)
def test_it_stands_still_from_the_freeze_on_with_its_control(db, guard):
    _table, statement = FORBIDDEN[guard]
    with writing():
        opened(a_draft())
    refuses(guard, statement)
    with pytest.raises(Undo), writing():
        db.session.execute(drop(guard))
        assert invariants.failed() == []
        assert db.session.execute(sa.text(statement)).rowcount > 0
        db.session.expire_all()
        assert invariants.failed() == ["Rules, entries or roll of a vote are not what was frozen. (1 found)"]
        raise Undo


def test_no_slip_is_taken_there_since_a_code_tells_who_made_what(db):
    with writing():
        award = a_draft()
        codes = opened(award)
        dara = cast.dara(award.edition)
        for code, choice in ((codes[0], "A-1"), (codes[0], "A-2"), (codes[1], "A-2"), (codes[1], "")):
            assert reason_of(slips.type_slip, award, code=code, choice=choice, by=dara, at=build.VOTING) == ("no_slips")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SlipReading)) == 0


def test_of_a_code_that_is_used_nothing_of_its_holder_is_told(db):
    with writing():
        award = a_draft()
        codes = opened(award)
        row = queries.roll_row(award, codes[0])
        assert (own.barred(row), own.why_not(award, row, "A-1")) == ({"A-1"}, "own_entry")
        build.vote(award, codes[0], "A-2")
        db.session.refresh(row)
        assert (own.barred(row), own.why_not(award, row, "A-1")) == (set(), "code_used")
