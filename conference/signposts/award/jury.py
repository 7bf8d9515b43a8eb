"""What is told to a member of a jury."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from conference.db import db
from conference.models.award.awards import Award
from conference.models.award.stages import AwardStages, Juror
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.queries.award.awards import name_of
from conference.queries.award.jury import BLIND
from conference.rules.award.stages import Phase, Said
from conference.signposts.lines import Part


def part_of(person: Person, edition: Edition, *, at: datetime) -> list[Part]:
    """The juries somebody is asked to be on: say yes or no, then rate."""
    found = db.session.execute(
        select(Juror, AwardStages)
        .join(Juror.award)
        .join(AwardStages, AwardStages.award_id == Award.id)
        .options(contains_eager(Juror.award))
        .where(
            Award.edition_id == edition.id,
            Juror.person_id == person.id,
            Juror.said != Said.no,
            AwardStages.phase.not_in(BLIND),
        )
        .order_by(Award.opens_at, Award.id)
    ).all()
    return [_part(juror, stages, edition) for juror, stages in found]


def _part(juror: Juror, stages: AwardStages, edition: Edition) -> Part:
    rates = juror.said is Said.yes and stages.phase is Phase.rating
    waits = juror.said is Said.waiting
    return Part(
        title=_("Jury of %(award)s", award=name_of(juror.award)),
        state=_("Waiting for your answer") if waits else _("You are on the jury"),
        next_step=_("Say yes or no") if waits else _("Rate the entries you saw") if rates else _("Wait for the start"),
        endpoint="jury.index",
        args={"edition": edition.code, "award_id": juror.award_id},
        by=stages.rating_until,
        mine=waits or rates,
    )
