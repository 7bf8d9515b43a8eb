"""Find claims, their lines and what is owed by when."""

import sqlalchemy as sa

from conference.db import db
from conference.models.claims import Claim
from conference.models.editions import Edition


def one(edition: Edition, claim_id: int) -> Claim | None:
    """A claim of this edition."""
    return db.session.scalar(sa.select(Claim).where(Claim.id == claim_id, Claim.edition_id == edition.id))
