"""Codes after the freeze, on both databases: both keys, once, logged without a name; and what the database lets in."""

import pytest
import sqlalchemy as sa

from conference.actions import frozen_sets
from conference.actions.award import additions as acts, awards
from conference.cli.award import seal
from conference.db import db as database, writing
from conference.models.audit import AuditEntry
from conference.models.award.awards import Award, AwardAddition, RollRow
from conference.models.editions.editions import Edition
from conference.models.keys import FrozenSet
from conference.queries.award import additions as found, awards as queries, result as results
from conference.rules import refusals
from conference.rules.award.additions import Reason
from conference.rules.award.counting import VoterClass
from conference.rules.keys import Kind, State
from conference.rules.refusals import Refused
from tests import cast
from tests.actions.award.test_attacks import held_open
from tests.actions.award.test_awards import reason_of
from tests.builders import award as build
from tests.guards import goes_through_without, refuses


def asked(award: Award, badge: str = "L-1", reason: Reason = Reason.late_registration) -> AwardAddition:
    by = cast.dara(award.edition)
    kind = VoterClass.lived_experience
    addition = acts.ask(award, badge=badge, voter_class=kind, reason=reason, by=by, at=build.VOTING)
    frozen_sets.freeze(
        award.edition, Kind.award_addition, addition.id, content={"badge": badge}, by=by, at=build.VOTING
    )
    return addition


def turn(addition: AwardAddition, *names: str) -> None:
    waiting = found.sets_of(addition.award)[addition.id]
    for name in names:
        by = getattr(cast, name)(addition.award.edition)
        frozen_sets.turn_key(waiting, digest=waiting.digest, by=by, at=build.VOTING)


def allowed(award: Award, *facts: object) -> AwardAddition:
    addition = asked(award, *facts)
    turn(addition, "dara", "lena")
    return addition


def give(addition: AwardAddition) -> str:
    return acts.give(addition, by=cast.dara(addition.award.edition), at=build.VOTING)


def an_open_award(**facts: object) -> tuple[Award, list[str]]:
    edition = cast.an_edition()
    cast.dara(edition), cast.lena(edition)
    return build.an_open_award(edition, **facts)


def events(count: int) -> list[str]:
    return list(database.session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.id)))[-count:]


def test_a_late_person_votes_and_the_roll_stays_as_it_was_frozen(db):
    with writing():
        award, codes = an_open_award()
        before, sizes = results.frozen_digests(award), queries.roll_sizes(award)
        addition = asked(award)
        assert reason_of(give, addition) == "needs_keys"
        turn(addition, "lena")
        assert (reason_of(give, addition), found.log(award)) == ("needs_keys", [])
        turn(addition, "dara")
        code = give(addition)
        assert reason_of(give, addition) == "given_already"
        build.vote(award, code)
        assert reason_of(build.vote, award, code, tracker="AAAA-AAAA-AAAA-AAAA") == "code_used"
        assert (results.frozen_digests(award), queries.roll_sizes(award)) == (before, sizes)
        line = {"number": 1, "class": "lived_experience", "reason": "late_registration", "given": True}
        assert found.log(award) == [line | {"day": build.VOTING.date().isoformat()}]
    assert events(5) == [
        "award.addition_asked",
        "decision.frozen",
        "decision.key_turned",
        "decision.carried",
        "award.code_given",
    ]
    kept = {value for row in db.session.scalars(sa.select(RollRow)) for value in (row.code, row.badge, row.barred)}
    told = set(db.session.scalars(sa.select(AuditEntry.facts))) | set(db.session.scalars(sa.select(FrozenSet.content)))
    assert code not in kept and not [words for words in told if code in words]


def test_a_vote_with_a_lost_card_that_waited_for_the_desk_hears_that_it_was_replaced(db, app):
    with writing():
        award, codes = an_open_award()
        award_id, addition_id = award.id, allowed(award, "B-020", Reason.lost_card).id
    giving = held_open(app, lambda: give(database.session.get_one(AwardAddition, addition_id)))
    with writing():
        late = database.session.get_one(Award, award_id)
        assert reason_of(build.vote, late, codes[20]) == "card_replaced"
    giving.join()


def test_a_lost_card_stops_and_the_new_one_works_in_the_same_class(db):
    with writing():
        award, codes = an_open_award()
        addition = allowed(award, "B-020", Reason.lost_card)
        assert (addition.badge, addition.replaces, addition.voter_class) == ("B-020 (2)", "B-020", "other")
        build.vote(award, codes[0])
        code = give(addition)
        assert reason_of(build.vote, award, codes[20]) == "card_replaced"
        again = allowed(award, "B-020 (2)", Reason.lost_card)
        assert again.badge == "B-020 (3)"
        newest = give(again)
        assert reason_of(build.vote, award, code) == "card_replaced"
        build.vote(award, newest)
        assert reason_of(asked, award, "B-020", Reason.lost_card) == "replaced_already"


