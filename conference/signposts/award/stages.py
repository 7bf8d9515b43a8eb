"""What is told of nominations."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from conference.db import db
from conference.models.award.awards import Award
from conference.models.award.stages import AwardStages, AwardWork
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.queries.award.awards import name_of
from conference.queries.award.stages import of_edition, waits_for
from conference.rules.award.stages import Phase, WorkState, may_nominate
from conference.signposts.lines import Opening, Part


def open_now(edition: Edition, *, at: datetime) -> list[Opening]:
    """What anybody may know: awards for which works can be nominated, with the last day."""
    return [
        Opening(
            title=_("Nominate for %(award)s", award=name_of(found.award)),
            text=_("Say which work or session should win, and why. You can name your own."),
            endpoint="nominate.form",
            args={"edition": edition.code, "award_id": found.award_id},
            closes_at=found.nominations_until,
            action=_("Send nomination"),
        )
        for found in of_edition(edition, Phase.nominating)
        if may_nominate(found.phase, found.nominations_until, at)
    ]


def part_of(person: Person, edition: Edition, *, at: datetime) -> list[Part]:
    """The works somebody answers for or helps to present: say yes or no, or nothing to do."""
    found = db.session.execute(
        select(AwardWork, AwardStages)
        .join(AwardWork.award)
        .join(AwardStages, AwardStages.award_id == Award.id)
        .options(contains_eager(AwardWork.award))
        .where(
            Award.edition_id == edition.id,
            AwardWork.state == WorkState.asked,
            AwardStages.phase.in_((Phase.nominating, Phase.rating)),
            or_(AwardWork.nominee_id == person.id, AwardWork.co_presenter_id == person.id),
        )
        .order_by(AwardWork.reference)
    )
    return [_part(work, stages, person, edition) for work, stages in found]


def _part(work: AwardWork, stages: AwardStages, person: Person, edition: Edition) -> Part:
    waits = waits_for(work, person)
    return Part(
        title=_("Entry for %(award)s", award=name_of(work.award)),
        quoted=work.title,
        state=_("Waiting for your answer") if waits else _("You have answered"),
        next_step=_("Say yes or no") if waits else _("The jury looks at it"),
        endpoint="nominate.work",
        args={"edition": edition.code, "work_id": work.id},
        by=stages.rating_until,
        mine=waits,
    )
