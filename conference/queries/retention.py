"""Find what is due for deletion."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from conference.db import db
from conference.models.applications.applications import AccessNeeds, Application, Companion
from conference.models.editions.editions import Edition
from conference.models.payments.claims import Claim
from conference.models.payments.fees import Fee
from conference.models.people.people import Person
from conference.queries.payments.payees import FEES_TO_PAY
from conference.rules.applications.applications import State
from conference.rules.payments.claims import OWED, ClaimState

SIXTY_DAYS = timedelta(days=60)
SIX_MONTHS = timedelta(days=183)
PRACTICAL = ("support_person", "emergency_contact", "passport_country", "passport_name")
PRACTICAL_NUMBERS = ("breakfasts", "lunches", "dinners", "childcare_days", "care_days")
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


def practical_due(*, at: datetime) -> list[Application]:
    """Applications that still hold what a person needed, 60 days after the conference, whether they came or not."""
    holds = [
        *(getattr(Application, name) != "" for name in PRACTICAL),
        *(getattr(Application, name).is_not(None) for name in PRACTICAL_NUMBERS),
        sa.exists().where(Companion.application_id == Application.id, Companion.needs != ""),
    ]
    return list(
        db.session.scalars(
            sa.select(Application)
            .join(Application.edition)
            .where(Edition.ends_on < (at - SIXTY_DAYS).date(), sa.or_(*holds))
            .order_by(Application.id)
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
    """Applications that got no place, six months after the conference, still with words, and with nothing to pay."""
    owed_claim = sa.exists().where(
        Claim.edition_id == Application.edition_id,
        Claim.person_id == Application.person_id,
        Claim.state.in_((*OWED, ClaimState.paid)),
    )
    owed_fee = sa.exists().where(
        Fee.edition_id == Application.edition_id, Fee.person_id == Application.person_id, Fee.state.in_(FEES_TO_PAY)
    )
    return list(
        db.session.scalars(
            sa.select(Application)
            .join(Application.edition)
            .where(
                Edition.ends_on < (at - SIX_MONTHS).date(),
                Application.forgotten_at.is_(None),
                Application.state.in_((*WITHOUT_A_PLACE, State.withdrawn)),
                ~owed_claim,
                ~owed_fee,
            )
            .order_by(Application.id)
            .limit(500)
        )
    )


def is_still_known(person: Person) -> bool:
    """Does this person stand in another application that is not forgotten yet? Then their name stays for it."""
    others = sa.select(Application.id).where(Application.person_id == person.id, Application.forgotten_at.is_(None))
    return db.session.scalar(others.limit(1)) is not None
