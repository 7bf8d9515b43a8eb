"""After both keys, on both databases: the moment, the witnesses' letters, and what is shown of people."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

import verify_award
from conference.actions import frozen_sets
from conference.actions.award import awards, ceremony
from conference.cli.award import seal
from conference.db import db as database, writing
from conference.models.audit import AuditEntry
from conference.models.award.awards import Award
from conference.models.award.ceremony import AwardShown
from conference.models.outbox import Message
from conference.queries import invariants
from conference.queries.award import ceremony as queries, result as results, stages as award_stages
from conference.queries.people import people
from conference.rules.award.ballot_files import written
from conference.rules.award.ceremony import WitnessSays
from conference.rules.award.counting import AwardState
from conference.rules.award.stages import Stages
from conference.rules.keys import Kind, State
from conference.rules.languages import Lang
from conference.rules.refusals import Refused
from conference.signposts.award import waiting as award_waiting
from conference.triggers import refused_by
from tests import cast
from tests.actions.award.test_awards import events, reason_of
from tests.builders import award as build, award_ceremony as build_ceremony, award_stages as build_stages
from tests.guards import Undo, goes_through_without, refuses

MOMENT = build.CLOSES + timedelta(hours=5)
SOON = timedelta(minutes=1)
VOTES = {"A-1": 3, "A-2": 12, "A-3": 9}


def letters(kind):
    return database.session.scalars(sa.select(Message).where(Message.kind == kind).order_by(Message.id)).all()


def the_clock(at):
    ceremony.announce_due(by=people.system(), at=at)


# -- The moment -----------------------------------------------------------------------------------


def test_a_result_waits_for_the_moment_that_both_keys_approved_and_then_nobody_holds_it_back(db):
    award = build.a_sealed_award(VOTES)
    with writing():
        build_ceremony.approved(award, MOMENT)
        assert (award.state, award.announce_at, results.published_result(award)) == (AwardState.sealed, MOMENT, None)
        assert results.approved_result(award)["result"]["winners"] == ["A-2"]
        the_clock(MOMENT - SOON)
        assert award.state == AwardState.sealed
        the_clock(MOMENT)
        the_clock(MOMENT + SOON)
        assert (award.state, award.published_at) == (AwardState.published, MOMENT)
        assert results.published_result(award)["result"]["winners"] == ["A-2"]
    assert events()[-4:] == ["decision.frozen", "decision.key_turned", "decision.carried", "award.announced"]
    assert invariants.failed() == []


def test_without_a_moment_it_is_out_with_the_second_key(db):
    award = build.a_sealed_award(VOTES)
    with writing():
        build_ceremony.approved(award)
        assert (award.state, award.published_at) == (AwardState.published, build.CLOSES)
    assert events()[-1] == "decision.carried"


def test_a_moment_that_has_passed_before_the_second_key_is_at_once(db):
    award = build.a_sealed_award(VOTES)
    with writing():
        build_ceremony.approved(award, MOMENT, at=MOMENT + SOON)
        assert award.published_at == MOMENT + SOON


def test_sooner_is_one_press_after_both_keys_and_none_before(db):
    award = build.a_sealed_award(VOTES)
    with writing():
        dara = cast.dara(award.edition)
        assert reason_of(ceremony.announce, award, by=dara, at=build.CLOSES) == "is_sealed"
        build_ceremony.asked(award, MOMENT)
        assert reason_of(ceremony.announce, award, by=dara, at=build.CLOSES) == "is_sealed"
        build_ceremony.approved(award, MOMENT)
        ceremony.announce(award, by=dara, at=MOMENT - SOON)
        assert award.published_at == MOMENT - SOON
        assert reason_of(ceremony.announce, award, by=dara, at=MOMENT) == "is_published"


def test_later_takes_both_keys_and_until_then_the_first_moment_holds(db):
    award, later = build.a_sealed_award(VOTES), MOMENT + timedelta(hours=2)
    with writing():
        build_ceremony.approved(award, MOMENT)
        again = build_ceremony.asked(award, later)
        assert award.announce_at == MOMENT
        for holder in (cast.dara(award.edition), cast.lena(award.edition)):
            frozen_sets.turn_key(again, digest=again.digest, by=holder, at=build.CLOSES)
        assert award.announce_at == later
        the_clock(MOMENT)
        assert award.state == AwardState.sealed
        the_clock(later)
        assert award.state == AwardState.published


def test_a_second_list_that_is_sent_back_changes_nothing_and_one_that_comes_late_cannot_be_done(db):
    award = build.a_sealed_award(VOTES)
    with writing():
        edition = award.edition
        dara, lena = cast.dara(edition), cast.lena(edition)
        build_ceremony.approved(award, MOMENT)
        second = build_ceremony.asked(award, MOMENT + timedelta(days=9))
        frozen_sets.send_back(second, reason="Too late.", by=lena, at=build.CLOSES)
        third = build_ceremony.asked(award, MOMENT + timedelta(days=8))
        frozen_sets.turn_key(third, digest=third.digest, by=dara, at=build.CLOSES)
        the_clock(MOMENT)
        assert results.published_result(award)["result"]["winners"] == ["A-2"]
    with pytest.raises(Refused, match="settled"), writing():
        frozen_sets.turn_key(third, digest=third.digest, by=lena, at=MOMENT)


@pytest.mark.parametrize("by_the_clock", [True, False])
def test_a_second_list_that_still_waits_at_the_announcement_waits_no_longer(db, by_the_clock):
    award = build.a_sealed_award(VOTES)
    with writing():
        first = build_ceremony.approved(award, MOMENT)
        second = build_ceremony.asked(award, MOMENT + timedelta(days=8))
        if by_the_clock:
            the_clock(MOMENT)
        else:
            ceremony.announce(award, by=cast.dara(award.edition), at=MOMENT - SOON)
        assert (award.state, first.state, second.state) == ("published", State.carried, State.superseded)
        assert frozen_sets.queries.waiting_set(award.edition, Kind.award_result, award.id) is None
    assert events()[-1] == "award.announced"


def test_where_a_jury_alone_decides_the_letters_wait_for_the_moment_too(db):
    with writing():
        marks = [[(5, 5, 5), (4, 4, 4)], [(3, 3, 3), (3, 3, 3)]]
        stages, _works = build_stages.shortlisted(cast.an_edition(), marks, path=Stages.jury_only)
        award = stages.award
        build_ceremony.approved(award, MOMENT)
        assert (award.state, letters("award_feedback")) == (AwardState.draft, [])
        second = build_ceremony.asked(award, MOMENT + SOON)
        frozen_sets.send_back(second, reason="No.", by=cast.lena(award.edition), at=build.CLOSES)
        assert award_waiting.waiting(award.edition, at=build.CLOSES) == []  # the first is announced by itself
        the_clock(MOMENT)
        assert award.state == AwardState.published
        assert len(letters("award_feedback")) == 4
        assert award_stages.stages_of(award) is stages


# -- Witnesses ------------------------------------------------------------------------------------


def a_watched_award(no: str = ""):
    """Sealed, with Ben and Eve as witnesses since its draft, of whom one may say no; Eve reads Dutch."""
    with writing():
        edition = cast.an_edition()
        by = cast.dara(edition)
        cast.eve().lang = Lang.nl
        award = build.a_draft(edition, by)
        build.with_entries(award, by, cast.amina())
        build.with_roll(award, by)
        for person in (cast.ben(), cast.eve()):
            witness = ceremony.name_witness(award, person=person, by=by, at=cast.AT)
            if no and person.id == getattr(cast, no)().id:
                ceremony.witness_says(witness, says=WitnessSays.no, by=person, at=cast.AT)
        awards.freeze(award, by=by, at=cast.AT)
        codes = [code for _badge, code in awards.queries.cards(award)]
        awards.open_poll(award, by=by, at=build.OPENS)
        for code, choice in zip(codes, ["A-1"] * 9 + ["A-2"] * 11, strict=False):
            build.vote(award, code, choice)
        awards.close(award, by=by, at=build.CLOSES)
        award_id = award.id
    seal.finish({"award": award_id})
    return database.session.get_one(Award, award_id)


def test_each_witness_has_the_digests_by_letter_at_each_step_and_the_program_knows_them(db, tmp_path, capsys):
    award = a_watched_award()
    asked, frozen, sealed = letters("award_witness"), letters("award_witness_frozen"), letters("award_witness_sealed")
    both = [cast.ben().id, cast.eve().id]
    assert [[letter.person_id for letter in some] for some in (asked, frozen, sealed)] == [both] * 3
    assert f"/vote/FORUM27/witness/{award.id}" in asked[0].body
    assert award.frozen_digest in frozen[0].body
    assert award.roll_digest in frozen[1].body
    assert "U bent getuige van de Publieksprijs van patiënten" in frozen[1].body
    digests = results.public_content(award)["digests"]
    assert (digests["file"] in sealed[0].body, digests["file"] in sealed[1].body) == (True, True)
    for part in ("result", "ballots"):  # of the first one could try every result that a small vote can have
        assert digests[part] not in sealed[0].body
    with writing():
        build_ceremony.approved(award, MOMENT)
        assert letters("award_witness_published") == []
        the_clock(MOMENT)
        the_clock(MOMENT + SOON)
    out = letters("award_witness_published")
    assert [letter.person_id for letter in out] == both
    assert digests["file"] in out[1].body
    file = tmp_path / "award.json"
    file.write_bytes(written(results.public_content(award)))
    told = next(line.strip() for line in sealed[0].body.splitlines() if digests["file"] in line)
    assert verify_award.main([str(file), told, told[:16]]) == 0
    changed = json.loads(file.read_text())
    changed["ballots"][0]["choice"] = ["A-3"]
    file.write_bytes(written(changed))
    assert verify_award.main([str(file), told]) == 1
    assert "NO " in capsys.readouterr().out


def test_a_letter_and_its_fact_stand_or_fall_together(db):
    with writing():
        edition = cast.an_edition()
        by = cast.dara(edition)
        award = build.a_draft(edition, by)
        build.with_entries(award, by, cast.amina())
        build.with_roll(award, by)
        ceremony.name_witness(award, person=cast.ben(), by=by, at=cast.AT)
        award_id = award.id
    with pytest.raises(Undo), writing():
        awards.freeze(award, by=cast.dara(award.edition), at=cast.AT)
        assert len(letters("award_witness_frozen")) == 1
        raise Undo
    assert (db.session.get_one(Award, award_id).state, letters("award_witness_frozen")) == (AwardState.draft, [])


def test_a_witness_who_says_no_has_no_letter_more_and_one_named_late_has_what_is_frozen(db):
    with writing():
        award, _codes = build.a_frozen_award(cast.an_edition())
        by = cast.dara(award.edition)
        late = ceremony.name_witness(award, person=cast.ben(), by=by, at=cast.AT)
        assert [letter.person_id for letter in letters("award_witness_frozen")] == [cast.ben().id]
        ceremony.witness_says(late, says=WitnessSays.no, by=cast.ben(), at=cast.AT)
        awards.thaw(award, by=by, at=cast.AT)
        build.with_roll(award, by, voters=31)
        awards.freeze(award, by=by, at=cast.AT)
        assert len(letters("award_witness_frozen")) == 1
        ceremony.witness_says(late, says=WitnessSays.unnamed, by=cast.ben(), at=cast.AT)
        awards.thaw(award, by=by, at=cast.AT)
        awards.freeze(award, by=by, at=cast.AT)
        assert award.frozen_digest in letters("award_witness_frozen")[-1].body


def test_frozen_as_it_once_was_is_a_letter_again_since_the_newest_one_counts(db):
    with writing():
        award, _codes = build.a_frozen_award(cast.an_edition())
        by, digests = cast.dara(award.edition), [award.frozen_digest]
        ceremony.name_witness(award, person=cast.ben(), by=by, at=cast.AT)
        for minutes, pitch in ((1, "Another one."), (2, "Made by patients and staff.")):
            awards.thaw(award, by=by, at=cast.AT)
            awards.queries.entry(award, "A-1").pitch = pitch
            awards.freeze(award, by=by, at=cast.AT + timedelta(minutes=minutes))
            digests.append(award.frozen_digest)
        assert (digests[0], digests[0] == digests[1]) == (digests[2], False)
        told = [letter.body for letter in letters("award_witness_frozen")]
    assert [[digest in body for body in told] for digest in digests[:2]] == [[True, False, True], [False, True, False]]


def test_a_vote_in_which_no_ballot_counts_is_sealed_and_the_witness_is_told_so(db):
    with writing():
        award, _codes = build.a_frozen_award(cast.an_edition())
        by = cast.dara(award.edition)
        ceremony.name_witness(award, person=cast.ben(), by=by, at=cast.AT)
        awards.open_poll(award, by=by, at=build.OPENS)
        awards.close(award, by=by, at=build.CLOSES)
        award_id = award.id
    seal.finish({"award": award_id})
    assert db.session.get_one(Award, award_id).state == AwardState.sealed
    assert "No vote counts" in letters("award_witness_sealed")[0].body


def test_who_is_a_witness_is_fixed_before_anybody_votes_and_no_organiser_is_one(db):
    with writing():
        award, _codes = build.a_frozen_award(cast.an_edition())
        by = cast.dara(award.edition)
        ben = ceremony.name_witness(award, person=cast.ben(), by=by, at=cast.AT)
        facts = {"by": by, "at": cast.AT}
        assert reason_of(ceremony.name_witness, award, person=cast.ben(), **facts) == "witness_already"
        assert reason_of(ceremony.name_witness, award, person=by, **facts) == "witness_at_the_desk"
        ceremony.remove_witness(ben, **facts)
        ben = ceremony.name_witness(award, person=cast.ben(), **facts)
        awards.open_poll(award, by=by, at=build.OPENS)
        assert reason_of(ceremony.name_witness, award, person=cast.eve(), **facts) == "voting_began"
        assert reason_of(ceremony.remove_witness, ben, **facts) == "voting_began"
    assert events()[-4:] == ["award.witness_named", "award.witness_removed", "award.witness_named", "award.opened"]


def test_only_those_who_said_so_are_named(db):
    with writing():
        award, _codes = build.a_frozen_award(cast.an_edition())
        facts = {"by": cast.dara(award.edition), "at": cast.AT}
        people_of_it = (cast.ben(), cast.eve(), cast.chidi(), cast.farid())
        witnesses = [ceremony.name_witness(award, person=person, **facts) for person in people_of_it]
        for witness, says in zip(witnesses, (WitnessSays.named, WitnessSays.unnamed, WitnessSays.no), strict=False):
            ceremony.witness_says(witness, says=says, by=witness.person, at=cast.AT)
        awards.open_poll(award, by=facts["by"], at=build.OPENS)
        assert queries.named_witnesses(award) == []  # there is no letter yet of what the votes are
        awards.close(award, by=facts["by"], at=build.CLOSES)
        award_id = award.id
    seal.finish({"award": award_id})
    with writing():
        award = db.session.get_one(Award, award_id)
        assert queries.named_witnesses(award) == ["Ben Okoro"]


def test_whoever_said_no_until_the_result_was_out_is_not_named_as_holding_letters(db):
    award = a_watched_award(no="ben")
    with writing():
        build_ceremony.approved(award)
        for person in (cast.ben(), cast.eve()):
            witness = queries.witness(award, person)
            ceremony.witness_says(witness, says=WitnessSays.named, by=person, at=MOMENT)
        assert [letter.person_id for letter in letters("award_witness_sealed")] == [cast.eve().id]
        assert queries.named_witnesses(award) == [cast.eve().name]


# -- What is shown of people ----------------------------------------------------------------------


def test_what_is_shown_is_the_co_presenters_own_to_say_to_change_and_to_take_back(db):
    with writing():
        award, _codes = build.a_frozen_award(cast.an_edition())
        shown = build_ceremony.agreed(award, "A-1", cast.amina())
        build_ceremony.agreed(award, "A-1", cast.amina(), name="Amina", words="", video="")
        assert (shown.name, shown.words, shown.video) == ("Amina", "", "")
        entry = db.session.scalar(sa.select(AuditEntry).where(AuditEntry.event == "award.shown_agreed"))
        assert entry.facts == '{"parts":"name words video"}'  # that there were words, never which
        ceremony.hide(shown, by=cast.amina(), at=build.VOTING)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(AwardShown)) == 0
    assert events()[-3:] == ["award.shown_agreed", "award.shown_agreed", "award.shown_taken_back"]


def a_draft_that_amina_agreed_in():
    edition = cast.an_edition()
    by = cast.dara(edition)
    award = build.a_draft(edition, by)
    build.with_entries(award, by, cast.amina())
    build_ceremony.agreed(award, "A-1", cast.amina())
    return award


def test_what_a_replaced_co_presenter_agreed_to_goes_with_them(db):
    with writing():
        award, nina = a_draft_that_amina_agreed_in(), cast.someone("nina", "Nina Brook")
        by = cast.dara(award.edition)
        build_ceremony.agreed(award, "A-2", cast.amina())
        awards.remove_entry(awards.queries.entry(award, "A-1"), by=by, at=cast.AT)
        assert events()[-1] == "award.entry_removed"
        awards.add_entry(award, reference="A-1", title="Ours", co_presenter=nina, by=by, at=cast.AT)
        assert list(db.session.scalars(sa.select(AwardShown.reference))) == ["A-2"]
        assert (queries.shown(award, "A-1"), list(queries.shown_of(award))) == (None, ["A-2"])
        build_ceremony.agreed(award, "A-1", nina)
        assert {one.name for one in queries.shown_of(award).values()} == {nina.name, cast.amina().name}
    assert invariants.failed() == []


def test_what_stayed_of_somebody_before_is_not_shown_is_found_and_is_written_over(db):
    with writing():
        award, nina = a_draft_that_amina_agreed_in(), cast.someone("nina", "Nina Brook")
        awards.queries.entry(award, "A-1").co_presenter_id = nina.id
        db.session.flush()
        assert (queries.shown(award, "A-1"), queries.shown_of(award)) == (None, {})
        assert invariants.failed() == [
            "Something is kept to be shown of somebody who is not the co-presenter of that work. (1 found)"
        ]
        build_ceremony.agreed(award, "A-1", nina, words="")
        assert queries.shown_of(award)["A-1"].name == nina.name
        assert db.session.scalar(sa.select(AwardShown.words)) == ""
    assert invariants.failed() == []


def test_an_entry_has_its_own_people_and_nobody_else(db):
    with writing():
        award, _codes = build.a_frozen_award(cast.an_edition())
        entry = awards.queries.entry(award, "A-1")
        assert queries.entry_for(cast.amina(), award.edition, entry.id).is_co_presenter
        for person in (cast.ben(), cast.dara(award.edition)):
            assert queries.entry_for(person, award.edition, entry.id) is None
        other = cast.an_edition("OTHER27")
        assert queries.entry_for(cast.amina(), other, entry.id) is None


# -- What the database itself refuses, and the control --------------------------------------------

BEN, AMINA = (f"(SELECT id FROM person WHERE sign_in_email = '{key}@example.org')" for key in ("ben", "amina"))
AWARD = "(SELECT max(id) FROM award)"
NOW = "'2027-01-11 09:00:00+00:00'"
SHOWN = "INSERT INTO award_shown (award_id, reference, person_id, name, agreed_at, agreed_by) SELECT"
FORBIDDEN = {
    "award_announced_by_both_keys": f"UPDATE award SET announce_at = {NOW}",
    "award_witness_before_the_vote": "INSERT INTO award_witness (award_id, person_id, named_at, named_by, says)"
    f" SELECT {AWARD}, {AMINA}, {NOW}, {BEN}, 'waiting'",
    "award_witness_stays_who_they_are": f"UPDATE award_witness SET person_id = {AMINA}",
    "award_witness_kept": "DELETE FROM award_witness",
    "award_shown_by_its_co_presenter_insert": f"{SHOWN} {AWARD}, 'A-1', {BEN}, 'Ben', {NOW}, {BEN}",
    "award_shown_by_its_co_presenter_update": f"UPDATE award_shown SET person_id = {BEN}, agreed_by = {BEN}",
}


def an_open_watched_award():
    with writing():
        award, _codes = build.a_frozen_award(cast.an_edition())
        by = cast.dara(award.edition)
        ceremony.name_witness(award, person=cast.ben(), by=by, at=cast.AT)
        build_ceremony.agreed(award, "A-2", cast.amina())
        awards.open_poll(award, by=by, at=build.OPENS)


@pytest.mark.parametrize("guard", sorted(FORBIDDEN))
def test_the_database_refuses_it_whoever_asks(db, guard):
    an_open_watched_award()
    refuses(guard, FORBIDDEN[guard])


@pytest.mark.parametrize("guard", sorted(FORBIDDEN))
def test_control_without_its_guard_the_same_statement_goes_through(db, guard):
    an_open_watched_award()
    goes_through_without(guard, FORBIDDEN[guard])


@pytest.mark.parametrize(
    ("constraint", "statement"),
    [
        ("says_it_themselves", f"UPDATE award_witness SET says = 'named', said_at = {NOW}, said_by = {AMINA}"),
        ("says_by_someone", "UPDATE award_witness SET says = 'named'"),
        ("agreed_by_themselves", f"UPDATE award_shown SET agreed_by = {BEN}"),
        ("shows_something", "UPDATE award_shown SET name = '', words = '', video = ''"),
        ("video_is_an_address", "UPDATE award_shown SET video = 'javascript:alert(1)'"),
    ],
)
def test_nobody_speaks_for_a_witness_or_for_a_co_presenter(db, constraint, statement):
    an_open_watched_award()
    with pytest.raises(sa.exc.IntegrityError) as error, writing():
        db.session.execute(sa.text(statement))
    assert constraint in refused_by(error.value)
