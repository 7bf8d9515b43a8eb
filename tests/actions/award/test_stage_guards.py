"""What the database itself refuses before a ballot, and the control: the same statement where the guard is missing."""

import pytest
import sqlalchemy as sa

from conference import triggers
from conference.actions.award import awards
from conference.db import db as database, writing
from conference.rules.abstracts.abstracts import AbstractState
from conference.rules.award.stages import Seen, Stages
from tests import cast
from tests.builders import abstracts, award as build_award, award_stages as build
from tests.guards import Undo, drop, goes_through_without, refuses

AWARD, WORK = "(SELECT max(id) FROM award)", "(SELECT max(id) FROM award_work)"
THEN = "'2027-01-11 15:00:00+00:00'"
FROZEN = f"frozen_digest = 'x', frozen_at = {THEN}, frozen_by = (SELECT max(id) FROM person)"


def person(key: str) -> str:
    return f"(SELECT id FROM person WHERE sign_in_email = '{key}@example.org')"


def seat(key: str) -> str:
    return f"(SELECT id FROM award_juror WHERE person_id = {person(key)})"


def asked(key: str) -> str:
    return (
        "INSERT INTO award_juror (award_id, person_id, said, invited_at, invited_by)"
        f" VALUES ({AWARD}, {person(key)}, 'waiting', {THEN}, {person('dara')})"
    )


def rated(key: str, seen: str, points: str) -> str:
    return (
        "INSERT INTO award_rating (juror_id, work_id, seen, content, format, wow, comment, rated_at)"
        f" VALUES ({seat(key)}, {WORK}, '{seen}', {points}, {points}, {points}, '', {THEN})"
    )


def work(abstract: str = "NULL") -> str:
    return (
        "INSERT INTO award_work (award_id, abstract_id, reference, title, state, nominee_said, co_presenter_said)"
        f" VALUES ({AWARD}, {abstract}, 'X', 'X', 'new', 'waiting', 'waiting')"
    )


FORBIDDEN = {
    "award_stages_set_in_draft": (
        "entries",
        "INSERT INTO award_stages (award_id, stages, phase, nominations_until, rating_until, size)"
        f" VALUES ({AWARD}, 'jury_only', 'preparing', {THEN}, '2027-02-01 09:00:00+00:00', 2)",
    ),
    "award_stages_frozen": ("nominating", "UPDATE award_stages SET size = 8"),
    "award_stages_kept": ("nominating", "DELETE FROM award_stages"),
    "award_stages_steps": ("nominating", "UPDATE award_stages SET phase = 'closed'"),
    "award_seed_is_published": ("nominating", "UPDATE award SET seed = 'mine'"),
    "award_work_while_nominating": ("rating", work()),
    "award_work_is_accepted": ("nominating", work("(SELECT max(id) FROM abstract)")),
    "award_work_answered_in_time": ("closed", "UPDATE award_work SET nominee_said = 'no'"),
    "award_shortlist_is_co_produced": ("rating", "UPDATE award_work SET shortlisted = true"),
    "award_work_kept": ("nominating", "DELETE FROM award_work"),
    "award_nomination_in_time": (
        "rating",
        f"INSERT INTO award_nomination (work_id, why, nominated_at) VALUES ({WORK}, 'late', {THEN})",
    ),
    "award_nomination_stands": ("nominating", "UPDATE award_nomination SET why = 'other'"),
    "award_nomination_kept": ("nominating", "DELETE FROM award_nomination"),
    "juror_before_the_close": ("closed", asked("farid")),
    "juror_not_at_the_desk": ("nominating", asked("dara")),
    "role_not_for_a_juror": (
        "rating",
        "INSERT INTO role (person_id, edition_id, duty, granted_at)"
        f" SELECT {person('ben')}, edition_id, 'organiser', {THEN} FROM award",
    ),
    "juror_says_before_the_close": ("closed", "UPDATE award_juror SET said = 'no'"),
    "juror_kept": ("nominating", "DELETE FROM award_juror"),
    "rating_by_the_jury_insert": ("closed", rated("eve", "attended", "3")),
    "rating_by_the_jury_update": ("closed", "UPDATE award_rating SET wow = 1 WHERE seen = 'attended'"),
    "rating_not_of_ones_own_insert": ("rating", rated("chidi", "attended", "5")),
    "rating_not_of_ones_own_update": (
        "rating",
        "UPDATE award_rating SET seen = 'attended', content = 5, format = 5, wow = 5"
        f" WHERE seen = 'not_there' AND juror_id = {seat('chidi')}",
    ),
    "rating_conflict_stays": ("rating", "UPDATE award_rating SET seen = 'not_there' WHERE seen = 'conflict'"),
    "rating_kept": ("rating", "DELETE FROM award_rating"),
    "award_entry_is_shortlisted_insert": (
        "shortlisted",
        "INSERT INTO award_entry (award_id, reference, title, co_presenter_id)"
        f" VALUES ({AWARD}, 'X', 'X', {person('amina')})",
    ),
    "award_entry_is_shortlisted_update": (
        "shortlisted",
        "UPDATE award_entry SET reference = 'X' WHERE reference = 'S-1'",
    ),
    "award_freeze_after_the_jury": ("withdrawn", f"UPDATE award SET state = 'frozen', {FROZEN}"),
}


