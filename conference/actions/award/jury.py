"""The jury: ask jurors, take their ratings, close, and fill the ballot with the shortlist in one act."""

from datetime import datetime

from conference import audit, mail
from conference.actions.award.awards import roll_again
from conference.db import db
from conference.models.award.awards import Award, AwardEntry
from conference.models.award.stages import AwardStages, AwardWork, Juror, JuryRating
from conference.models.people.people import Person
from conference.queries.award import jury as queries, stages as stages_found
from conference.queries.people import people
from conference.rules.award.reasons import StagesReason
from conference.rules.award.stages import (
    CRITERIA,
    SMALLEST_LIST,
    Phase,
    Said,
    Seen,
    Stages,
    why_not_closed,
    why_not_rating,
)
from conference.rules.people.duties import Duty
from conference.rules.refusals import Refused

BEFORE_CLOSE = (Phase.preparing, Phase.nominating, Phase.rating)


def invite(stages: AwardStages, *, person: Person, by: Person, at: datetime) -> Juror:
    """Ask somebody with lived experience to be on the jury."""
    _in_phase(stages, *BEFORE_CLOSE)
    award = stages.award
    if queries.juror(award, person):
        raise Refused(StagesReason.asked_already)
    if Duty.organiser in people.duties_of(person, award.edition):
        raise Refused(StagesReason.at_the_desk)
    juror = Juror(award_id=award.id, person_id=person.id, invited_at=at, invited_by=by.id)
    db.session.add(juror)
    db.session.flush()
    _write("award_juror", juror, stages, at=at)
    audit.record("award.juror_invited", about=juror, by=by, at=at, edition=award.edition, juror=person.id)
    return juror


def juror_says(juror: Juror, *, yes: bool, by: Person, at: datetime) -> None:
    """They have lived experience and will rate, or they would rather not."""
    if _stages_of(juror.award).phase not in BEFORE_CLOSE:
        raise Refused(StagesReason.rating_closed)
    juror.said, juror.said_at, juror.said_by = Said.yes if yes else Said.no, at, by.id
    audit.record("award.juror_said", about=juror, by=by, at=at, edition=juror.award.edition, said=juror.said)


def start_rating(stages: AwardStages, *, by: Person, at: datetime) -> None:
    """Nominations are over: the jury can rate what they see. Each juror is told."""
    award = stages.award
    works, jurors = stages_found.eligible(award), queries.said_yes(award)
    reason = why_not_rating(stages.phase, stages.nominations_until, eligible=len(works), jurors=jurors, at=at)
    if reason:
        raise Refused(reason)
    stages.phase = Phase.rating
    db.session.flush()
    for juror in queries.jury_of(award):
        if juror.said is Said.yes:
            _write("award_jury_starts", juror, stages, at=at)
    audit.record("award.rating_started", about=award, by=by, at=at, edition=award.edition, works=len(works))


def rate(
    juror: Juror,
    work: AwardWork,
    *,
    seen: Seen,
    content: int | None = None,
    format: int | None = None,
    wow: int | None = None,
    comment: str = "",
    by: Person,
    at: datetime,
) -> None:
    """Say what one saw, or that one was not there or has a conflict; it can be changed until the close."""
    stages = _stages_of(juror.award)
    db.session.refresh(stages, with_for_update={"read": True, "of": AwardStages})
    if stages.phase is not Phase.rating or at >= stages.rating_until:
        raise Refused(StagesReason.rating_closed)
    if juror.said is not Said.yes or not stages_found.listed(work).is_eligible:
        raise Refused(StagesReason.not_to_rate)
    if seen is Seen.attended and queries.is_too_close(juror, work):
        raise Refused(StagesReason.too_close)
    found = queries.rating_of(juror, work)
    if found and found.seen is Seen.conflict and seen is not Seen.conflict:
        raise Refused(StagesReason.conflict_stays)
    if found is None:
        found = JuryRating(juror_id=juror.id, work_id=work.id)
        db.session.add(found)
    was_there = seen is Seen.attended
    for name, points in zip(CRITERIA, (content, format, wow), strict=True):
        setattr(found, name, points if was_there else None)
    found.seen, found.comment, found.rated_at = seen, comment if was_there else "", at
    audit.record("award.rated", about=juror, by=by, at=at, edition=juror.award.edition, work=work.id)


def close_rating(stages: AwardStages, *, by: Person, at: datetime) -> None:
    """Close the rating; only now does anybody see what another juror said."""
    db.session.refresh(stages, with_for_update={"of": AwardStages})
    award = stages.award
    reason = why_not_closed(stages.phase, stages.rating_until, left=queries.left_in_all(award), at=at)
    if reason:
        raise Refused(reason)
    stages.phase = Phase.closed
    audit.record("award.rating_closed", about=award, by=by, at=at, edition=award.edition)


def fill_ballot(stages: AwardStages, *, digest: str, by: Person, at: datetime) -> None:
    """Make exactly the shortlist that was looked at, and with it the entries of the ballot where there is one."""
    db.session.refresh(stages, with_for_update={"of": AwardStages})
    _in_phase(stages, Phase.closed)
    award = stages.award
    chosen = queries.suggested(award, stages)
    if digest != queries.digest_of(chosen):
        raise Refused(StagesReason.list_changed)
    if len(chosen) < SMALLEST_LIST:
        raise Refused(StagesReason.too_few_rated)
    works = {work.reference: work for work in stages_found.eligible(award)}
    for one in chosen:
        works[one.work].shortlisted = True
    db.session.flush()
    if stages.stages is Stages.jury_then_ballot:
        db.session.add_all(_entry(works[one.work]) for one in chosen)
        roll_again(award)
    stages.phase, stages.shortlisted_at, stages.shortlisted_by = Phase.shortlisted, at, by.id
    audit.record(
        "award.shortlisted", about=award, by=by, at=at, edition=award.edition, works=len(chosen), digest=digest
    )


def _entry(work: AwardWork) -> AwardEntry:
    """The entry of a shortlisted work; its co-presenter has confirmed it on the long list."""
    return AwardEntry(
        award_id=work.award_id,
        abstract_id=work.abstract_id,
        reference=work.reference,
        title=work.title,
        presenters=work.presenters,
        pitch=work.pitch,
        co_presenter_id=work.co_presenter_id,
        confirmed_at=work.co_presenter_said_at,
        confirmed_by=work.co_presenter_said_by,
    )


def _stages_of(award: Award) -> AwardStages:
    found = stages_found.stages_of(award)
    if found is None:
        raise Refused(StagesReason.no_jury)
    return found


def _write(kind: str, juror: Juror, stages: AwardStages, *, at: datetime) -> None:
    award = juror.award
    mail.queue(kind, to=juror.person, edition=award.edition, key=str(juror.id), at=at, award=award, stages=stages)


def _in_phase(stages: AwardStages, *phases: Phase) -> None:
    if stages.phase not in phases:
        raise Refused(StagesReason.other_phase)