def test_who_has_voted_is_told_only_after_both_keys_and_gets_no_second_code(db):
    with writing():
        award, codes = an_open_award()
        build.vote(award, codes[3])
        addition = asked(award, "B-003", Reason.lost_card)  # no word yet of whether this badge has voted
        turn(addition, "dara", "lena")
        assert reason_of(give, addition) == "card_used"
        assert [line["given"] for line in found.log(award)] == [False]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RollRow)) == 30


def test_only_between_the_freeze_and_the_close_and_only_once_a_badge(db):
    with writing():
        award, codes = an_open_award()
        facts = {"voter_class": VoterClass.other, "by": cast.dara(award.edition)}
        late = {"reason": Reason.late_registration, "at": build.CLOSES}
        assert reason_of(acts.ask, award, badge="L-1", **late, **facts) == "closed"
        assert reason_of(asked, award, "B-001") == "on_roll"
        assert reason_of(asked, award, "X-1", Reason.lost_card) == "not_on_roll"
        assert reason_of(asked, award, "b 001") == "on_roll"
        two = [asked(award, "L-1"), asked(award, "l 1")]  # asked twice by mistake: one code
        for addition in two:
            turn(addition, "dara", "lena")
        give(two[0])
        assert reason_of(give, two[1]) == "given_already"
        other = build.a_draft(award.edition, facts["by"], name="Draft")
        assert reason_of(asked, other) == "is_draft"


def test_a_lost_card_is_found_however_its_badge_is_typed(db):
    with writing():
        award, _codes = an_open_award()
        addition = asked(award, "b 020", Reason.lost_card)
        assert (addition.badge, addition.replaces) == ("B-020 (2)", "B-020")


def test_two_who_press_at_once_are_shown_one_code(db, app):
    with writing():
        addition_id = allowed(an_open_award()[0]).id
    seen = []

    def press() -> None:
        try:
            seen.append(give(db.session.get_one(AwardAddition, addition_id)))
        except Refused as no:
            seen.append(no.reason)

    first = held_open(app, press)
    with writing():
        press()
    first.join()
    assert (len(seen), seen.count("given_already")) == (2, 1)
    assert db.session.scalar(sa.select(sa.func.count()).where(RollRow.addition == addition_id)) == 1


def test_what_still_waits_for_its_keys_at_the_close_waits_no_longer(db):
    with writing():
        award, _codes = an_open_award()
        other, _codes = build.an_open_award(award.edition, name="Another award")
        done, late, elsewhere = allowed(award, "L-1"), asked(award, "L-2"), asked(other, "L-3")
        turn(late, "lena")
        awards.close(award, by=cast.dara(award.edition), at=build.CLOSES)
        sets = found.sets_of(award) | found.sets_of(other)
        stand = [sets[addition.id].state for addition in (done, late, elsewhere)]
        assert stand == [State.carried, State.superseded, State.waiting]
    with pytest.raises(refusals.Refused, match="settled"), writing():
        turn(late, "dara")


def test_before_the_opening_too_and_then_never_back_to_the_draft(db):
    with writing():
        edition = cast.an_edition()
        cast.lena(edition)
        award, _codes = build.a_frozen_award(edition)
        code = give(allowed(award))
        assert len(queries.cards(award)) == 30  # its card is not printed: its code follows from nothing
        assert reason_of(awards.thaw, award, by=cast.dara(edition), at=cast.AT) == "has_additions"
        awards.open_poll(award, by=cast.dara(edition), at=build.OPENS)
        build.vote(award, code)


def test_a_card_that_was_replaced_is_not_printed_again(db):
    with writing():
        edition = cast.an_edition()
        cast.lena(edition)
        award, codes = build.a_frozen_award(edition)
        digests = results.frozen_digests(award)
        give(allowed(award, "B-020", Reason.lost_card))
        printed = queries.cards(award)
        assert (len(printed), [code for _badge, code in printed]) == (29, [*codes[:20], *codes[21:]])
        assert results.frozen_digests(award) == digests


def test_sent_back_is_a_gap_in_the_log(db):
    with writing():
        award, _codes = an_open_award()
        first = asked(award, "L-1")
        waiting = found.sets_of(award)[first.id]
        frozen_sets.send_back(waiting, reason="Who?", by=cast.lena(award.edition), at=build.VOTING)
        assert reason_of(give, first) == "needs_keys"
        give(allowed(award, "L-2"))
        assert [line["number"] for line in found.log(award)] == [2]


def test_one_key_is_never_enough_even_where_an_edition_wants_one(db):
    with writing():
        award, _codes = an_open_award()
        db.session.execute(sa.update(Edition).values(one_key_kinds="award_addition"))
        db.session.expire_all()
        addition = asked(award)
        turn(addition, "dara")
        assert reason_of(give, addition) == "needs_keys"


