"""What anyone may know of an edition: what it offers, what is open now, until when."""

from datetime import datetime

from sqlalchemy import bindparam, select

from conference.db import db
from conference.models.abstracts.submissions import AbstractCall
from conference.models.applications.applications import FundingSettings
from conference.models.editions.editions import Edition
from conference.signposts.abstracts import submissions
from conference.signposts.award import awards, stages
from conference.signposts.funding import places
from conference.signposts.lines import Opening

# What each journey says is open: function(edition, *, at), in the order of the year.
JOURNEYS = (places.open_now, submissions.open_now, stages.open_now, awards.open_now)
_SETTINGS = (
    select(FundingSettings, AbstractCall)
    .select_from(Edition)
    .outerjoin(FundingSettings, FundingSettings.edition_id == Edition.id)
    .outerjoin(AbstractCall, AbstractCall.edition_id == Edition.id)
    .where(Edition.id == bindparam("edition"))
)


def open_now(edition: Edition, *, at: datetime) -> list[Opening]:
    """What is open or about to open, in the order of the year."""
    _held = db.session.execute(_SETTINGS, {"edition": edition.id}).all()  # while held, no journey asks for them again
    return [opening for journey in JOURNEYS for opening in journey(edition, at=at)]
