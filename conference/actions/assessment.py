"""Name the panel, share out the applications, score them."""

from collections import Counter
from datetime import datetime

from conference import audit, mail
from conference.actions import accounts
from conference.db import db
from conference.models.assessment import ApplicationScore, Assessor
from conference.models.editions import Edition
from conference.models.people import Person, Role
from conference.queries import assessment as queries
from conference.queries import people
from conference.rules import assessment as rules
from conference.rules.assessment import ScoreState
from conference.rules.people import Duty, Kind


class MayNot(Exception):
    """A step that cannot be taken now; `reason` is a word that the page explains."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def seat(person: Person, edition: Edition, kind: Kind, *, by: Person, at: datetime) -> Assessor:
    """Give a person a seat on the panel, as one kind, and the duty that opens the panel's door."""
    if queries.seat_of(person, edition):
        raise MayNot("seated")
    member = Assessor(edition_id=edition.id, person_id=person.id, kind=kind, named_at=at, named_by=by.id)
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
        accounts.end_sessions(person, at=at)
    audit.record("panel.seated", about=person, by=by, at=at, edition=edition, kind=kind)
    return member


def share_out(edition: Edition, *, by: Person, at: datetime) -> rules.Shared:
    """Give each application to two assessors, one of them with lived experience; say which lack somebody."""
    kinds = {member.person_id: member.kind for member in queries.panel_of(edition)}
    sent = queries.to_decide(edition)
    shared = rules.share_out(
        [each.id for each in sent], kinds, queries.given(edition), {each.id: each.person_id for each in sent}
    )
    db.session.add_all(
        ApplicationScore(
            application_id=pair.application,
            assessor_id=pair.assessor,
            kind=kinds[pair.assessor],
            state=ScoreState.assigned,
            assigned_at=at,
            assigned_by=by.id,
        )
        for pair in shared.pairs
    )
    _tell(edition, Counter(pair.assessor for pair in shared.pairs), at=at)
    audit.record(
        "panel.shared_out",
        about=edition,
        by=by,
        at=at,
        edition=edition,
        given=len(shared.pairs),
        short=len(shared.short),
    )
    return shared


def _tell(edition: Edition, given: Counter[int], *, at: datetime) -> None:
    """One letter to each member who was given something."""
    for member in queries.panel_of(edition):
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
        raise MayNot("already_sent")
    sheet.contribution, sheet.benefit, sheet.need = contribution, benefit, need
    sheet.comment, sheet.state, sheet.submitted_at = comment, ScoreState.submitted, at
    audit.record(
        "application.scored",
        about=sheet,
        by=by,
        at=at,
        edition=sheet.application.edition,
        application=sheet.application_id,
        sum=contribution + benefit + need,
    )


def stand_aside(sheet: ApplicationScore, *, by: Person, at: datetime) -> None:
    """Pass on an application, because one knows the person or it is too close; no reason is asked."""
    if sheet.state is not ScoreState.assigned or sheet.assessor_id != by.id:
        raise MayNot("already_sent")
    sheet.state = ScoreState.recused
    audit.record(
        "application.stood_aside",
        about=sheet,
        by=by,
        at=at,
        edition=sheet.application.edition,
        application=sheet.application_id,
    )
