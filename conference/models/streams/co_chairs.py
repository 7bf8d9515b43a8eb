"""Who is proposed for each seat, and who holds it: nobody is asked before both keys are turned."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, UtcDateTime, word
from conference.models.editions.editions import Edition, Stream
from conference.models.keys import FrozenSet
from conference.models.people.people import Person
from conference.models.streams.candidates import Candidate, RoleCard
from conference.rules.people.duties import Kind
from conference.rules.streams.co_chairs import State
from conference.triggers import refuse

LIVE = "state IN ('proposed', 'role_sent', 'accepted')"


class CoChairProposal(Base):
    """One proposal for every open seat at once; the newest of an edition is the one that counts."""

    __tablename__ = "co_chair_proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    edition: Mapped[Edition] = relationship()


class CoChairPick(Base):
    """The person a proposal puts in a seat; chosen by the solver, or by an organiser who says why."""

    __tablename__ = "co_chair_pick"
    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "stream_id", "kind"),
        sa.ForeignKeyConstraint(
            ["candidate_id", "person_id", "kind"], ["candidate.id", "candidate.person_id", "candidate.kind"]
        ),
        sa.CheckConstraint("(chosen_by IS NULL) = (chosen_why = '')", name="chosen_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("co_chair_proposal.id"))
    stream_id: Mapped[int] = mapped_column(sa.ForeignKey("stream.id"))
    kind: Mapped[Kind] = mapped_column(word(Kind, "kind"))
    candidate_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    chosen_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    chosen_why: Mapped[str] = mapped_column(sa.Text, default="", server_default="")

    stream: Mapped[Stream] = relationship()
    candidate: Mapped[Candidate] = relationship(
        primaryjoin="CoChairPick.candidate_id == Candidate.id",
        foreign_keys="CoChairPick.candidate_id",
        viewonly=True,
    )
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class CoChair(Base):
    """One seat of a stream, offered to one person under one frozen set."""

    __tablename__ = "co_chair"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["candidate_id", "person_id", "kind"], ["candidate.id", "candidate.person_id", "candidate.kind"]
        ),
        sa.Index(
            "uq_co_chair_one_per_seat",
            "stream_id",
            "kind",
            unique=True,
            sqlite_where=sa.text(LIVE),
            postgresql_where=sa.text(LIVE),
        ),
        sa.Index(
            "uq_co_chair_two_people",
            "stream_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text(LIVE),
            postgresql_where=sa.text(LIVE),
        ),
        sa.CheckConstraint("(answered_at IS NULL) = (answered_by IS NULL)", name="answered_by_someone"),
        sa.CheckConstraint("(state IN ('proposed', 'released')) = (sent_at IS NULL)", name="sent_at"),
        sa.CheckConstraint(
            "state NOT IN ('accepted', 'declined', 'suggested_other', 'left') OR answered_at IS NOT NULL",
            name="answer_has_a_time",
        ),
        sa.CheckConstraint("state <> 'accepted' OR agreed_card_id IS NOT NULL", name="agreed_to_a_card"),
        sa.CheckConstraint("(suggestion = '') = (state <> 'suggested_other')", name="suggestion"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    stream_id: Mapped[int] = mapped_column(sa.ForeignKey("stream.id"))
    kind: Mapped[Kind] = mapped_column(word(Kind, "kind"))
    candidate_id: Mapped[int] = mapped_column(index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    under_set: Mapped[int] = mapped_column(sa.ForeignKey("frozen_set.id"), index=True)
    state: Mapped[State] = mapped_column(word(State), default=State.proposed)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    agreed_card_id: Mapped[int | None] = mapped_column(sa.ForeignKey("role_card.id"))
    wished_change: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    suggestion: Mapped[str] = mapped_column(sa.Text, default="", server_default="")

    edition: Mapped[Edition] = relationship()
    stream: Mapped[Stream] = relationship()
    candidate: Mapped[Candidate] = relationship(
        primaryjoin="CoChair.candidate_id == Candidate.id", foreign_keys="CoChair.candidate_id", viewonly=True
    )
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    decision: Mapped[FrozenSet] = relationship()
    agreed_card: Mapped[RoleCard | None] = relationship()
    # Who holds the other seat of the stream, once they said yes: until then it is theirs to tell.
    fellow: Mapped["CoChair | None"] = relationship(
        primaryjoin="and_(CoChair.stream_id == remote(foreign(CoChair.stream_id)),"
        " CoChair.kind != remote(foreign(CoChair.kind)), remote(foreign(CoChair.state)) == 'accepted')",
        viewonly=True,
        uselist=False,
    )


refuse(
    "co_chair_starts_proposed",
    "co_chair",
    "INSERT",
    "a seat is proposed under a frozen set that waits for its keys",
    "NEW.state <> 'proposed' OR NOT EXISTS (SELECT 1 FROM frozen_set s WHERE s.id = NEW.under_set"
    " AND s.edition_id = NEW.edition_id AND s.kind = 'co_chairs' AND s.state = 'waiting')",
)
refuse(
    "co_chair_sent_by_both_keys",
    "co_chair",
    "UPDATE OF state",
    "a role card is sent only when both keys are turned",
    "NEW.state NOT IN ('proposed', 'released') AND NOT EXISTS (SELECT 1 FROM frozen_set s"
    " WHERE s.id = NEW.under_set AND s.kind = 'co_chairs' AND s.state = 'carried')",
)
refuse(
    "co_chair_never_moved",
    "co_chair",
    "UPDATE OF edition_id, stream_id, kind, candidate_id, person_id, under_set",
    "a seat is never moved to somebody else; it is given up, and the next person gets their own",
)
refuse(
    "co_chair_over_is_over",
    "co_chair",
    "UPDATE OF state",
    "a seat that was given up is not taken again",
    "OLD.state NOT IN ('proposed', 'role_sent', 'accepted') AND NEW.state <> OLD.state",
)
refuse("co_chair_kept", "co_chair", "DELETE", "who was asked stays on record")
refuse(
    "co_chair_of_this_edition",
    "co_chair",
    "INSERT",
    "the stream or the person belongs to another edition",
    "NOT EXISTS (SELECT 1 FROM stream s JOIN candidate c ON c.edition_id = s.edition_id"
    " WHERE s.id = NEW.stream_id AND c.id = NEW.candidate_id AND s.edition_id = NEW.edition_id)",
)
refuse(
    "co_chair_without_conflict",
    "co_chair",
    "INSERT",
    "the person has a conflict with this stream",
    "EXISTS (SELECT 1 FROM stream_conflict x WHERE x.candidate_id = NEW.candidate_id AND x.stream_id = NEW.stream_id)",
)
refuse(
    "co_chair_within_limit",
    "co_chair",
    "INSERT",
    "the person would co-chair more streams than they said they can",
    "(SELECT COUNT(*) FROM co_chair x WHERE x.candidate_id = NEW.candidate_id"
    " AND x.state IN ('proposed', 'role_sent', 'accepted'))"
    " >= (SELECT c.stream_limit FROM candidate c WHERE c.id = NEW.candidate_id)",
)
