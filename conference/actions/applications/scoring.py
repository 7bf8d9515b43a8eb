"""Open panels and seat people on them, share out the applications, score them, correct a score, stand aside."""

from collections import Counter
from dataclasses import asdict
from datetime import datetime

from conference import audit, mail
from conference.actions.people import sign_in
from conference.db import db
from conference.models.applications.applications import Application
from conference.models.applications.scoring import ApplicationScore, Assessor, Criteria, Panel, Standing
from conference.models.editions.editions import Edition
from conference.models.people.people import Person, Role
from conference.queries.applications import panels, recordings, scoring as queries, standing
from conference.queries.people import people
from conference.rules.applications import scoring as rules
from conference.rules.applications.applications import State
from conference.rules.applications.reasons import ApplicationReason
from conference.rules.applications.scoring import Conflict, ScoreState
from conference.rules.people.duties import Duty, Kind, sees_too_much
from conference.rules.refusals import Refused


def open_panel(
    edition: Edition, name: str, *, minimum: int, needs_le: bool, required: bool, by: Person, at: datetime
) -> Panel:
    """Open a panel: from now on nobody is offered a place before it, too, has read them, where it is required."""
    if any(panel.name == name for panel in panels.panels_of(edition)):
        raise Refused(ApplicationReason.name_taken)
    panel = Panel(
        edition_id=edition.id, name=name, minimum=minimum, needs_le=needs_le, required=required,
        opened_at=at, opened_by=by.id,
    )  # fmt: skip
    db.session.add(panel)
    db.session.flush()
    for application in queries.to_decide(edition):
        stand_anew(application)
    facts = {"minimum": minimum, "needs_le": needs_le, "required": required}
    audit.record("panel.opened", about=panel, by=by, at=at, edition=edition, **facts)
    return panel


def word_criteria(edition: Edition, words: dict[str, dict[str, list[str]]], *, by: Person, at: datetime) -> Criteria:
    """A new version of the questions and of the words for 0 to 3; all are scored by the same words."""
    if panels.any_sent(edition):
        raise Refused(ApplicationReason.scored)
    last = panels.criteria_of(edition)
    made = Criteria(
        edition_id=edition.id, version=(last.version if last else 0) + 1, words=words, made_at=at, made_by=by.id
    )
    db.session.add(made)
    db.session.flush()
    audit.record("criteria.worded", about=made, by=by, at=at, edition=edition, version=made.version)
    return made


def seat(
    person: Person, edition: Edition, kind: Kind, *, by: Person, at: datetime, panel: Panel | None = None
) -> Assessor:
    """Give a person a seat on a panel, as one kind, and the duty that opens the panel's door."""
    if panels.seat_of(person, edition):
        raise Refused(ApplicationReason.seated)
    if sees_too_much({*people.duties_of(person, edition), Duty.assessor}):
        raise Refused(ApplicationReason.desk)
    panel = panel or next(iter(panels.panels_of(edition)), None) or _first_panel(edition, by=by, at=at)
    member = Assessor(
        edition_id=edition.id, person_id=person.id, panel_id=panel.id, kind=kind, named_at=at, named_by=by.id
    )
    db.session.add(member)
    if Duty.assessor not in people.duties_of(person, edition):
        db.session.add(
            Role(
                person_id=person.id,
                edition_id=edition.id,
                duty=Duty.assessor,
                granted_at=at,
                granted_by=by.id,
            )
        )
        sign_in.end_sessions(person, at=at)
    db.session.flush()
    audit.record("panel.seated", about=person, by=by, at=at, edition=edition, kind=kind, panel=panel.id)
    return member


def _first_panel(edition: Edition, *, by: Person, at: datetime) -> Panel:
    """Where nobody opened a panel, there is one: two assessors, one of them with lived experience."""
    panel = Panel(edition_id=edition.id, name="The panel", opened_at=at, opened_by=by.id)
    db.session.add(panel)
    db.session.flush()
    return panel


def share_out(edition: Edition, *, by: Person, at: datetime) -> rules.Shared:
    """Give each application to as many assessors of each panel as it asks for; say which lack somebody."""
    sent, given, members = queries.to_decide(edition), queries.given(edition), panels.panel_of(edition)
    own = {each.id: each.person_id for each in sent}
    readers = [member.person_id for member in members if queries.may_see_ranking(member.person, edition)]
    seen = dict.fromkeys(queries.scored(edition), readers) if readers else {}
    pairs: list[rules.Pair] = []
    short: set[int] = set()
    for panel in panels.panels_of(edition):
        kinds = {member.person_id: member.kind for member in members if member.panel_id == panel.id}
        theirs = {key: {who: state for who, state in row.items() if who in kinds} for key, row in given.items()}
        shared = rules.share_out([each.id for each in sent], kinds, theirs, own, panel.asks, seen)
        pairs += shared.pairs
        short |= set(shared.short)
    seats = {member.person_id: member for member in members}
    db.session.add_all(
        ApplicationScore(
            application_id=pair.application,
            assessor_id=pair.assessor,
            panel_id=seats[pair.assessor].panel_id,
            kind=seats[pair.assessor].kind,
            state=ScoreState.assigned,
            assigned_at=at,
            assigned_by=by.id,
        )
        for pair in pairs
    )
    _tell(edition, Counter(pair.assessor for pair in pairs), at=at)
    audit.record("panel.shared_out", about=edition, by=by, at=at, edition=edition, given=len(pairs), short=len(short))
    return rules.Shared(tuple(pairs), tuple(sorted(short)))