def in_state(state: str) -> None:
    with writing():
        edition = cast.an_edition()
        cast.farid(), cast.dara(edition)
        if state == "entries":
            build_award.with_entries(build_award.a_draft(edition, cast.dara(edition)), cast.dara(edition), cast.amina())
        elif state == "nominating":
            stages = build.open_for_nominations(edition)
            build.nominated(stages)
            build.a_juror(stages, cast.ben())
            abstracts.an_abstract(edition)
        elif state in ("rating", "closed"):
            in_rating(edition, closed=state == "closed")
        else:
            stages, _works = build.shortlisted(edition, [[(5, 5, 5), (5, 5, 5)], [(4, 4, 4), (4, 4, 4)]])
            if state == "withdrawn":
                withdraw_one(stages)


def in_rating(edition, *, closed: bool) -> None:
    """Ben has rated the first work; Chidi, who presents them, was not there for one and has a conflict with another."""
    stages = build.open_for_nominations(edition)
    works = [build.an_entrant(stages, f"Session {n}", cast.chidi(), cast.amina()) for n in range(4)]
    ben, _eve, chidi = (build.a_juror(stages, who) for who in (cast.ben(), cast.eve(), cast.chidi()))
    build.jury.start_rating(stages, by=cast.dara(edition), at=build.NOMINATE)
    build.rate(ben, works[0], 3, 3, 3)
    build.rate(chidi, works[0], seen=Seen.not_there)
    build.rate(chidi, works[1], seen=Seen.conflict)
    if closed:
        build.jury.close_rating(stages, by=cast.dara(edition), at=build.RATE)


def withdraw_one(stages) -> None:
    """A roll, and one entry whose abstract is taken back after the shortlist was made."""
    build_award.with_roll(stages.award, cast.dara(stages.award.edition))
    taken_back = abstracts.an_abstract(stages.award.edition, state=AbstractState.withdrawn)
    drop_and(
        ("award_work_answered_in_time", "award_work"),
        f"UPDATE award_work SET abstract_id = {taken_back.id} WHERE reference = 'S-1'",
    )


def drop_and(guard: tuple[str, str], statement: str) -> None:
    """Do by another way what the guard refuses, and put the guard back."""
    database.session.execute(drop(guard[0]))
    database.session.execute(sa.text(statement))
    for text in triggers.MANIFEST[guard[0]].create(database.engine.dialect.name):
        database.session.connection().exec_driver_sql(text)


@pytest.mark.parametrize("guard", sorted(FORBIDDEN))
def test_the_database_refuses_it_whoever_asks(db, guard):
    state, statement = FORBIDDEN[guard]
    in_state(state)
    refuses(guard, statement)


@pytest.mark.parametrize("guard", sorted(FORBIDDEN))
def test_control_without_its_guard_the_same_statement_goes_through(db, guard):
    state, statement = FORBIDDEN[guard]
    in_state(state)
    goes_through_without(guard, statement, but="(?i)foreign key" if guard == "award_work_kept" else "")


@pytest.mark.parametrize("path", Stages)
def test_no_award_is_published_without_a_ballot_but_by_a_jury_alone(db, path):
    """Its own guard, once the one of the two keys is out of the way."""
    statement = sa.text(f"UPDATE award SET state = 'published', code_salt = '', {FROZEN}")
    with writing():
        edition = cast.an_edition()
        if path is Stages.ballot:
            build_award.a_draft(edition, cast.dara(edition))
        else:
            build.shortlisted(edition, [[(5, 5, 5), (5, 5, 5)], [(4, 4, 4), (4, 4, 4)]], path=path)
    with pytest.raises(sa.exc.IntegrityError, match="award_published_by_"), writing():
        db.session.execute(statement)
    with pytest.raises(Undo), writing():
        db.session.execute(drop("award_published_by_both_keys"))
        if path is not Stages.jury_only:
            with pytest.raises(sa.exc.IntegrityError, match="award_published_by_its_jury"), db.session.begin_nested():
                db.session.execute(statement)
            db.session.execute(drop("award_published_by_its_jury"))
        assert db.session.execute(statement).rowcount == 1
        raise Undo


def test_a_frozen_award_goes_back_with_its_shortlist(db):
    with writing():
        stages, _works = build.shortlisted(cast.an_edition(), [[(5, 5, 5), (5, 5, 5)], [(4, 4, 4), (4, 4, 4)]])
        award, dara = stages.award, cast.dara(stages.award.edition)
        build_award.with_roll(award, dara)
        awards.freeze(award, by=dara, at=build.RATE)
        awards.thaw(award, by=dara, at=build.RATE)
        awards.freeze(award, by=dara, at=build.RATE)
