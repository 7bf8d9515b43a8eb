"""After the vote: who watches the digests, and what somebody wants shown of themselves beside their work."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, UtcDateTime, word
from conference.models.award.awards import Award
from conference.models.people.people import Person
from conference.rules.award.ceremony import WitnessSays
from conference.triggers import refuse


class AwardWitness(Base):
    """Somebody who gets the digests by letter, so that the published file can be held against them."""

    __tablename__ = "award_witness"
    __table_args__ = (
        sa.UniqueConstraint("award_id", "person_id"),
        sa.CheckConstraint("(says = 'waiting') = (said_by IS NULL)", name="says_by_someone"),
        sa.CheckConstraint("(said_at IS NULL) = (said_by IS NULL)", name="said_at_by"),
        sa.CheckConstraint("said_by IS NULL OR said_by = person_id", name="says_it_themselves"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(sa.ForeignKey("award.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    named_at: Mapped[datetime] = mapped_column(UtcDateTime)
    named_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    says: Mapped[WitnessSays] = mapped_column(word(WitnessSays, "says"), default=WitnessSays.waiting)
    said_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    said_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    award: Mapped[Award] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class AwardShown(Base):
    """What a co-presenter with lived experience wants shown from the announcement on. No row: nothing of them."""

    __tablename__ = "award_shown"
    __table_args__ = (
        sa.CheckConstraint("name <> '' OR words <> '' OR video <> ''", name="shows_something"),
        sa.CheckConstraint("video = '' OR video LIKE 'https://%'", name="video_is_an_address"),
        sa.CheckConstraint("agreed_by = person_id", name="agreed_by_themselves"),
    )

    award_id: Mapped[int] = mapped_column(sa.ForeignKey("award.id"), primary_key=True)
    reference: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    words: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    video: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    agreed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    agreed_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    award: Mapped[Award] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


refuse(
    "award_witness_before_the_vote",
    "award_witness",
    "INSERT",
    "a witness is named before anybody votes",
    "NOT EXISTS (SELECT 1 FROM award a WHERE a.id = NEW.award_id AND a.state IN ('draft', 'frozen'))",
)
refuse(
    "award_witness_stays_who_they_are",
    "award_witness",
    "UPDATE OF award_id, person_id",
    "a witness is not exchanged for another",
)
refuse(
    "award_witness_kept",
    "award_witness",
    "DELETE",
    "a witness is taken out only before anybody votes",
    "NOT EXISTS (SELECT 1 FROM award a WHERE a.id = OLD.award_id AND a.state IN ('draft', 'frozen'))",
)
for _event in ("INSERT", "UPDATE"):
    refuse(
        f"award_shown_by_its_co_presenter_{_event.lower()}",
        "award_shown",
        _event,
        "only the co-presenter of a work says what is shown of them",
        "NOT EXISTS (SELECT 1 FROM award_entry e WHERE e.award_id = NEW.award_id AND e.reference = NEW.reference"
        " AND e.co_presenter_id = NEW.person_id) AND NOT EXISTS (SELECT 1 FROM award_work w"
        " WHERE w.award_id = NEW.award_id AND w.reference = NEW.reference AND w.co_presenter_id = NEW.person_id)",
    )
