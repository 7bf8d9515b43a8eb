"""What reviewers say to each other of an abstract after they have sent, and who may change their mind."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from conference.db import Base, UtcDateTime
from conference.triggers import append_only, refuse


class Remark(Base):
    """One remark in the talk about an abstract, by somebody who has sent a review of it."""

    __tablename__ = "remark"
    __table_args__ = (
        sa.CheckConstraint("text <> ''", name="says_something"),
        sa.Index("ix_remark_abstract_id_id", "abstract_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    abstract_id: Mapped[int] = mapped_column(sa.ForeignKey("abstract.id"))
    reviewer_id: Mapped[int] = mapped_column(sa.ForeignKey("reviewer.id"))
    text: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def _closed(abstract: str) -> str:
    """A decision on the abstract is frozen or made, or it is no longer under review."""
    return (
        f"(EXISTS (SELECT 1 FROM abstract_decision d WHERE d.abstract_id = {abstract} AND d.state <> 'draft')"
        f" OR NOT EXISTS (SELECT 1 FROM abstract a WHERE a.id = {abstract}"
        " AND a.state IN ('submitted', 'under_review')))"
    )


def _conflict(abstract: str, reviewer: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM conflict c WHERE c.reviewer_id = {reviewer} AND c.abstract_id = {abstract}"
        " AND c.status <> 'cleared')"
    )


append_only("remark")
refuse(
    "remark_after_sending",
    "remark",
    "INSERT",
    "only somebody who has sent a review of the abstract talks it over",
    "NOT EXISTS (SELECT 1 FROM review r WHERE r.reviewer_id = NEW.reviewer_id AND r.abstract_id = NEW.abstract_id"
    " AND r.state = 'submitted')",
)
refuse(
    "remark_never_past_a_conflict",
    "remark",
    "INSERT",
    "this reviewer has a conflict with this abstract",
    _conflict("NEW.abstract_id", "NEW.reviewer_id"),
)
refuse(
    "remark_while_undecided",
    "remark",
    "INSERT",
    "a decision on this abstract is frozen or made",
    _closed("NEW.abstract_id"),
)
_OF = "(SELECT r.{} FROM review r WHERE r.id = NEW.review_id)"
refuse(
    "review_version_in_order",
    "review_version",
    "INSERT",
    "a changed mind is the next version of a review that was sent",
    "NEW.number > 1 AND NOT EXISTS (SELECT 1 FROM review r WHERE r.id = NEW.review_id AND r.state = 'submitted'"
    " AND r.version = NEW.number - 1)",
)
refuse(
    "review_version_never_past_a_conflict",
    "review_version",
    "INSERT",
    "this reviewer has a conflict with this abstract",
    "NEW.number > 1 AND " + _conflict(_OF.format("abstract_id"), _OF.format("reviewer_id")),
)
refuse(
    "review_version_while_undecided",
    "review_version",
    "INSERT",
    "a decision on this abstract is frozen or made",
    "NEW.number > 1 AND " + _closed(_OF.format("abstract_id")),
)
