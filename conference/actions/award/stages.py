"""Before the ballot: set the stages, take nominations, ask the people of a work, and hear their yes or no."""

from datetime import datetime
from typing import Any

from conference import audit, mail
from conference.db import db
from conference.models.abstracts.abstracts import Abstract
from conference.models.award.awards import Award
from conference.models.award.stages import AwardStages, AwardWork, Nomination
from conference.models.people.people import Person
from conference.queries.award import awards, stages as queries
from conference.rules.award.counting import AwardState
from conference.rules.award.reasons import StagesReason
from conference.rules.award.stages import Phase, Said, Stages, WorkState, may_nominate
from conference.rules.refusals import Refused


def set_stages(
    award: Award,
    *,
    stages: Stages,
    nominations_until: datetime | None,
    rating_until: datetime | None,
    size: int,
    by: Person,
    at: datetime,
) -> None:
    """Say who decides, before anything is open: the voters, a jury that makes their shortlist, or the jury alone."""
    found = queries.stages_of(award)
    if award.state != AwardState.draft or (found and found.phase is not Phase.preparing):
        raise Refused(StagesReason.stages_fixed)
    if stages is Stages.ballot:
        if found:
            db.session.delete(found)
    elif nominations_until is None or rating_until is None:
        raise Refused(StagesReason.no_last_day)
    elif awards.entries_of(award):
        raise Refused(StagesReason.has_entries)
    else:
        if found is None:
            found = AwardStages(award_id=award.id)
            db.session.add(found)
        found.stages, found.size = stages, size
        found.nominations_until, found.rating_until = nominations_until, rating_until
    audit.record("award.stages_set", about=award, by=by, at=at, edition=award.edition, stages=stages, size=size)


def open_nominations(stages: AwardStages, *, by: Person, at: datetime) -> None:
    """Let anybody nominate until the last day; from now on the stages are fixed."""
    _in_phase(stages, Phase.preparing)
    if at >= stages.nominations_until:
        raise Refused(StagesReason.last_day_is_over)
    stages.phase = Phase.nominating
    award = stages.award
    audit.record("award.nominations_opened", about=award, by=by, at=at, edition=award.edition, stages=stages.stages)


def nominate(
    stages: AwardStages,
    *,
    abstract: Abstract | None,
    title: str,
    why: str,
    name: str,
    reach: str,
    person: Person | None,
    by: Person,
    at: datetime,
) -> AwardWork:
    """Put a work on the long list, or one more voice to it. Nobody is written to before an organiser has looked."""
    db.session.refresh(stages, with_for_update={"of": AwardStages})
    if not may_nominate(stages.phase, stages.nominations_until, at):
        raise Refused(StagesReason.nominations_closed)
    award = stages.award
    work = queries.work_about(award, abstract) if abstract else None
    if work is None:
        reference = abstract.reference if abstract else _next_reference(award)
        work = AwardWork(
            award_id=award.id,
            abstract_id=abstract.id if abstract else None,
            reference=reference,
            title=abstract.title if abstract else title,
        )
        db.session.add(work)
        db.session.flush()
    voice = Nomination(
        work_id=work.id, why=why, name=name, reach=reach, person_id=person.id if person else None, nominated_at=at
    )
    db.session.add(voice)
    audit.record("award.nominated", about=work, by=by, at=at, edition=award.edition)
    return work


def _next_reference(award: Award) -> str:
    taken = queries.references(award)
    number = len(taken) + 1
    while f"S-{number}" in taken:
        number += 1
    return f"S-{number}"


def ask_nominee(work: AwardWork, *, nominee: Person, by: Person, at: datetime) -> None:
    """An organiser has looked: whoever answers for the work is asked by letter whether they want to take part."""
    _answers_are_heard(work)
    if work.state is WorkState.asked and work.nominee_said is Said.yes:
        raise Refused(StagesReason.answered)
    work.nominee_id = nominee.id
    work.state, work.looked_at, work.looked_by, work.left_out_because = WorkState.asked, at, by.id, ""
    work.nominee_said, work.nominee_said_at, work.nominee_said_by = Said.waiting, None, None
    db.session.flush()
    _write("award_nominee", nominee, work, at=at)
    audit.record("award.nominee_asked", about=work, by=by, at=at, edition=work.award.edition, nominee=nominee.id)


