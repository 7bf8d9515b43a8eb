"""What is told to those whose entry was on the ballot."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from conference.db import db
from conference.models.award.awards import Award
from conference.models.award.ceremony import AwardWitness
from conference.models.award.stages import AwardStages, AwardWork
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.queries.award.awards import name_of
from conference.rules.award.ceremony import WitnessSays
from conference.rules.award.stages import Stages
from conference.signposts.award.awards import part
from conference.signposts.lines import Part


def part_of(person: Person, edition: Edition, *, at: datetime) -> list[Part]:
    """The awards that somebody watches: say whether your name is shown, then keep the letters."""
    found = db.session.scalars(
        select(AwardWitness)
        .join(AwardWitness.award)
        .options(contains_eager(AwardWitness.award))
        .where(
            Award.edition_id == edition.id,
            AwardWitness.person_id == person.id,
            AwardWitness.says != WitnessSays.no,
        )
        .order_by(Award.opens_at, Award.id)
    )
    return _works_of(person, edition, at=at) + [
        Part(
            title=_("Witness of %(award)s", award=name_of(one.award)),
            state=_("Waiting for your answer") if one.says is WitnessSays.waiting else _("You have answered"),
            next_step=_("Say whether we may show your name")
            if one.says is WitnessSays.waiting
            else _("Keep the messages that we send you"),
            endpoint="witness.show",
            args={"edition": edition.code, "award_id": one.award_id},
            by=one.award.closes_at,
            mine=one.says is WitnessSays.waiting,
        )
        for one in found
    ]


def _works_of(person: Person, edition: Edition, *, at: datetime) -> list[Part]:
    """Shortlisted works that no ballot's page shows this person: a nominee's, and all where a jury alone decides."""
    found = db.session.execute(
        select(AwardWork, AwardStages)
        .join(AwardWork.award)
        .join(AwardStages, AwardStages.award_id == Award.id)
        .options(contains_eager(AwardWork.award))
        .where(
            Award.edition_id == edition.id,
            AwardWork.shortlisted,
            (AwardWork.nominee_id == person.id)
            | ((AwardWork.co_presenter_id == person.id) & (AwardStages.stages == Stages.jury_only)),
        )
        .order_by(Award.opens_at, AwardWork.reference)
    )
    return [
        part(
            work.award,
            work.title,
            state=_("On the shortlist"),
            next_step=_("People can vote for it")
            if stages.stages is not Stages.jury_only and at < work.award.closes_at
            else _("Two people check the result"),
            by=work.award.closes_at,
            work_id=work.id,
        )
        for work, stages in found
        if (work.nominee_id, work.co_presenter_id) != (person.id, person.id) or stages.stages is Stages.jury_only
    ]
