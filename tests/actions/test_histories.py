"""Short random histories with processes killed one after another: no promise of money or of a vote breaks."""

import sqlalchemy as sa

from bench import histories, voting
from conference.db import writing
from conference.models.award.awards import RollRow
from conference.queries import invariants
from tests.builders import award as build


def test_a_random_history_with_killed_processes_breaks_no_promise(own_database, tmp_path):
    told = histories.run(own_database, tmp_path, seconds=5, processes=3, seed=7)
    assert (told["broken"], told["lost"], told["died"]) == ([], 0, 0)
    assert told["killed"] >= 2 and told["done"] >= 5


def test_votes_while_processes_are_killed_are_each_counted_once(own_database, tmp_path):
    told = voting.run(own_database, tmp_path, kills=20, processes=3, seed=7)
    assert (told["broken"], told["lost"], told["died"], told["refused_again"]) == ([], 0, 0, 0)
    assert told["ballots"] == told["used"] >= told["acknowledged"] >= 20


def test_control_a_code_used_up_in_a_transaction_of_its_own_is_a_half_vote(db):
    """What a kill between two commits would leave; `flask check` names it."""
    poll = build.a_poll_open_now(30)
    with writing():
        db.session.execute(sa.update(RollRow).where(RollRow.badge == poll.badges[0]).values(spent=1))
    assert invariants.failed() == ["An award has not one ballot for each used code. (1 found)"]