def leave_out(work: AwardWork, *, because: str, by: Person, at: datetime) -> None:
    """An organiser has looked: this does not go on, for a reason that is kept."""
    _answers_are_heard(work)
    work.state, work.looked_at, work.looked_by, work.left_out_because = WorkState.left_out, at, by.id, because
    audit.record("award.work_left_out", about=work, by=by, at=at, edition=work.award.edition)


def nominee_says(
    work: AwardWork,
    *,
    yes: bool,
    co_presenter: Person | None = None,
    named: str = "",
    presenters: str = "",
    pitch: str = "",
    by: Person,
    at: datetime,
) -> None:
    """The nominee takes part and names the co-presenter with lived experience, who is asked too; or says no.

    A nominee who is that co-presenter confirms both at once. Naming somebody else asks anew.
    """
    _answers_are_heard(work)
    if work.state is not WorkState.asked:
        raise Refused(StagesReason.not_asked)
    if yes and co_presenter is None:
        raise Refused(StagesReason.no_co_presenter)
    work.nominee_said, work.nominee_said_at, work.nominee_said_by = Said.yes if yes else Said.no, at, by.id
    if yes and co_presenter is not None:
        work.presenters, work.pitch, work.co_presenter_named = presenters, pitch, named
        if co_presenter.id != work.co_presenter_id:
            _ask_co_presenter(work, co_presenter, by=by, at=at)
    audit.record(
        "award.nominee_said", about=work, by=by, at=at, edition=work.award.edition, said=work.nominee_said.value
    )


def _ask_co_presenter(work: AwardWork, co_presenter: Person, *, by: Person, at: datetime) -> None:
    own = co_presenter.id == work.nominee_id
    work.co_presenter_id = co_presenter.id
    work.co_presenter_said = Said.yes if own else Said.waiting
    work.co_presenter_said_at, work.co_presenter_said_by = (at, by.id) if own else (None, None)
    db.session.flush()
    if not own:
        _write("award_co_presenter", co_presenter, work, at=at)


def co_presenter_says(work: AwardWork, *, yes: bool, by: Person, at: datetime) -> None:
    """The co-presenter with lived experience confirms the work or says no; or the desk writes down what they said."""
    _answers_are_heard(work)
    if work.state is not WorkState.asked or work.co_presenter_id is None:
        raise Refused(StagesReason.not_asked)
    said, said_by = Said.yes if yes else Said.no, by.id
    work.co_presenter_said, work.co_presenter_said_at, work.co_presenter_said_by = said, at, said_by
    audit.record(
        "award.co_presenter_said", about=work, by=by, at=at, edition=work.award.edition, said=work.co_presenter_said
    )


def forget_nominator(nomination: Nomination, *, by: Person, at: datetime) -> None:
    """Take away who nominated and how to reach them; why they did stays."""
    nomination.name = nomination.reach = ""
    edition = nomination.work.award.edition
    audit.record("award.nominator_forgotten", about=nomination, by=by, at=at, edition=edition)


def _write(kind: str, to: Person, work: AwardWork, *, at: datetime) -> None:
    facts: dict[str, Any] = {
        "award": work.award,
        "work": work,
        "stages": queries.stages_of(work.award),
        "why": queries.why_of(work),
    }
    mail.queue(kind, to=to, edition=work.award.edition, key=str(work.id), at=at, **facts)


def _answers_are_heard(work: AwardWork) -> None:
    stages = queries.stages_of(work.award)
    if stages is None or stages.phase not in (Phase.nominating, Phase.rating):
        raise Refused(StagesReason.list_closed)


def _in_phase(stages: AwardStages, *phases: Phase) -> None:
    if stages.phase not in phases:
        raise Refused(StagesReason.other_phase)
