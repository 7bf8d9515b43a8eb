"""What waits of paper slips."""

from datetime import datetime

import sqlalchemy as sa

from conference.db import db
from conference.models.award.awards import Award
from conference.models.award.slips import SlipReading
from conference.models.editions.editions import Edition
from conference.rules.award.counting import AwardState
from conference.signposts.lines import Waiting


def waiting(edition: Edition, *, at: datetime) -> list[Waiting]:
    """Slips that must be typed by a second person before the vote closes."""
    found = db.session.execute(
        sa.select(Award, sa.func.count(SlipReading.slip.distinct()))
        .join(SlipReading, SlipReading.award_id == Award.id)
        .where(Award.edition_id == edition.id, Award.state == AwardState.open)
        .group_by(Award.id)
        .order_by(Award.closes_at, Award.id)
    )
    return [
        Waiting(
            text="Paper slips to be entered by a second person",
            count=count,
            endpoint="desk_award_ways.slips",
            args={"edition": edition.code, "award_id": award.id},
            due=award.closes_at,
        )
        for award, count in found
    ]