def test_the_sums_fit_with_additions_through_close_and_seal(db):
    with writing():
        award, codes = an_open_award()
        build.vote(award, codes[0], "A-2")
        build.vote(award, give(allowed(award)), "A-1")
        give(allowed(award, "B-020", Reason.lost_card))
        awards.close(award, by=cast.dara(award.edition), at=build.CLOSES)
        award_id = award.id
    seal.finish({"award": award_id})
    award = db.session.get_one(Award, award_id)
    content = results.public_content(award)
    told = results.draft_result(award.edition, award_id)
    assert (len(content["roll"]["codes"]), len(content["roll"]["added"]), len(content["ballots"])) == (30, 2, 2)
    assert (told["roll"], told["result"]["valid"]) == (30, 2)
    assert [line["reason"] for line in told["additions"]] == ["late_registration", "lost_card"]
    assert not [word for word in ("L-1", "B-020", "badge") if word in str(content)]


ROW = "INSERT INTO award_roll (award_id, badge, voter_class, code, spent, blocked, addition)"
OF = "SELECT d.award_id, d.badge, d.voter_class, 'x', 0, 0, d.id FROM award_addition d"
FORBIDDEN = {
    "not asked for": (
        "award_roll_added_in_draft",
        "allowed",
        f"{ROW} SELECT id, 'Z', 'other', 'x', 0, 0, 0 FROM award",
    ),
    "one key": ("award_roll_added_in_draft", "one key", f"{ROW} {OF}"),
    "another badge": (
        "award_roll_added_in_draft",
        "allowed",
        f"{ROW} {OF.replace('d.badge,', chr(39) + 'Z' + chr(39) + ',')}",
    ),
    "another class": (
        "award_roll_added_in_draft",
        "allowed",
        f"{ROW} {OF.replace('d.voter_class', chr(39) + 'other' + chr(39))}",
    ),
    "lost card not blocked": ("award_roll_added_in_draft", "lost", f"{ROW} {OF}"),
    "closed": ("award_roll_added_in_draft", "closed", f"{ROW} {OF}"),
    "spent": ("award_roll_starts_unspent", "allowed", f"{ROW} {OF.replace('0, 0, d.id', '1, 0, d.id')}"),
    "blocked without a new card": ("award_roll_blocked_for_a_new_card", "allowed", "UPDATE award_roll SET blocked = 1"),
    "blocked though used": (
        "award_roll_blocked_for_a_new_card",
        "lost and used",
        "UPDATE award_roll SET blocked = 1 WHERE badge = 'B-020'",
    ),
    "used though blocked": ("award_roll_spent_once", "replaced", "UPDATE award_roll SET spent = 1 WHERE blocked = 1"),
    "unblocked": ("award_roll_blocked_for_a_new_card", "replaced", "UPDATE award_roll SET blocked = 0"),
    "asked after the close": (
        "award_addition_after_the_freeze",
        "closed",
        "INSERT INTO award_addition (award_id, number, badge, voter_class, reason, asked_at, asked_by)"
        " SELECT award_id, 9, 'Z', voter_class, reason, asked_at, asked_by FROM award_addition",
    ),
    "changed": ("award_addition_never_changed", "allowed", "UPDATE award_addition SET badge = 'Z'"),
    "deleted": ("award_addition_never_deleted", "allowed", "DELETE FROM award_addition"),
    "back to draft": (
        "award_kept_with_its_additions",
        "frozen",
        "UPDATE award SET state = 'draft', frozen_digest = '', frozen_at = NULL, frozen_by = NULL",
    ),
}


def in_state(state: str) -> None:
    with writing():
        if state == "frozen":
            edition = cast.an_edition()
            cast.lena(edition)
            allowed(build.a_frozen_award(edition)[0])
            return
        award, codes = an_open_award()
        if state == "one key":
            turn(asked(award), "dara")
        elif state.startswith("lost") or state == "replaced":
            addition = allowed(award, "B-020", Reason.lost_card)
            if state == "lost and used":
                build.vote(award, codes[20])
            elif state == "replaced":
                give(addition)
        else:
            allowed(award)
        if state == "closed":
            awards.close(award, by=cast.dara(award.edition), at=build.CLOSES)


@pytest.mark.parametrize("case", FORBIDDEN)
def test_the_database_lets_in_nothing_else(db, case):
    guard, state, statement = FORBIDDEN[case]
    in_state(state)
    refuses(guard, statement)


@pytest.mark.parametrize("case", FORBIDDEN)
def test_control_without_its_guard_the_same_statement_goes_through(db, case):
    guard, state, statement = FORBIDDEN[case]
    in_state(state)
    goes_through_without(guard, statement)
