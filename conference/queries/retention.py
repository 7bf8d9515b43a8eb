"""Find what is due for deletion."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from conference.db import db
from conference.models.applications import AccessNeeds, Application
from conference.models.claims import Claim
from conference.models.editions import Edition
from conference.rules.applications import State
from conference.rules.claims import ClaimState

SIX_MONTHS = timedelta(days=183)
WITHOUT_A_PLACE = (State.draft, State.sent, State.waiting_list, State.not_offered, State.refused, State.lapsed)


def access_needs_due(*, at: datetime) -> list[AccessNeeds]:
    """Access needs whose time is over."""
    return list(
        db.session.scalars(
            sa.select(AccessNeeds)
            .where(AccessNeeds.delete_after < at.date())
            .order_by(AccessNeeds.application_id)
            .limit(500)
        )
    )


def claims_due(*, at: datetime) -> list[Claim]:
    """Claims begun and never sent, six months after the conference."""
    return list(
        db.session.scalars(
            sa.select(Claim)
            .join(Claim.edition)
            .where(Edition.ends_on < (at - SIX_MONTHS).date(), Claim.state == ClaimState.draft)
            .order_by(Claim.id)
            .limit(500)
        )
    )


def applications_due(*, at: datetime) -> list[Application]:
    """Applications that got no place, six months after the conference, and still hold words."""
    return list(
        db.session.scalars(
            sa.select(Application)
            .join(Application.edition)
            .where(
                Edition.ends_on < (at - SIX_MONTHS).date(),
                Application.forgotten_at.is_(None),
                Application.state.in_((*WITHOUT_A_PLACE, State.withdrawn)),
            )
            .order_by(Application.id)
            .limit(500)
        )
    )
