"""From nominations to the ballot, on both databases: what changed, the one entry, the letters, and what is refused."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from conference.actions import frozen_sets, retention
from conference.actions.award import awards, jury, stages as stages_act
from conference.cli.award import seal
from conference.db import db as database, writing
from conference.models.abstracts.abstracts import Abstract
from conference.models.audit import AuditEntry
from conference.models.award.awards import Award, AwardEntry
from conference.models.award.stages import AwardWork, JuryRating, Nomination
from conference.models.outbox import Message
from conference.models.selection import RankingResult
from conference.queries import invariants
from conference.queries.award import awards as award_queries, jury as jury_found, result as results, stages as queries
from conference.queries.people import people
from conference.rules.abstracts.abstracts import AbstractState, Involvement
from conference.rules.award.ballot_files import written
from conference.rules.award.counting import AwardState
from conference.rules.award.stages import Lack, Phase, Said, Seen, Stages
from conference.rules.keys import Kind
from conference.rules.languages import Lang
from conference.rules.refusals import Refused
from tests import cast
from tests.builders import award as build_award, award_stages as build

MARKS = [[(5, 5, 5), (4, 4, 4)], [(2, 2, 2), (3, 3, 3)], [(4, 4, 4), (3, 4, 5)]]


def events() -> list[str]:
    return [e.event for e in database.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))]


def letters() -> list[tuple[str, str]]:
    rows = database.session.scalars(sa.select(Message).order_by(Message.id))
    return [(letter.kind, str(letter.address).split("@")[0]) for letter in rows]


def reason_of(act, *args, **facts) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **facts)
    return refused.value.reason


def publish(award, at=build_award.CLOSES):
    edition = award.edition
    dara, lena = cast.dara(edition), cast.lena(edition)
    frozen = frozen_sets.freeze(edition, Kind.award_result, award.id, by=dara, at=at)
    frozen_sets.turn_key(frozen, digest=frozen.digest, by=dara, at=at)
    assert frozen_sets.turn_key(frozen, digest=frozen.digest, by=lena, at=at)
    return frozen


def test_from_nomination_to_ballot_leaves_one_entry_an_act(db):
    with writing():
        stages, _works = build.shortlisted(cast.an_edition(), MARKS)
    assert events() == [
        "award.made",
        "award.stages_set",
        "award.nominations_opened",
        *["award.nominated", "award.nominee_asked", "award.nominee_said", "award.co_presenter_said"] * 3,
        *["award.juror_invited", "award.juror_said"] * 2,
        "award.rating_started",
        *["award.rated"] * 6,
        "award.rating_closed",
        "award.shortlisted",
    ]
    assert letters() == [
        *[("award_nominee", "chidi"), ("award_co_presenter", "amina")] * 3,
        ("award_juror", "ben"),
        ("award_juror", "eve"),
        ("award_jury_starts", "ben"),
        ("award_jury_starts", "eve"),
    ]
    entries = db.session.scalars(sa.select(AwardEntry).order_by(AwardEntry.reference)).all()
    assert [(entry.reference, entry.confirmed_by) for entry in entries] == [
        ("S-1", cast.amina().id),
        ("S-3", cast.amina().id),
    ]
    assert (stages.phase, invariants.failed()) == (Phase.shortlisted, [])


def test_the_shortlist_goes_on_to_the_freeze_with_the_stages_under_its_digest(db):
    with writing():
        stages, _works = build.shortlisted(cast.an_edition(), MARKS)
        award, dara = stages.award, cast.dara(stages.award.edition)
        build_award.with_roll(award, dara)
        awards.freeze(award, by=dara, at=build.RATE)
        rules = results.rules_of(award)
        assert (award.state, rules["stages"], rules["shortlist"]) == (AwardState.frozen, "jury_then_ballot", 2)
        ballot_only = build_award.a_draft(award.edition, dara, name="Another")
        assert "stages" not in results.rules_of(ballot_only)


def test_who_decides_is_set_while_a_draft_and_stands_once_nominations_open(db):
    with writing():
        edition = cast.an_edition()
        stages = build.a_jury_award(edition)
        award, dara = stages.award, cast.dara(edition)
        days = {"nominations_until": build.NOMINATE, "rating_until": build.RATE, "by": dara, "at": cast.AT}
        assert reason_of(
            stages_act.set_stages, award, stages=Stages.jury_only, size=2, **{**days, "rating_until": None}
        ) == ("no_last_day")
        stages_act.set_stages(award, stages=Stages.jury_only, size=5, **days)
        assert (stages.stages, stages.size) == (Stages.jury_only, 5)
        stages_act.set_stages(award, stages=Stages.ballot, size=5, **days)
        db.session.flush()
        assert queries.stages_of(award) is None
        build_award.with_entries(award, dara, cast.amina())
        assert reason_of(stages_act.set_stages, award, stages=Stages.jury_only, size=2, **days) == "has_entries"
        other = build_award.a_draft(edition, dara, name="Other")
        stages_act.set_stages(other, stages=Stages.jury_only, size=2, **days)
        found = queries.stages_of(other)
        assert reason_of(stages_act.open_nominations, found, by=dara, at=build.NOMINATE) == "last_day_is_over"
        stages_act.open_nominations(found, by=dara, at=cast.AT)
        assert reason_of(stages_act.set_stages, other, stages=Stages.ballot, size=2, **days) == "stages_fixed"
        added = {"reference": "A-1", "title": "T", "co_presenter": cast.amina()}
        assert reason_of(awards.add_entry, other, **added, by=dara, at=cast.AT) == "jury_fills"


def test_the_same_abstract_stands_once_with_every_voice_and_nobody_is_written_to(db):
    with writing():
        edition = cast.an_edition()
        stages = build.open_for_nominations(edition)
        abstract = build.an_accepted(edition)
        one = build.nominated(stages, abstract=abstract)
        two = build.nominated(stages, abstract=abstract, person=cast.eve())
        free = build.nominated(stages, "A session")
        assert (one.id, one.title, free.reference) == (two.id, "Choosing together", "S-2")
        assert [row.nominations for row in queries.long_list(stages.award)] == [2, 1]
        late = {"abstract": None, "title": "Late", "why": "x", "name": "", "reach": "", "person": None}
        assert (
            reason_of(stages_act.nominate, stages, **late, by=people.system(), at=build.NOMINATE)
            == "nominations_closed"
        )
    assert letters() == []


def test_what_a_work_lacks_until_both_have_said_yes(db):
    with writing():
        edition = cast.an_edition()
        stages, dara = build.open_for_nominations(edition), cast.dara(edition)
        work = build.nominated(stages)

        def lacks():
            db.session.flush()
            return queries.listed(work).lacks

        assert lacks() == [Lack.not_looked_at]
        assert reason_of(stages_act.nominee_says, work, yes=False, by=cast.chidi(), at=cast.AT) == "not_asked"
        stages_act.leave_out(work, because="No such session.", by=dara, at=cast.AT)
        assert lacks() == [Lack.left_out]
        stages_act.ask_nominee(work, nominee=cast.chidi(), by=dara, at=cast.AT)
        assert lacks() == [Lack.nominee_waits, Lack.no_co_presenter]
        assert reason_of(stages_act.nominee_says, work, yes=True, by=cast.chidi(), at=cast.AT) == "no_co_presenter"
        named = {"co_presenter": cast.amina(), "named": "Amina", "by": cast.chidi(), "at": cast.AT}
        stages_act.nominee_says(work, yes=True, **named)
        assert lacks() == [Lack.co_presenter_waits]
        assert reason_of(stages_act.ask_nominee, work, nominee=cast.ben(), by=dara, at=cast.AT) == "answered"
        stages_act.co_presenter_says(work, yes=False, by=cast.amina(), at=cast.AT)
        assert lacks() == [Lack.co_presenter_said_no]
        stages_act.nominee_says(work, yes=True, **{**named, "co_presenter": cast.chidi()})
        assert (lacks(), work.co_presenter_said_by) == ([], cast.chidi().id)
        stages_act.nominee_says(work, yes=False, by=cast.chidi(), at=cast.AT)
        assert lacks() == [Lack.nominee_said_no]


CO_PRODUCTION = {
    "none": ({"involvement": Involvement.none}, None, [Lack.no_co_production]),
    "below the rule": ({}, False, [Lack.below_the_rule]),
    "above the rule": ({}, True, []),
    "withdrawn": ({"state": AbstractState.withdrawn}, None, [Lack.not_accepted]),
    "not asked": ({"involvement": Involvement.not_asked}, None, []),
}


@pytest.mark.parametrize("case", CO_PRODUCTION)
def test_an_abstract_without_co_production_is_rated_by_nobody(db, case):
    """The rule says what it lacks, and the database holds the same: a rating and a shortlist by another way."""
    facts, produced, lacks = CO_PRODUCTION[case]
    with writing():
        edition = cast.an_edition()
        stages = build.open_for_nominations(edition)
        abstract = build.an_accepted(edition)
        work = build.an_entrant(stages, "", cast.chidi(), cast.amina(), abstract=abstract)
        others = [build.an_entrant(stages, f"S{n}", cast.chidi(), cast.amina()) for n in range(2)]
        jurors = [build.a_juror(stages, cast.ben()), build.a_juror(stages, cast.eve())]
        for name, value in facts.items():
            setattr(abstract, name, value)
        if produced is not None:
            words = {"band": "third", "band_before_cap": "third", "reason": "on_score", "rule_version": 1}
            row = {"place": 1, "reviews": 2, "co_produced": produced, "capped": False, "capped_by_one": False, **words}
            db.session.add(RankingResult(abstract_id=abstract.id, edition_id=edition.id, ranked_at=cast.AT, **row))
        jury.start_rating(stages, by=cast.dara(edition), at=build.NOMINATE)
        assert queries.listed(work).lacks == lacks
        for each in others:
            build.rate(jurors[0], each, 3, 3, 3)
        if lacks:
            assert reason_of(build.rate, jurors[0], work, 5, 5, 5) == "not_to_rate"
            with pytest.raises(sa.exc.IntegrityError, match="rating_by_the_jury_insert"), db.session.begin_nested():
                db.session.add(
                    JuryRating(juror_id=jurors[0].id, work_id=work.id, seen=Seen.not_there, rated_at=cast.AT)
                )
                db.session.flush()
        else:
            build.rate(jurors[0], work, 5, 5, 5)
        jury.close_rating(stages, by=cast.dara(edition), at=build.RATE)
        statement = sa.text("UPDATE award_work SET shortlisted = true WHERE id = :id")
        if lacks:
            with (
                pytest.raises(sa.exc.IntegrityError, match="award_shortlist_is_co_produced"),
                db.session.begin_nested(),
            ):
                db.session.execute(statement, {"id": work.id})
        assert db.session.execute(statement, {"id": (others[0] if lacks else work).id}).rowcount == 1


def test_the_jury_is_asked_and_no_organiser_sits_on_it(db):
    with writing():
        edition = cast.an_edition()
        stages, dara = build.a_jury_award(edition), cast.dara(edition)
        build.a_juror(stages, cast.ben(), yes=False)
        assert reason_of(jury.invite, stages, person=cast.ben(), by=dara, at=cast.AT) == "asked_already"
        assert reason_of(jury.invite, stages, person=dara, by=dara, at=cast.AT) == "at_the_desk"
        assert jury_found.said_yes(stages.award) == 0


def test_the_jury_starts_only_when_it_can(db):
    with writing():
        edition = cast.an_edition()
        stages, dara = build.open_for_nominations(edition), cast.dara(edition)
        assert reason_of(jury.start_rating, stages, by=dara, at=cast.AT) == "too_early"
        assert reason_of(jury.start_rating, stages, by=dara, at=build.NOMINATE) == "too_few_works"
        for number in range(2):
            build.an_entrant(stages, f"S{number}", cast.chidi(), cast.amina())
        assert reason_of(jury.start_rating, stages, by=dara, at=build.NOMINATE) == "too_few_jurors"


def test_a_juror_gives_no_points_to_work_they_present_nominated_or_have_a_conflict_with(db):
    with writing():
        edition = cast.an_edition()
        stages = build.open_for_nominations(edition)
        own = build.an_entrant(stages, "Own", cast.ben(), cast.amina())
        helped = build.an_entrant(stages, "Helped", cast.chidi(), cast.ben())
        praised = build.nominated(stages, "Praised", person=cast.ben())
        stages_act.ask_nominee(praised, nominee=cast.chidi(), by=cast.dara(edition), at=cast.AT)
        yes = {"co_presenter": cast.chidi(), "named": "", "by": cast.chidi(), "at": cast.AT}
        stages_act.nominee_says(praised, yes=True, **yes)
        free = build.an_entrant(stages, "Free", cast.chidi(), cast.amina())
        ben, _eve = build.a_juror(stages, cast.ben()), build.a_juror(stages, cast.eve())
        jury.start_rating(stages, by=cast.dara(edition), at=build.NOMINATE)
        for work in (own, helped, praised):
            assert reason_of(build.rate, ben, work, 5, 5, 5) == "too_close"
            build.rate(ben, work, seen=Seen.conflict)
            assert reason_of(build.rate, ben, work, seen=Seen.not_there) == "conflict_stays"
        build.rate(ben, free, 5, 5, 5)
        build.rate(ben, free, 2, 3, 4, comment="Kind words.")
        assert reason_of(build.rate, ben, free, 1, 1, 1, at=build.RATE) == "rating_closed"
        assert [seat.left for seat in jury_found.seats(stages.award)] == [0, 4]
        stages_act.nominee_says(free, yes=False, by=cast.chidi(), at=cast.AT)
        assert reason_of(build.rate, ben, free, 1, 1, 1) == "not_to_rate"
    kept = db.session.scalars(sa.select(JuryRating).where(JuryRating.seen == Seen.attended)).one()
    assert (kept.content, kept.format, kept.wow, kept.comment) == (2, 3, 4, "Kind words.")


def test_nobody_reads_a_rating_before_the_close(db):
    with writing():
        edition = cast.an_edition()
        stages, works, jurors = build.rating_open(edition)
        build.rate(jurors[0], works[0], 5, 5, 5, comment="Mine.")
        award = stages.award
        assert (jury_found.standings_of(award), jury_found.comments_of(award)) == ([], {})
        assert all(row.rating is None for row in jury_found.to_rate(jurors[1]))
        assert reason_of(jury.close_rating, stages, by=cast.dara(edition), at=build.NOMINATE) == "still_rating"
        jury.close_rating(stages, by=cast.dara(edition), at=build.RATE)
        assert jury_found.comments_of(award) == {works[0].reference: (["Mine."], [])}


def test_the_ballot_is_filled_with_exactly_the_list_that_was_looked_at(db):
    with writing():
        stages, _works = build.closed(cast.an_edition(), MARKS)
        by = {"by": cast.dara(stages.award.edition), "at": build.RATE}
        assert reason_of(jury.fill_ballot, stages, digest="another", **by) == "list_changed"
        assert db.session.scalar(sa.select(sa.func.count()).select_from(AwardEntry)) == 0


def test_works_that_too_few_jurors_saw_make_no_shortlist(db):
    with writing():
        stages, _works = build.closed(cast.an_edition(), [[(5, 5, 5), ()], [(5, 5, 5), (4, 4, 4)], [(), ()]])
        digest = jury_found.digest_of(jury_found.suggested(stages.award, stages))
        by = {"by": cast.dara(stages.award.edition), "at": build.RATE}
        assert reason_of(jury.fill_ballot, stages, digest=digest, **by) == "too_few_rated"


def test_a_jury_alone_decides_and_both_keys_publish_it_with_a_letter_to_every_entrant(db):
    with writing():
        stages, works = build.shortlisted(cast.an_edition(), MARKS, path=Stages.jury_only)
        award = stages.award
        cast.amina().lang = Lang.nl
        assert db.session.scalar(sa.select(sa.func.count()).select_from(AwardEntry)) == 0
        frozen = publish(award)
        assert (frozen.facts["result"]["winners"], award.state) == (["S-1"], AwardState.published)
        assert (award.frozen_digest, award.code_salt) == (frozen.facts["digests"]["frozen"], "")
        assert results.public_content(award) is None
        told = db.session.scalars(sa.select(Message).where(Message.kind == "award_feedback").order_by(Message.id)).all()
        assert [letter.person_id for letter in told] == [cast.chidi().id, cast.amina().id] * len(works)
        assert "It has won." in told[0].body
        assert "Het heeft gewonnen." in told[1].body
        assert "4.5 for content" in told[0].body
        assert "It was not on the shortlist" in told[2].body
        assert invariants.failed() == []


def test_after_the_ballot_every_entrant_hears_what_the_jury_said_and_anybody_can_count_again(db, tmp_path):
    with writing():
        stages, works = build.shortlisted(cast.an_edition(), MARKS)
        award, dara = stages.award, cast.dara(stages.award.edition)
        build_award.with_roll(award, dara)
        awards.freeze(award, by=dara, at=build.RATE)
        codes = [code for _badge, code in award_queries.cards(award)]
        awards.open_poll(award, by=dara, at=build_award.OPENS)
        for code in codes[:12]:
            build_award.vote(award, code, "S-3")
        awards.close(award, by=dara, at=build_award.CLOSES)
        award_id, count = award.id, len(works)
    seal.finish({"award": award_id})
    with writing():
        award = db.session.get_one(Award, award_id)
        frozen = publish(award)
        assert [one["reference"] for one in frozen.facts["feedback"]] == ["S-1", "S-2", "S-3"]
        told = db.session.scalars(sa.select(Message).where(Message.kind == "award_feedback").order_by(Message.id)).all()
        assert len(told) == 2 * count
        said = ("did not win", "was not on the shortlist", "It has won.")
        assert [words in letter.body for words, letter in zip(said, told[::2], strict=True)] == [True] * 3
        file = tmp_path / "award.json"
        file.write_bytes(written(results.public_content(award)))
    script = Path(__file__).parents[3] / "verify_award.py"
    assert subprocess.run([sys.executable, script, file], capture_output=True, check=False).returncode == 0


def test_comments_that_name_a_juror_are_kept_back_and_never_sent(db):
    with writing():
        stages, works, jurors = build.rating_open(cast.an_edition(), 2, path=Stages.jury_only)
        for work in works:
            build.rate(jurors[0], work, 4, 4, 4, comment="Eve and I agreed: lovely.")
            build.rate(jurors[1], work, 4, 4, 4, comment="Clear and kind.")
        dara = cast.dara(stages.award.edition)
        jury.close_rating(stages, by=dara, at=build.NOMINATE)
        told, kept = jury_found.comments_of(stages.award)[works[0].reference]
        assert (told, kept) == (["Clear and kind."], ["Eve and I agreed: lovely."])
        digest = jury_found.digest_of(jury_found.suggested(stages.award, stages))
        jury.fill_ballot(stages, digest=digest, by=dara, at=build.NOMINATE)
        publish(stages.award)
        letters = db.session.scalars(sa.select(Message).where(Message.kind == "award_feedback")).all()
        assert {("Clear and kind." in letter.body, "Eve" in letter.body) for letter in letters} == {(True, False)}


def test_who_nominated_is_forgotten_sixty_days_after_the_conference(db):
    with writing():
        stages = build.open_for_nominations(cast.an_edition())
        build.nominated(stages)
        ends = build_award.OPENS.replace(year=2027, month=5, day=12)
        retention.keep_promises(by=people.system(), at=ends + timedelta(days=59))
        assert db.session.scalars(sa.select(Nomination.name)).one() == "Nia Hall"
        retention.keep_promises(by=people.system(), at=ends + timedelta(days=62))
        kept = db.session.scalars(sa.select(Nomination)).one()
    assert (kept.name, kept.reach, kept.why) == ("", "", build.WHY)
    assert events()[-1] == "award.nominator_forgotten"


def test_the_work_keeps_who_said_what(db):
    with writing():
        stages = build.open_for_nominations(cast.an_edition())
        work = build.an_entrant(stages, "S", cast.chidi(), cast.amina())
        db.session.expire(work)
    kept = db.session.scalars(sa.select(AwardWork)).one()
    assert (kept.nominee_said, kept.nominee_said_by) == (Said.yes, cast.chidi().id)
    assert (kept.co_presenter_said, kept.co_presenter_said_by) == (Said.yes, cast.amina().id)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Abstract)) == 0
