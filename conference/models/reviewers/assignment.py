"""Plans of who reviews what. The database refuses a conflict, a wrong seat and a load above the reviewer's number."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, UtcDateTime, word
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition
from conference.models.reviewers.reviewers import Reviewer
from conference.rules.people.duties import Kind
from conference.rules.reviewers.assignment import Cause, ProposalState, Seat, Seats
from conference.triggers import refuse


class AssignmentProposal(Base):
    """A named plan: drafted freely, one published at a time; one taken back gives way to the plan before it."""

    __tablename__ = "assignment_proposal"
    __table_args__ = (
        sa.UniqueConstraint("edition_id", "name"),
        sa.CheckConstraint("(published_at IS NULL) = (published_by IS NULL)", name="published_by_someone"),
        sa.CheckConstraint("(state = 'draft') = (published_at IS NULL)", name="published_when_not_draft"),
        sa.CheckConstraint("lived_experience + professional <= per_abstract", name="seats_add_up"),
        sa.CheckConstraint("(taken_back_at IS NULL) = (taken_back_by IS NULL)", name="taken_back_by_someone"),
        sa.CheckConstraint("taken_back_at IS NULL OR state = 'superseded'", name="taken_back_not_in_force"),
        sa.Index(
            "uq_assignment_proposal_published",
            "edition_id",
            unique=True,
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    name: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[ProposalState] = mapped_column(word(ProposalState), default=ProposalState.draft)
    per_abstract: Mapped[int]
    lived_experience: Mapped[int]
    professional: Mapped[int]
    affinity: Mapped[float]
    objective: Mapped[int] = mapped_column(sa.BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    former_id: Mapped[int | None] = mapped_column(sa.ForeignKey("assignment_proposal.id"))  # in force before this one
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_back_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    edition: Mapped[Edition] = relationship()

    @property
    def seats(self) -> Seats:
        return Seats(self.per_abstract, self.lived_experience, self.professional)


class Assignment(Base):
    """One reviewer reads one abstract in one plan. A released assignment no longer counts; it is kept as a record."""

    __tablename__ = "assignment"
    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "abstract_id", "reviewer_id"),
        sa.ForeignKeyConstraint(["reviewer_id", "kind"], ["reviewer.id", "reviewer.kind"]),
        sa.CheckConstraint("seat = 'any' OR seat = kind", name="seat_fits_kind"),
        sa.CheckConstraint("affinity BETWEEN 0 AND 1", name="affinity_0_to_1"),
        sa.CheckConstraint("(released_at IS NULL) = (released_by IS NULL)", name="released_by_someone"),
        sa.Index("ix_assignment_reviewer_id_proposal_id", "reviewer_id", "proposal_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("assignment_proposal.id"))
    abstract_id: Mapped[int] = mapped_column(sa.ForeignKey("abstract.id"), index=True)
    reviewer_id: Mapped[int]
    kind: Mapped[Kind] = mapped_column(word(Kind, "kind"))
    seat: Mapped[Seat] = mapped_column(word(Seat, "seat"))
    affinity: Mapped[float]
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    released_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    proposal: Mapped[AssignmentProposal] = relationship()
    abstract: Mapped[Abstract] = relationship()
    reviewer: Mapped[Reviewer] = relationship()


class AssignmentShortfall(Base):
    """A seat that the plan could not fill, and why."""

    __tablename__ = "assignment_shortfall"
    __table_args__ = (sa.CheckConstraint("missing > 0", name="missing_some"),)

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("assignment_proposal.id"), primary_key=True)
    abstract_id: Mapped[int] = mapped_column(sa.ForeignKey("abstract.id"), primary_key=True, index=True)
    seat: Mapped[Seat] = mapped_column(word(Seat, "seat"), primary_key=True)
    missing: Mapped[int]
    cause: Mapped[Cause] = mapped_column(word(Cause, "cause"))
    eligible: Mapped[int]
    full: Mapped[int]
    conflicted: Mapped[int]

    proposal: Mapped[AssignmentProposal] = relationship()
    abstract: Mapped[Abstract] = relationship()


_PUBLISHED_LOAD = (
    "(SELECT count(*) FROM assignment a JOIN assignment_proposal p ON p.id = a.proposal_id"
    " WHERE a.reviewer_id = {reviewer} AND a.released_at IS NULL AND p.state = 'published')"
)
_IN_FORCE = "EXISTS (SELECT 1 FROM assignment_proposal p WHERE p.id = NEW.proposal_id AND p.state = 'published')"
_LIMIT = "(SELECT r.max_load FROM reviewer r WHERE r.id = NEW.reviewer_id)"
_HELD = (
    "EXISTS (SELECT 1 FROM assignment a JOIN assignment_proposal p ON p.id = a.proposal_id"
    " WHERE a.reviewer_id = NEW.reviewer_id AND a.abstract_id = NEW.abstract_id"
    " AND a.released_at IS NULL AND p.state <> 'superseded')"
)
# The plans that were put in force in place of this one.
_AFTER = (
    "(SELECT 1 FROM assignment_proposal n WHERE n.former_id = OLD.id AND n.state <> 'draft'"
    " AND n.taken_back_at {taken_back})"
)

refuse(
    "assignment_never_onto_a_conflict",
    "assignment",
    "INSERT",
    "this reviewer has a conflict with this abstract",
    "EXISTS (SELECT 1 FROM conflict c WHERE c.reviewer_id = NEW.reviewer_id AND c.abstract_id = NEW.abstract_id"
    " AND c.status <> 'cleared')",
)
refuse(
    "assignment_never_onto_own_work",
    "assignment",
    "INSERT",
    "this reviewer offered this work or is one of its authors",
    "EXISTS (SELECT 1 FROM reviewer r JOIN abstract b ON b.id = NEW.abstract_id WHERE r.id = NEW.reviewer_id"
    " AND (r.person_id = b.submitter_id OR EXISTS (SELECT 1 FROM abstract_author u"
    " WHERE u.abstract_id = b.id AND u.person_id = r.person_id)))",
)
refuse(
    "assignment_only_to_accepted",
    "assignment",
    "INSERT",
    "this reviewer has not said yes",
    "NOT EXISTS (SELECT 1 FROM reviewer r WHERE r.id = NEW.reviewer_id AND r.state = 'accepted')",
)
refuse(
    "assignment_in_one_edition",
    "assignment",
    "INSERT",
    "the plan, the abstract and the reviewer belong to one edition",
    "NOT EXISTS (SELECT 1 FROM assignment_proposal p JOIN abstract b ON b.edition_id = p.edition_id"
    " JOIN reviewer r ON r.edition_id = p.edition_id"
    " WHERE p.id = NEW.proposal_id AND b.id = NEW.abstract_id AND r.id = NEW.reviewer_id)",
)
refuse(
    "assignment_within_limit",
    "assignment",
    "INSERT",
    "this reviewer already has the number of reviews they chose",
    f"{_IN_FORCE} AND {_LIMIT} <= {_PUBLISHED_LOAD.format(reviewer='NEW.reviewer_id')}",
)
refuse(
    "assignment_never_moved",
    "assignment",
    "UPDATE OF proposal_id, abstract_id, reviewer_id, kind, seat",
    "an assignment is released, never moved",
)
refuse(
    "assignment_never_taken_back",
    "assignment",
    "UPDATE OF released_at",
    "a released assignment stays released",
    "OLD.released_at IS NOT NULL",
)
refuse(
    "assignment_kept",
    "assignment",
    "DELETE",
    "a published plan is a record",
    "EXISTS (SELECT 1 FROM assignment_proposal p WHERE p.id = OLD.proposal_id AND p.state <> 'draft')",
)
refuse(
    "assignment_proposal_within_limits",
    "assignment_proposal",
    "UPDATE OF state",
    "this plan gives a reviewer more reviews than they chose",
    "NEW.state = 'published' AND EXISTS (SELECT 1 FROM reviewer r WHERE r.max_load <"
    " (SELECT count(*) FROM assignment a WHERE a.proposal_id = NEW.id AND a.reviewer_id = r.id"
    " AND a.released_at IS NULL) AND r.edition_id = NEW.edition_id)",
)
refuse(
    "assignment_proposal_starts_as_draft",
    "assignment_proposal",
    "INSERT",
    "a plan starts as a draft",
    "NEW.state <> 'draft'",
)
refuse(
    "assignment_proposal_never_back",
    "assignment_proposal",
    "UPDATE OF state",
    "a published plan is superseded, never drafted again; it comes back only when the one after it was taken back",
    "NEW.state <> OLD.state AND NOT (OLD.state = 'draft' AND NEW.state = 'published')"
    " AND NOT (OLD.state = 'published' AND NEW.state = 'superseded')"
    " AND NOT (OLD.state = 'superseded' AND NEW.state = 'published' AND OLD.taken_back_at IS NULL"
    f" AND EXISTS {_AFTER.format(taken_back='IS NOT NULL')} AND NOT EXISTS {_AFTER.format(taken_back='IS NULL')})",
)
refuse(
    "assignment_proposal_only_who_may_read",
    "assignment_proposal",
    "UPDATE OF state",
    "this plan gives an abstract to somebody who may not read it",
    "NEW.state = 'published' AND EXISTS (SELECT 1 FROM assignment a JOIN reviewer r ON r.id = a.reviewer_id"
    " LEFT JOIN conflict c ON c.reviewer_id = a.reviewer_id AND c.abstract_id = a.abstract_id AND c.status <> 'cleared'"
    " WHERE a.proposal_id = NEW.id AND a.released_at IS NULL AND (r.state <> 'accepted' OR c.id IS NOT NULL))",
)
refuse(
    "assignment_proposal_not_taken_back_once_begun",
    "assignment_proposal",
    "UPDATE OF taken_back_at",
    "somebody has begun to read what is new in this plan",
    "NEW.taken_back_at IS NOT NULL AND EXISTS (SELECT 1 FROM assignment a JOIN review v"
    " ON v.abstract_id = a.abstract_id AND v.reviewer_id = a.reviewer_id WHERE a.proposal_id = NEW.id"
    " AND a.released_at IS NULL AND v.state <> 'skipped' AND NOT EXISTS (SELECT 1 FROM assignment f"
    " WHERE f.proposal_id = NEW.former_id AND f.abstract_id = a.abstract_id AND f.reviewer_id = a.reviewer_id"
    " AND f.released_at IS NULL))",
)
refuse(
    "assignment_proposal_taken_back_for_good",
    "assignment_proposal",
    "UPDATE OF taken_back_at",
    "a plan that was taken back stays so",
    "OLD.taken_back_at IS NOT NULL",
)
refuse(
    "assignment_proposal_follows_one",
    "assignment_proposal",
    "UPDATE OF former_id",
    "which plan was in force before is a record",
    "OLD.state <> 'draft'",
)
for _when in ("INSERT", "UPDATE OF status, reviewer_id, abstract_id"):
    refuse(
        f"conflict_only_when_released_{_when[:6].lower()}",
        "conflict",
        _when,
        "release this reviewer from this abstract first",
        f"NEW.status <> 'cleared' AND {_HELD}",
    )
refuse(
    "reviewer_limit_not_below_load",
    "reviewer",
    "UPDATE OF max_load",
    "this reviewer already has more reviews than that",
    f"NEW.max_load < {_PUBLISHED_LOAD.format(reviewer='NEW.id')}",
)
refuse(
    "reviewer_leaves_without_reviews",
    "reviewer",
    "UPDATE OF state",
    "release this reviewer’s reviews first",
    f"NEW.state <> 'accepted' AND {_PUBLISHED_LOAD.format(reviewer='NEW.id')} > 0",
)
