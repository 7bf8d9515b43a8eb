"""One vote each, from draft to result, on both databases: what changed, the one entry, and what is refused."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from conference.actions import frozen_sets
from conference.actions.award import awards
from conference.cli.award import seal
from conference.db import db as database, writing
from conference.models.audit import AuditEntry
from conference.models.award.awards import Award, AwardEntry, Ballot, RollRow, SealedBallot
from conference.models.outbox import Job, Message
from conference.queries.award import awards as queries, result as results
from conference.rules.award.counting import AwardState, Method
from conference.rules.keys import Kind
from conference.rules.refusals import Refused
from conference.triggers import refused_by
from tests import cast
from tests.builders import award as build
from tests.guards import Undo, drop, goes_through_without, refuses


def count(kind) -> int:
    return database.session.scalar(sa.select(sa.func.count()).select_from(kind)) or 0


def events() -> list[str]:
    return [e.event for e in database.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))]


def reason_of(act, *args, **facts) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **facts)
    return refused.value.reason


def test_from_draft_to_published_leaves_one_entry_an_act(db):
    award = build.a_sealed_award({"A-1": 3, "A-2": 12, "A-3": 9})
    assert award.state == AwardState.sealed
    with writing():
        edition = award.edition
        dara, lena = cast.dara(edition), cast.lena(edition)
        frozen = frozen_sets.freeze(edition, Kind.award_result, award.id, by=dara, at=build.CLOSES)
        assert frozen.facts["result"]["winners"] == ["A-2"]
        assert not frozen_sets.turn_key(frozen, digest=frozen.digest, by=dara, at=build.CLOSES)
        assert results.published_result(award) is None
        assert frozen_sets.turn_key(frozen, digest=frozen.digest, by=lena, at=build.CLOSES)
    assert award.state == AwardState.published
    assert results.published_result(award)["result"]["rounds"] == [{"A-1": 3, "A-2": 12, "A-3": 9}]
    assert events() == [
        "award.made",
        *["award.entry_added", "award.entry_confirmed"] * 3,
        "award.roll_imported",
        "award.frozen",
        "award.opened",
        "award.closed",
        "award.sealing",
        "award.sealed",
        "decision.frozen",
        "decision.key_turned",
        "decision.carried",
    ]


def test_the_co_presenter_is_asked_by_letter_to_confirm(db):
    with writing():
        edition = cast.an_edition()
        award = build.a_draft(edition, cast.dara(edition))
        build.with_entries(award, cast.dara(edition), cast.amina())
    letters = db.session.scalars(sa.select(Message).order_by(Message.id)).all()
    assert [(letter.kind, letter.person_id) for letter in letters] == [("award_entry", cast.amina().id)] * 3
    assert "/vote/FORUM27/entry/" in letters[0].body


def test_a_cast_uses_the_code_and_keeps_the_ballot_and_nothing_else(db):
    with writing():
        award, codes = build.an_open_award(cast.an_edition())
        before = events()
        tracker = build.vote(award, codes[4], "A-2")
    ballot = db.session.scalars(sa.select(Ballot)).one()
    assert (ballot.tracker, ballot.choice, ballot.voter_class) == (tracker, "A-2", "lived_experience")
    assert [row.badge for row in db.session.scalars(sa.select(RollRow).where(RollRow.spent == 1))] == ["B-004"]
    assert events() == before
    assert {c.name for c in Ballot.__table__.columns} == {"award_id", "tracker", "choice", "voter_class"}


def test_the_same_cast_again_is_recorded_already_and_another_is_refused(db):
    with writing():
        award, codes = build.an_open_award(cast.an_edition())
        tracker = build.vote(award, codes[0])
        assert build.vote(award, codes[0], tracker=tracker) == tracker
        assert build.vote(award, codes[0], "A-3", tracker=tracker) == tracker
        assert reason_of(build.vote, award, codes[0], tracker="AAAA-AAAA-AAAA-AAAA") == "code_used"
        assert reason_of(build.vote, award, codes[1], "A-9") == "no_such_entry"
        assert reason_of(build.vote, award, "347834783478") == "unknown_code"
    assert count(Ballot) == 1
    assert db.session.scalar(sa.select(Ballot.choice)) == "A-1"


def test_a_clashing_tracker_is_refused_and_the_code_stays_unused(db):
    with writing():
        award, codes = build.an_open_award(cast.an_edition())
        tracker = build.vote(award, codes[0])
    with pytest.raises(Refused, match="tracker_taken"), writing():
        build.vote(award, codes[1], tracker=tracker)
    assert [row.spent for row in db.session.scalars(sa.select(RollRow).order_by(RollRow.badge))][:2] == [1, 0]


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (build.OPENS - timedelta(microseconds=1), "not_yet"),
        (build.CLOSES, "closed"),
        (build.CLOSES + timedelta(hours=2), "closed"),
    ],
)
def test_an_early_or_late_vote_is_refused_by_the_clock_of_the_transaction(db, at, reason):
    with writing():
        award, codes = build.an_open_award(cast.an_edition())
        assert reason_of(build.vote, award, codes[0], at=at) == reason
        build.vote(award, codes[0], at=build.OPENS)
        build.vote(award, codes[1], at=build.CLOSES - timedelta(microseconds=1))
    assert count(Ballot) == 2


def test_the_vote_closes_at_its_published_time_and_asks_for_the_seal(db):
    with writing():
        edition = cast.an_edition()
        award, codes = build.an_open_award(edition)
        build.vote(award, codes[0])
        dara = cast.dara(edition)
        assert reason_of(awards.close, award, by=dara, at=build.VOTING) == "too_early"
        awards.close_due(by=dara, at=build.CLOSES - timedelta(seconds=1))
        assert award.state == AwardState.open
        awards.close_due(by=dara, at=build.CLOSES)
        assert award.state == AwardState.closed
        assert reason_of(build.vote, award, codes[1], at=build.VOTING) == "closed"
    assert [job.kind for job in db.session.scalars(sa.select(Job))] == ["award_seal"]


def test_the_seal_is_taken_up_again_wherever_it_stopped(db, monkeypatch):
    with writing():
        edition = cast.an_edition()
        award, codes = build.an_open_award(edition)
        build.vote(award, codes[0], "A-1")
        build.vote(award, codes[1], "A-3")
        awards.close(award, by=cast.dara(edition), at=build.CLOSES)
        award_id = award.id
    with pytest.raises(OSError, match="disk"), monkeypatch.context() as broken:
        broken.setattr(seal, "wipe", _disk_full)
        seal.finish({"award": award_id})
    assert db.session.get_one(Award, award_id).state == AwardState.sealing
    assert (count(Ballot), count(SealedBallot)) == (0, 2)
    seal.finish({"award": award_id})
    seal.finish({"award": award_id})
    assert db.session.get_one(Award, award_id).state == AwardState.sealed
    assert (count(Ballot), count(SealedBallot)) == (0, 2)


def _disk_full() -> None:
    raise OSError("disk full")


def test_nothing_is_frozen_before_every_co_presenter_confirmed(db):
    with writing():
        edition = cast.an_edition()
        dara = cast.dara(edition)
        award = build.a_draft(edition, dara)
        assert reason_of(awards.freeze, award, by=dara, at=cast.AT) == "not_ready"
        build.with_entries(award, dara, cast.amina())
        build.with_roll(award, dara)
        late = awards.add_entry(award, reference="A-4", title="Late", co_presenter=cast.amina(), by=dara, at=cast.AT)
        assert reason_of(awards.freeze, award, by=dara, at=cast.AT) == "not_ready"
        assert queries.why_not_frozen(award) == ["Not yet confirmed by a co-presenter with lived experience: A-4."]
        awards.remove_entry(late, by=dara, at=cast.AT)
        awards.freeze(award, by=dara, at=cast.AT)
    assert len(award.frozen_digest) == 64


def test_cards_can_be_made_until_the_vote_opens_and_never_after(db):
    with writing():
        edition = cast.an_edition()
        award, codes = build.a_frozen_award(edition, voters=30)
        assert len(set(codes)) == 30
        assert queries.cards(award) == list(zip(queries.badges(award), codes, strict=True))
        awards.open_poll(award, by=cast.dara(edition), at=build.OPENS)
    assert (queries.cards(award), award.code_salt) == ([], "")
    stored = {value for row in db.session.scalars(sa.select(RollRow)) for value in (row.code, row.badge)}
    assert not stored & set(codes)


def test_back_to_the_draft_only_before_opening(db):
    with writing():
        edition = cast.an_edition()
        dara = cast.dara(edition)
        award, codes = build.a_frozen_award(edition)
        awards.thaw(award, by=dara, at=cast.AT)
        build.with_roll(award, dara, voters=31)
        awards.freeze(award, by=dara, at=cast.AT)
        assert [code for _b, code in queries.cards(award)][:30] == codes
        awards.open_poll(award, by=dara, at=build.OPENS)
        assert reason_of(awards.thaw, award, by=dara, at=build.OPENS) == "is_open"


def test_a_small_group_of_voters_is_not_counted_apart(db):
    award = build.a_sealed_award({"A-1": 17}, le=7)
    content = results.public_content(award)
    assert "lived_experience" not in content["result"]
    assert {ballot["class"] for ballot in content["ballots"]} == {"not_shown"}


def test_voters_with_lived_experience_are_counted_beside_the_whole(db):
    award = build.a_sealed_award({"A-1": 8, "A-2": 12}, le=10)
    result = results.public_content(award)["result"]
    assert result["rounds"] == [{"A-1": 8, "A-2": 12, "A-3": 0}]
    assert result["lived_experience"]["rounds"] == [{"A-1": 8, "A-2": 2, "A-3": 0}]


# -- What the database itself refuses, and the control: the same statement where the guard is missing ----

AWARD = "(SELECT max(id) FROM award)"
FORBIDDEN = {
    "ballot_while_open": ("sealed", f"INSERT INTO ballot VALUES ({AWARD}, 'X', 'A-1', 'other')"),
    "ballot_names_entries": ("open", f"INSERT INTO ballot VALUES ({AWARD}, 'X', 'A-9', 'other')"),
    "ballot_never_changed": ("open", "UPDATE ballot SET choice = 'A-2'"),
    "ballot_moved_by_the_seal": ("open", "DELETE FROM ballot"),
    "sealed_ballot_by_the_seal": ("sealed", f"INSERT INTO sealed_ballot VALUES ({AWARD}, 'X', 'A-1', 'other')"),
    "sealed_ballot_never_changed": ("sealed", "UPDATE sealed_ballot SET choice = 'A-2'"),
    "sealed_ballot_never_deleted": ("sealed", "DELETE FROM sealed_ballot"),
    "award_entry_changed_in_draft": ("open", "UPDATE award_entry SET title = 'Mine'"),
    "award_entry_removed_in_draft": ("open", "DELETE FROM award_entry"),
    "award_roll_added_in_draft": (
        "open",
        f"INSERT INTO award_roll (award_id, badge, voter_class, code, spent) VALUES ({AWARD}, 'Z', 'other', 'z', 0)",
    ),
    "award_roll_removed_in_draft": ("open", "DELETE FROM award_roll WHERE spent = 0"),
    "award_roll_changed_in_draft": ("open", "UPDATE award_roll SET voter_class = 'other'"),
    "award_roll_spent_once": ("open", "UPDATE award_roll SET spent = 0 WHERE spent = 1"),
    "award_rules_frozen": ("open", "UPDATE award SET closes_at = '2030-01-01 00:00:00+00:00'"),
    "award_steps": ("open", "UPDATE award SET state = 'sealed'"),
    "award_closes_whole": ("stuffed", "UPDATE award SET state = 'closed'"),
    "award_published_by_both_keys": ("sealed", "UPDATE award SET state = 'published'"),
    "award_kept": ("open", "DELETE FROM award"),
    "award_starts_as_draft": (
        "open",
        "INSERT INTO award (edition_id, name, question, state, method, seed, code_salt, opens_at, closes_at,"
        " frozen_digest, frozen_by, frozen_at) SELECT edition_id, 'Other', question, 'open', method, seed, '',"
        " opens_at, closes_at, frozen_digest, frozen_by, frozen_at FROM award",
    ),
}


def in_state(state: str) -> None:
    if state == "sealed":
        build.a_sealed_award({"A-1": 3})
        return
    with writing():
        edition = cast.an_edition()
        award, codes = build.an_open_award(edition)
        build.vote(award, codes[0])
        if state == "stuffed":
            database.session.execute(sa.text(f"INSERT INTO ballot VALUES ({AWARD}, 'X', 'A-1', 'other')"))


@pytest.mark.parametrize("guard", sorted(FORBIDDEN))
def test_the_database_refuses_it_whoever_asks(db, guard):
    state, statement = FORBIDDEN[guard]
    in_state(state)
    refuses(guard, statement)


@pytest.mark.parametrize("guard", sorted(FORBIDDEN))
def test_control_without_its_guard_the_same_statement_goes_through(db, guard):
    state, statement = FORBIDDEN[guard]
    in_state(state)
    goes_through_without(guard, statement, but="(?i)foreign key" if guard == "award_kept" else "")


def test_stuffing_with_roll_and_ballot_is_seen_by_the_digest_of_the_roll(db):
    """Somebody with raw access drops the guards and adds a code and a ballot: the sums fit, the digest does not."""
    award = build.a_sealed_award({"A-1": 9})
    edition, award_id = award.edition, award.id
    guards = ("award_roll_added_in_draft", "award_roll_starts_unspent", "sealed_ballot_by_the_seal")
    with pytest.raises(Undo), writing():
        for guard in guards:
            db.session.execute(drop(guard))
        row = f"{award_id}, 'Z', 'other', 'z', 1"
        db.session.execute(
            sa.text(f"INSERT INTO award_roll (award_id, badge, voter_class, code, spent) VALUES ({row})")
        )
        db.session.execute(sa.text(f"INSERT INTO sealed_ballot VALUES ({award_id}, 'X', 'A-2', 'other')"))
        assert len(results.public_content(award)["ballots"]) == len(results.public_content(award)["roll"]["used"])
        with pytest.raises(Refused, match="changed_since_frozen"):
            results.draft_result(edition, award_id)
        raise Undo
    assert results.draft_result(edition, award_id)["result"]["valid"] == 9


def test_an_entry_is_deleted_with_its_draft_only(db):
    with writing():
        edition = cast.an_edition()
        award = build.a_draft(edition, cast.dara(edition))
        build.with_entries(award, cast.dara(edition), cast.amina())
        for entry in queries.entries_of(award):
            awards.remove_entry(entry, by=cast.dara(edition), at=cast.AT)
    assert count(AwardEntry) == 0


# -- The forms of ballot --------------------------------------------------------------------------

BALLOTS = {
    Method.choice: ("A-1", ["A-9", "A-1 > A-2", "A-1=5", ""]),
    Method.approval: ("A-1 > A-3", ["A-1 > A-2 > A-3", "A-1 > A-1", "A-1 > A-9", "A-1=5"]),
    Method.ranked: ("A-3 > A-1", ["A-1 > A-2 > A-3", "A-1 > A-1", "A-9", "A-1 >  > A-2"]),
    Method.score: ("A-1=5 > A-2=0 > A-3=1", ["A-1=6", "A-1", "A-1=5 > A-1=4", "A-1=5 > A-9=1"]),
}


@pytest.mark.parametrize("method", BALLOTS)
def test_a_ballot_says_what_its_method_lets_it_say_and_the_database_holds_it_too(db, method):
    with writing():
        award, codes = build.an_open_award(cast.an_edition(), method=method, most=2)
    right, wrong = BALLOTS[method]
    for choice in wrong:
        with writing():
            assert reason_of(build.vote, award, codes[0], choice) == "no_such_entry"
        with pytest.raises(sa.exc.IntegrityError) as error, writing():
            put = "INSERT INTO ballot (award_id, tracker, choice, voter_class) VALUES (:award, 'X', :choice, 'other')"
            db.session.execute(sa.text(put), {"award": award.id, "choice": choice})
        assert "ballot_names_entries" in refused_by(error.value)
    with writing():
        build.vote(award, codes[0], right)
    assert list(db.session.scalars(sa.select(Ballot.choice))) == [right]


def test_the_order_of_approvals_is_refused_where_it_could_tell_something(db):
    with writing():
        award, codes = build.an_open_award(cast.an_edition(), method=Method.approval)
        assert reason_of(build.vote, award, codes[0], "A-3 > A-1") == "no_such_entry"