def _tell(edition: Edition, given: Counter[int], *, at: datetime) -> None:
    """One letter to each member who was given something."""
    for member in panels.panel_of(edition):
        if count := given[member.person_id]:
            key = f"{edition.id}:{at:%Y%m%d%H%M%S}"
            mail.queue("panel_to_read", to=member.person, edition=edition, key=key, at=at, count=count)


def score(
    sheet: ApplicationScore,
    *,
    contribution: int,
    benefit: int,
    need: int,
    comment: str,
    by: Person,
    at: datetime,
) -> None:
    """Send one's scores for one application; they are never changed afterwards."""
    if sheet.state is not ScoreState.assigned or sheet.assessor_id != by.id:
        raise Refused(ApplicationReason.scores_sent)
    if recordings.untyped(sheet.application):
        raise Refused(ApplicationReason.not_typed_yet)
    words = panels.criteria_of(sheet.application.edition)
    sheet.contribution, sheet.benefit, sheet.need = contribution, benefit, need
    sheet.comment, sheet.state, sheet.submitted_at = comment, ScoreState.submitted, at
    sheet.criteria_id = words.id if words else None
    stand_anew(sheet.application)
    audit.record(
        "application.scored",
        about=sheet,
        by=by,
        at=at,
        edition=sheet.application.edition,
        application=sheet.application_id,
        sum=contribution + benefit + need,
    )


def correct(
    sheet: ApplicationScore,
    *,
    contribution: int,
    benefit: int,
    need: int,
    comment: str,
    by: Person,
    at: datetime,
) -> ApplicationScore:
    """Send other scores while nothing is decided: the first stay as they were sent, a new revision counts."""
    if sheet.state is not ScoreState.submitted or sheet.assessor_id != by.id:
        raise Refused(ApplicationReason.not_sent)
    _must_be_undecided(sheet)
    sheet.state = ScoreState.superseded
    db.session.flush()
    newer = ApplicationScore(
        application_id=sheet.application_id,
        assessor_id=sheet.assessor_id,
        panel_id=sheet.panel_id,
        kind=sheet.kind,
        state=ScoreState.submitted,
        revision=sheet.revision + 1,
        criteria_id=sheet.criteria_id,
        contribution=contribution,
        benefit=benefit,
        need=need,
        comment=comment,
        assigned_at=sheet.assigned_at,
        assigned_by=sheet.assigned_by,
        submitted_at=at,
    )
    db.session.add(newer)
    db.session.flush()
    stand_anew(sheet.application)
    audit.record(
        "application.score_corrected",
        about=newer,
        by=by,
        at=at,
        edition=sheet.application.edition,
        application=sheet.application_id,
        revision=newer.revision,
        sum=contribution + benefit + need,
    )
    return newer


def stand_aside(sheet: ApplicationScore, conflict: Conflict, *, by: Person, at: datetime) -> None:
    """Say why one should not judge this one: it goes to somebody else and is hidden; scores sent count no more."""
    if sheet.state not in rules.SITS or sheet.assessor_id != by.id:
        raise Refused(ApplicationReason.scores_sent)
    _must_be_undecided(sheet)
    sheet.state, sheet.conflict = ScoreState.recused, conflict
    stand_anew(sheet.application)
    audit.record(
        "application.stood_aside",
        about=sheet,
        by=by,
        at=at,
        edition=sheet.application.edition,
        application=sheet.application_id,
        conflict=conflict,
    )


def _must_be_undecided(sheet: ApplicationScore) -> None:
    if sheet.application.state is not State.sent or queries.in_a_list(sheet.application):
        raise Refused(ApplicationReason.decided)


def stand_anew(application: Application) -> None:
    """Work out where an application stands, after anything that counts for it; part of an act."""
    db.session.flush()
    found = asdict(standing.stand_of(application))
    row = db.session.get(Standing, application.id) or Standing(
        application_id=application.id, edition_id=application.edition_id, lot=rules.lot(application.reference)
    )
    for name, value in found.items():
        setattr(row, name, value)
    db.session.add(row)
    db.session.flush()
