"""From reviews to letters: ranking, slots, drafts, the frozen set, two keys."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from conference.actions import frozen_sets
from conference.actions.selection import decisions as abstract_decisions, ranking
from conference.models.audit import AuditEntry
from conference.models.outbox import Message
from conference.models.selection import AbstractDecision, CapRuleVersion, RankingResult, Slot
from conference.queries import invariants
from conference.queries.selection import cap_and_slots, decisions as queries, ranking as ranking_queries
from conference.rules.abstracts.abstracts import AbstractState
from conference.rules.keys import Kind
from conference.rules.languages import Lang
from conference.rules.people.duties import Channel
from conference.rules.refusals import Refused
from conference.rules.selection.ranking import Band, DecisionState, Outcome, Reason
from conference.signposts.selection import decisions
from tests import cast
from tests.builders import reviews as build
from tests.cast import AT
from tests.guards import drop


@pytest.fixture
def edition(db):
    return cast.an_edition()


@pytest.fixture
def stream(edition):
    return cast.a_stream(edition)


@pytest.fixture
def three(edition, stream):
    """High score without co-production; good score with; fair score with. One oral place, two posters."""
    works = [
        build.reviewed(edition, (5, 0), 5, stream=stream, title="Told to patients afterwards"),
        build.reviewed(edition, (4, 4), 4, stream=stream, title="Led by patients"),
        build.reviewed(edition, (3, 3), 3, stream=stream, title="Shaped with carers"),
    ]
    build.slots(edition, stream, oral=1, poster=2)
    build.ranked(edition)
    return works


def drafted(edition, stream):
    digest = queries.digest_of(queries.suggestions(edition, stream.id))
    return abstract_decisions.draft(edition, stream.id, digest=digest, by=cast.dara(edition), at=AT)


def frozen(edition):
    return frozen_sets.freeze(edition, Kind.abstract_decisions, edition.id, by=cast.dara(edition), at=AT)


def outcomes(db):
    return list(db.session.scalars(select(AbstractDecision.outcome).order_by(AbstractDecision.abstract_id)))


def events(db):
    return list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)))


def test_the_ranking_is_stored_with_raw_and_final_band(db, edition, three):
    rows = {r.abstract_id: r for r in db.session.scalars(select(RankingResult))}
    told, led, shaped = (rows[work.id] for work in three)
    assert (told.raw, told.band_before_cap, told.band, told.reason) == (5.0, Band.top, Band.second, Reason.capped)
    assert (told.capped, told.capped_by_one, told.co_produced, told.co_production) == (True, True, False, 0.0)
    assert (led.raw, led.band_before_cap, led.band, led.reason) == (4.0, Band.second, Band.top, Reason.lifted)
    assert (shaped.band, shaped.reason, shaped.gap, shaped.place) == (Band.second, Reason.on_score, 0.0, 3)
    assert {r.rule_version for r in rows.values()} == {1}
    assert events(db)[-1] == "ranking.made"


def test_ranking_again_follows_new_reviews(db, edition, stream, three):
    build.sent(build.a_pair(three[0], build.a_reviewer(cast.ben(), edition)), 5, 4, at=AT + timedelta(minutes=1))
    assert ranking_queries.stale(edition) == 1
    assert ranking.rank(edition, by=cast.dara(edition), at=AT + timedelta(minutes=2)) == 0
    assert ranking_queries.stale(edition) == 0
    assert db.session.get(RankingResult, three[0].id).band is Band.top


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"capped": True, "band": "top"}, "capped_is_not_top"),
        ({"co_produced": False, "band": "top"}, "top_is_co_produced"),
        ({"place": None}, "placed_has_band"),
    ],
)
def test_the_database_refuses_a_result_against_the_rule(db, three, change, name):
    with pytest.raises(IntegrityError, match=name):
        db.session.execute(update(RankingResult).where(RankingResult.abstract_id == three[1].id).values(**change))


def test_drafts_follow_the_ranking_that_was_looked_at(db, edition, stream, three):
    assert drafted(edition, stream) == 3
    assert outcomes(db) == [Outcome.poster, Outcome.oral, Outcome.poster]
    assert events(db)[-1] == "abstract_decisions.drafted"
    with pytest.raises(Refused, match="ranking_changed"):
        abstract_decisions.draft(edition, stream.id, digest="0" * 64, by=cast.dara(edition), at=AT)


def test_no_oral_place_without_co_production_by_hand_or_by_sql(db, edition, stream, three):
    drafted(edition, stream)
    draft = queries.one_draft(edition, three[0].reference)
    with pytest.raises(Refused, match="below_the_rule"):
        abstract_decisions.change(draft, Outcome.oral, by=cast.dara(edition), at=AT)
    abstract_decisions.change(draft, Outcome.declined, by=cast.dara(edition), at=AT)
    assert draft.outcome is Outcome.declined
    db.session.flush()
    with pytest.raises(IntegrityError, match="oral_is_co_produced"), db.session.begin_nested():
        db.session.execute(update(AbstractDecision).where(AbstractDecision.id == draft.id).values(outcome="oral"))


def test_freezing_holds_the_places_and_a_no_gives_them_back(db, edition, stream, three):
    drafted(edition, stream)
    found = frozen(edition)
    assert {slot.outcome: slot.taken for slot in ranking_queries.slots_of(edition)} == {"oral": 1, "poster": 2}
    assert {d.state for d in db.session.scalars(select(AbstractDecision))} == {DecisionState.frozen}
    assert queries.drafts(edition) == []
    frozen_sets.send_back(found, reason="One score is not enough.", by=cast.lena(edition), at=AT)
    assert {slot.taken for slot in ranking_queries.slots_of(edition)} == {0}
    assert {d.state for d in db.session.scalars(select(AbstractDecision))} == {DecisionState.draft}
    assert three[0].state is AbstractState.under_review


def test_freezing_again_replaces_the_set_and_holds_each_place_once(db, edition, stream, three):
    drafted(edition, stream)
    first = frozen(edition)
    second = frozen(edition)
    assert first.state == "superseded" and second.digest == first.digest
    assert {slot.outcome: slot.taken for slot in ranking_queries.slots_of(edition)} == {"oral": 1, "poster": 2}


def test_more_than_the_slots_is_refused_with_the_stream_named(db, edition, stream, three):
    drafted(edition, stream)
    build.slots(edition, stream, oral=1, poster=1)
    with pytest.raises(Refused, match="no_room") as full:
        frozen(edition)
    assert full.value.facts == {"stream": "Safer care", "outcome": Outcome.poster, "wanted": 2, "left": 1}


def test_a_draft_whose_co_production_has_changed_is_not_frozen(db, edition, stream, three):
    drafted(edition, stream)
    build.sent(build.a_pair(three[0], build.a_reviewer(cast.ben(), edition)), 5, 4)
    build.ranked(edition)
    with pytest.raises(Refused, match="reviews_changed"):
        frozen(edition)


def test_slots_are_never_fewer_than_are_promised_when_the_second_key_turns(db, edition, stream, three):
    content = cap_and_slots.slots_content(edition, {stream.id: {Outcome.oral: 0, Outcome.poster: 5}})
    fewer = frozen_sets.freeze(edition, Kind.slots, edition.id, content=content, by=cast.dara(edition), at=AT)
    drafted(edition, stream)
    build.both_keys(frozen(edition), edition)
    build.both_keys(fewer, edition)
    assert {slot.outcome: slot.places for slot in ranking_queries.slots_of(edition)} == {"oral": 1, "poster": 5}


def test_without_slots_nothing_is_frozen(db, edition, stream):
    build.reviewed(edition, (5, 4), 5, stream=stream)
    cast.lena(edition)
    build.ranked(edition)
    drafted(edition, stream)
    with pytest.raises(Refused, match="no_slots") as full:
        frozen(edition)
    assert (full.value.facts["stream"], full.value.facts["left"]) == ("Safer care", None)


def test_two_keys_decide_and_each_author_gets_one_letter(db, edition, stream, three):
    author = cast.a_person("Ines Author", contact_email="ines@example.org")
    by_phone = cast.a_person("Piet Author", phone="+31 30 123", channel=Channel.phone, lang=Lang.nl)
    three[0].submitter_id, three[1].submitter_id = author.id, by_phone.id
    drafted(edition, stream)
    found = frozen(edition)
    frozen_sets.turn_key(found, digest=found.digest, by=cast.dara(edition), at=AT)
    assert three[0].state is AbstractState.under_review
    assert db.session.scalars(select(Message).where(Message.kind == "abstract_decided")).all() == []
    frozen_sets.turn_key(found, digest=found.digest, by=cast.lena(edition), at=AT)
    assert {work.state for work in three} == {AbstractState.accepted}
    letters = {
        letter.person_id: letter
        for letter in db.session.scalars(select(Message).where(Message.kind == "abstract_decided"))
    }
    assert set(letters) == {author.id, by_phone.id}
    capped, oral = letters[author.id], letters[by_phone.id]
    assert (capped.channel, oral.channel, oral.lang) == (Channel.email, Channel.phone, Lang.nl)
    assert "That is why it is a poster." in capped.body and "at least 2.00 of 4" in capped.body
    for comment in (f"Lived words on {three[0].reference}.", f"Clinical words on {three[0].reference}."):
        assert comment in capped.body
    for name in ("Amina", "Chidi"):
        assert name not in capped.body
    assert "op het podium" in oral.body and "Congratulations" not in oral.body
    assert capped.subject == f"Your abstract {three[0].reference}"
    assert events(db).count("decision.carried") == 2  # the slots, and these
    [line] = [one for one in decisions.waiting(edition, at=AT) if "no contact address" in one.text]
    assert line.count == 1
    assert invariants.failed() == []


BREACHES = {
    "An abstract's tally": "UPDATE review_tally SET le_total = le_total + 1",
    "A slot does not hold": "UPDATE slot SET taken = taken - 1 WHERE taken > 0",
}


@pytest.mark.parametrize("sentence", BREACHES)
def test_a_planted_breach_is_found_by_the_check(db, edition, stream, three, sentence):
    drafted(edition, stream)
    build.both_keys(frozen(edition), edition)
    db.session.execute(text(BREACHES[sentence]))
    assert [line for line in invariants.failed() if line.startswith(sentence)]


def test_naming_a_contact_sends_the_letter_both_keys_saw(db, edition, stream, three):
    drafted(edition, stream)
    build.both_keys(frozen(edition), edition)
    decision = queries.one_without_contact(edition, three[2].reference)
    abstract_decisions.name_contact(
        decision,
        name="Ada Post",
        email=None,
        phone=None,
        postal_address="1 High Street",
        channel=Channel.post,
        lang=Lang.en,
        by=cast.dara(edition),
        at=AT,
    )
    [letter] = db.session.scalars(select(Message).where(Message.kind == "abstract_decided"))
    assert (letter.channel, letter.address) == (Channel.post, "1 High Street")
    assert three[2].title in letter.body
    assert queries.one_without_contact(edition, three[2].reference) is None
    assert events(db)[-1] == "abstract.contact_named"


def test_a_change_of_the_cap_rule_takes_both_keys_and_ranks_afresh(db, edition, stream, three):
    rule = ranking_queries.rule_of(edition)
    content = cap_and_slots.cap_rule_content(
        edition, threshold=rule.threshold * 0, top_from=rule.top_from, second_from=rule.second_from
    )
    found = frozen_sets.freeze(edition, Kind.cap_rule, edition.id, content=content, by=cast.dara(edition), at=AT)
    frozen_sets.turn_key(found, digest=found.digest, by=cast.dara(edition), at=AT)
    assert db.session.get(RankingResult, three[0].id).capped
    frozen_sets.turn_key(found, digest=found.digest, by=cast.lena(edition), at=AT)
    first = db.session.get(RankingResult, three[0].id)
    assert (first.capped, first.band, first.rule_version) == (False, Band.top, 2)


FORBIDDEN = {
    "cap_rule_by_both_keys": lambda e: CapRuleVersion(
        edition_id=e.id,
        version=2,
        threshold_tenths=0,
        top_from_tenths=10,
        second_from_tenths=10,
        in_force_at=AT,
    ),
    "slot_by_both_keys": lambda e: Slot(edition_id=e.id, outcome=Outcome.oral, places=500, set_id=999),
    "abstract_decision_ranked": lambda e: AbstractDecision(
        abstract_id=build.an_abstract(e).id,
        edition_id=e.id,
        outcome=Outcome.poster,
        co_produced=False,
        state=DecisionState.draft,
        drafted_at=AT,
        drafted_by=1,
    ),
}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_the_database_refuses_what_skips_the_keys(db, edition, three, name):
    row = FORBIDDEN[name](edition)
    with pytest.raises(IntegrityError, match=name), db.session.begin_nested():
        db.session.add(row)
        db.session.flush()


CHANGES = {
    "abstract_decision_by_both_keys": "UPDATE abstract_decision SET state = 'decided', decided_at = drafted_at",
    "slot_changed_by_both_keys": "UPDATE slot SET places = 999, set_id = set_id + 100",
    "abstract_decision_frozen": "UPDATE abstract_decision SET outcome = 'declined'",
    "abstract_decision_kept": "DELETE FROM abstract_decision",
    "never_over": "UPDATE slot SET taken = places + 1",
}


@pytest.mark.parametrize("name", CHANGES)
def test_the_database_refuses_to_change_a_frozen_set(db, edition, stream, three, name):
    drafted(edition, stream)
    frozen(edition)
    with pytest.raises(IntegrityError, match=name), db.session.begin_nested():
        db.session.execute(text(CHANGES[name]))


@pytest.mark.parametrize("name", [n for n in CHANGES if n != "never_over"])
def test_control_without_that_guard_the_change_goes_through(db, edition, stream, three, name):
    drafted(edition, stream)
    frozen(edition)
    db.session.execute(drop(name))
    statement = "UPDATE slot SET places = 999" if name == "slot_changed_by_both_keys" else CHANGES[name]
    assert db.session.execute(text(statement)).rowcount > 0
    db.session.rollback()


def test_undoing_takes_back_drafts_only(db, edition, stream, three):
    drafted(edition, stream)
    frozen(edition)
    late = build.reviewed(edition, (3, 3), 3, stream=stream)
    build.ranked(edition)
    assert drafted(edition, stream) == 1
    assert abstract_decisions.undo(edition, by=cast.dara(edition), at=AT) == 1
    db.session.flush()
    assert queries.one_draft(edition, late.reference) is None
    assert len(outcomes(db)) == 3


def test_ranking_leaves_a_row_for_what_cannot_be_ranked_yet(db, edition, stream):
    abstract = build.an_abstract(edition, stream=stream)
    assert ranking.rank(edition, by=cast.dara(edition), at=AT) == 0
    result = db.session.get(RankingResult, abstract.id)
    assert (result.place, result.band, result.reason, result.capped) == (
        None,
        None,
        "no_lived_experience_review",
        False,
    )
    assert queries.suggestions(edition, stream.id) == []
