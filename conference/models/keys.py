"""Keys and frozen sets: the product's heart, kept by the database too."""

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, UtcDateTime, word
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.rules.keys import Frozen, Kind, State
from conference.rules.people.duties import Rank, Side
from conference.triggers import append_only, refuse


class FrozenSet(Base):
    """A frozen set: all that it will do, its digest, and the two keys turned on it. Its content never changes."""

    __tablename__ = "frozen_set"
    __table_args__ = (
        sa.CheckConstraint("organiser_by <> lived_experience_by", name="two_different_people"),
        sa.CheckConstraint("(organiser_by IS NULL) = (organiser_at IS NULL)", name="organiser_at_by"),
        sa.CheckConstraint("(lived_experience_by IS NULL) = (lived_experience_at IS NULL)", name="le_at_by"),
        sa.CheckConstraint(
            "state <> 'carried' OR one_key OR (organiser_by IS NOT NULL AND lived_experience_by IS NOT NULL)",
            name="carried_needs_both_keys",
        ),
        sa.CheckConstraint(
            "NOT one_key OR kind NOT IN ('key_holder', 'sign_in_address', 'one_time_code', 'two_key_setting',"
            " 'award_addition')",
            name="keys_always_need_both",
        ),
        sa.CheckConstraint("(state = 'carried') = (carried_at IS NOT NULL)", name="carried_at"),
        sa.CheckConstraint("(state = 'returned') = (returned_by IS NOT NULL)", name="returned_by"),
        sa.Index(
            "uq_decision_set_one_waiting",
            "edition_id",
            "kind",
            "about_id",
            unique=True,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    kind: Mapped[Kind] = mapped_column(word(Kind, "kind"))
    about_id: Mapped[int]
    content: Mapped[str] = mapped_column(sa.Text)
    digest: Mapped[str] = mapped_column(sa.String(64))
    one_key: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    state: Mapped[State] = mapped_column(word(State), default=State.waiting)
    frozen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    frozen_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    organiser_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    organiser_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    lived_experience_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lived_experience_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    carried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    return_reason: Mapped[str] = mapped_column(sa.Text, default="", server_default="")

    edition: Mapped[Edition] = relationship()
    freezer: Mapped[Person] = relationship(foreign_keys=[frozen_by])
    organiser: Mapped[Person | None] = relationship(foreign_keys=[organiser_by])
    lived_experience: Mapped[Person | None] = relationship(foreign_keys=[lived_experience_by])
    returner: Mapped[Person | None] = relationship(foreign_keys=[returned_by])

    @property
    def facts(self) -> Any:
        """The frozen content, as it was drafted: `rules/frozen.py` has its shape by kind."""
        return json.loads(self.content)

    @property
    def frozen(self) -> Frozen:
        return Frozen(self.state, self.frozen_at, self.organiser_by, self.lived_experience_by)


class KeyInterest(Base):
    """A holder said that a set touches them or somebody close: they do not turn a key on it, the deputy does."""

    __tablename__ = "key_interest"

    set_id: Mapped[int] = mapped_column(sa.ForeignKey("frozen_set.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    declared_at: Mapped[datetime] = mapped_column(UtcDateTime)


class KeyHolder(Base):
    """Who holds which key of an edition; ended, never deleted. One person is never on both sides."""

    __tablename__ = "key_holder"
    __table_args__ = (
        sa.Index(
            "uq_key_holder_seat",
            "edition_id",
            "side",
            "rank",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.Index(
            "uq_key_holder_person",
            "edition_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    side: Mapped[Side] = mapped_column(word(Side, "side"))
    rank: Mapped[Rank] = mapped_column(word(Rank, "rank"))
    named_by_set: Mapped[int | None] = mapped_column(sa.ForeignKey("frozen_set.id"))
    named_at: Mapped[datetime] = mapped_column(UtcDateTime)
    handed_over_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_set: Mapped[int | None] = mapped_column(sa.ForeignKey("frozen_set.id"))

    edition: Mapped[Edition] = relationship()
    person: Mapped[Person] = relationship()


_BOTH_KEYS = "EXISTS (SELECT 1 FROM frozen_set s WHERE s.id = {row} AND s.state = 'carried' AND s.kind = 'key_holder')"


def _key_of(side: str, column: str) -> str:
    return (
        f"NEW.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM key_holder k WHERE k.edition_id = NEW.edition_id"
        f" AND k.person_id = NEW.{column} AND k.side = '{side}' AND k.ended_at IS NULL)"
    )


refuse(
    "frozen_set_unchanged",
    "frozen_set",
    "UPDATE OF edition_id, kind, about_id, content, digest, one_key, frozen_at, frozen_by",
    "a frozen set is never changed",
)
refuse("frozen_set_kept", "frozen_set", "DELETE", "a frozen set is a record and is never deleted")
refuse("frozen_set_settled", "frozen_set", "UPDATE", "a settled set is never reopened", "OLD.state <> 'waiting'")
refuse(
    "frozen_set_starts_waiting",
    "frozen_set",
    "INSERT",
    "a set starts without keys",
    "NEW.state <> 'waiting' OR NEW.organiser_by IS NOT NULL OR NEW.lived_experience_by IS NOT NULL",
)
refuse(
    "frozen_set_organiser_key",
    "frozen_set",
    "UPDATE OF organiser_by",
    "only a holder of the organisers' key may turn it",
    _key_of("organiser", "organiser_by"),
)
refuse(
    "frozen_set_le_key",
    "frozen_set",
    "UPDATE OF lived_experience_by",
    "only a holder of the lived-experience key may turn it",
    _key_of("lived_experience", "lived_experience_by"),
)
refuse(
    "key_holder_named_by_both_keys",
    "key_holder",
    "INSERT",
    "naming a key holder takes both keys",
    "NEW.named_by_set IS NULL AND EXISTS (SELECT 1 FROM key_holder k WHERE k.edition_id = NEW.edition_id"
    " AND (k.side = NEW.side AND k.rank = NEW.rank OR k.named_by_set IS NOT NULL))"
    f" OR NEW.named_by_set IS NOT NULL AND NOT {_BOTH_KEYS.format(row='NEW.named_by_set')}",
)
refuse(
    "key_holder_ended_by_both_keys",
    "key_holder",
    "UPDATE OF ended_at, ended_by_set",
    "ending a key holder takes both keys",
    f"NOT {_BOTH_KEYS.format(row='NEW.ended_by_set')}",
)
refuse(
    "key_holder_never_moved",
    "key_holder",
    "UPDATE OF edition_id, person_id, side, rank, named_by_set",
    "a key is never moved, only ended",
)
append_only("key_interest")
refuse("key_holder_kept", "key_holder", "DELETE", "key holders are ended, never deleted")


def _changes_holder(column: str, kind: str, by_set: str, first_is_free: bool) -> str:
    already = f"OLD.{column} IS NOT NULL AND " if first_is_free else ""
    return (
        f"{already}OLD.{column} IS DISTINCT FROM NEW.{column}"
        " AND EXISTS (SELECT 1 FROM key_holder k WHERE k.person_id = OLD.id AND k.ended_at IS NULL"
        f" AND (NEW.{by_set} IS NOT DISTINCT FROM OLD.{by_set} OR NOT EXISTS (SELECT 1 FROM frozen_set s"
        f" WHERE s.id = NEW.{by_set} AND s.kind = '{kind}' AND s.about_id = OLD.id AND s.state = 'carried'"
        " AND s.edition_id = k.edition_id)))"
    )


refuse(
    "key_holder_address",
    "person",
    "UPDATE OF sign_in_email, sign_in_set",
    "changing a key holder's sign-in address takes both keys",
    _changes_holder("sign_in_email", "sign_in_address", "sign_in_set", first_is_free=False),
)
refuse(
    "key_holder_one_time_code",
    "person",
    "UPDATE OF one_time_secret, one_time_set",
    "recovering a key holder's one-time code takes both keys",
    _changes_holder("one_time_secret", "one_time_code", "one_time_set", first_is_free=True),
)

refuse(
    "frozen_set_no_interest",
    "frozen_set",
    "UPDATE OF organiser_by, lived_experience_by",
    "who declared an interest turns no key on this set",
    "EXISTS (SELECT 1 FROM key_interest i WHERE i.set_id = NEW.id"
    " AND (i.person_id = NEW.organiser_by OR i.person_id = NEW.lived_experience_by))",
)
