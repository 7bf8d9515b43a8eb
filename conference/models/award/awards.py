"""The Patients Choice Award: a roll without choices, and ballots without voters."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, UtcDateTime, word
from conference.models.abstracts.abstracts import Abstract
from conference.models.award.guards import in_state
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.rules.award.additions import Reason
from conference.rules.award.counting import BETWEEN, MOST_POINTS, AwardState, Method, VoterClass
from conference.triggers import refuse


class Award(Base):
    """One vote of an edition. Its rules, entries and roll are frozen before it opens, with their digests."""

    __tablename__ = "award"
    __table_args__ = (
        sa.UniqueConstraint("edition_id", "name"),
        sa.CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        sa.CheckConstraint("most > 0", name="most"),
        sa.CheckConstraint("state IN ('draft', 'frozen') OR code_salt = ''", name="salt_destroyed_at_opening"),
        sa.CheckConstraint("(state = 'draft') = (frozen_digest = '')", name="frozen_digest"),
        sa.CheckConstraint("(state = 'draft') = (frozen_by IS NULL)", name="frozen_by_someone"),
        sa.CheckConstraint("(frozen_at IS NULL) = (frozen_by IS NULL)", name="frozen_at_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    name: Mapped[str] = mapped_column(sa.Text)
    name_nl: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    question: Mapped[str] = mapped_column(sa.Text)
    question_nl: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    state: Mapped[AwardState] = mapped_column(word(AwardState), default=AwardState.draft)
    method: Mapped[Method] = mapped_column(word(Method, "method"), default=Method.choice)
    most: Mapped[int] = mapped_column(default=3, server_default="3")  # entries that one ballot may approve or rank
    own_entry_barred: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    seed: Mapped[str] = mapped_column(sa.Text)
    # The codes follow from it and from the key in INSTANCE. It is wiped at opening: from then on nobody,
    # and no copy made during the vote, can make a card again.
    code_salt: Mapped[str] = mapped_column(sa.Text)
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    rules_digest: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    entries_digest: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    roll_digest: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    frozen_digest: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    frozen_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    # From this moment on everybody sees the result; None: as soon as both keys are turned. Both keys approve it.
    announce_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    edition: Mapped[Edition] = relationship()


class AwardEntry(Base):
    """A piece of work that can be chosen; its co-presenter with lived experience has confirmed it."""

    __tablename__ = "award_entry"
    __table_args__ = (
        sa.UniqueConstraint("award_id", "reference"),
        sa.CheckConstraint(
            "reference <> '' AND reference NOT LIKE '%>%' AND reference NOT LIKE '%=%'", name="reference_can_be_ranked"
        ),
        sa.CheckConstraint("(confirmed_at IS NULL) = (confirmed_by IS NULL)", name="confirmed_at_by"),
        sa.CheckConstraint("confirmed_at IS NULL OR co_presenter_id IS NOT NULL", name="confirmed_for_someone"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(sa.ForeignKey("award.id"), index=True)
    abstract_id: Mapped[int | None] = mapped_column(sa.ForeignKey("abstract.id"), index=True)
    reference: Mapped[str] = mapped_column(sa.Text)
    title: Mapped[str] = mapped_column(sa.Text)
    presenters: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    pitch: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    co_presenter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    award: Mapped[Award] = relationship()
    abstract: Mapped[Abstract | None] = relationship()
    co_presenter: Mapped[Person | None] = relationship(foreign_keys=[co_presenter_id])

    @property
    def about(self) -> str:
        """What a voter reads below the title."""
        return ". ".join(part.rstrip(".") for part in (self.presenters, self.pitch) if part)


class AwardAddition(Base):
    """A code asked for after the freeze. A carried set of both keys allows it; its roll row says that it was given."""

    __tablename__ = "award_addition"
    __table_args__ = (
        sa.UniqueConstraint("award_id", "number"),
        sa.CheckConstraint("(reason = 'lost_card') = (replaces <> '')", name="replaces_a_lost_card"),
        sa.CheckConstraint("number > 0 AND badge <> ''", name="is_named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(sa.ForeignKey("award.id"))
    number: Mapped[int]
    badge: Mapped[str] = mapped_column(sa.Text)
    replaces: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    voter_class: Mapped[VoterClass] = mapped_column(word(VoterClass, "voter_class"))
    reason: Mapped[Reason] = mapped_column(word(Reason, "reason"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    award: Mapped[Award] = relationship()


class RollRow(Base):
    """One badge that may vote, and whether its code was used: not when, and not for what."""

    __tablename__ = "award_roll"
    __table_args__ = (
        sa.UniqueConstraint("award_id", "code"),
        sa.CheckConstraint("spent IN (0, 1)", name="spent_once"),
        sa.CheckConstraint("blocked IN (0, 1)", name="blocked_once"),
        {"sqlite_with_rowid": False},
    )

    award_id: Mapped[int] = mapped_column(sa.ForeignKey("award.id"), primary_key=True)
    badge: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    voter_class: Mapped[VoterClass] = mapped_column(word(VoterClass, "voter_class"))
    code: Mapped[str] = mapped_column(sa.String(64))
    spent: Mapped[int] = mapped_column(sa.SmallInteger, default=0, server_default="0")
    blocked: Mapped[int] = mapped_column(sa.SmallInteger, default=0, server_default="0")  # lost, and replaced
    addition: Mapped[int] = mapped_column(default=0, server_default="0")  # its number in award_addition; 0: frozen
    barred: Mapped[str] = mapped_column(sa.Text, default="", server_default="")  # entries its holder made, as a ballot


class Ballot(Base):
    """One vote while the poll is open: no person, no time, no order; its key is pure chance."""

    __tablename__ = "ballot"
    __table_args__ = ({"sqlite_with_rowid": False},)

    award_id: Mapped[int] = mapped_column(sa.ForeignKey("award.id"), primary_key=True)
    tracker: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    choice: Mapped[str] = mapped_column(sa.Text)
    voter_class: Mapped[VoterClass] = mapped_column(word(VoterClass, "voter_class"))


class SealedBallot(Base):
    """The same votes after the seal: copied in an order of pure chance, all in one transaction."""

    __tablename__ = "sealed_ballot"
    __table_args__ = ({"sqlite_with_rowid": False},)

    award_id: Mapped[int] = mapped_column(sa.ForeignKey("award.id"), primary_key=True)
    tracker: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    choice: Mapped[str] = mapped_column(sa.Text)
    voter_class: Mapped[VoterClass] = mapped_column(word(VoterClass, "voter_class"))


# -- One vote each, while the poll is open --------------------------------------------------------

refuse(
    "ballot_while_open",
    "ballot",
    "INSERT",
    "a ballot is taken only while the vote is open",
    f"NOT {in_state('NEW', 'open')}",
)
# Each mark stands between two signs, so a mark that is there is one that can be taken away.
_LINE = f"'{BETWEEN}' || NEW.choice || '{BETWEEN}'"
_MARKS = f"((length(NEW.choice) - length(replace(NEW.choice, '{BETWEEN}', ''))) / {len(BETWEEN)} + 1)"
_POINTS = " UNION ALL ".join(f"SELECT '={points}' AS points" for points in range(MOST_POINTS + 1))
_NAMED = (
    "(SELECT count(DISTINCT e.reference) FROM award_entry e JOIN award a ON a.id = e.award_id"
    f" JOIN (SELECT '' AS points UNION ALL {_POINTS}) p ON (p.points = '') = (a.method <> 'score')"
    f" WHERE a.id = NEW.award_id AND replace({_LINE}, '{BETWEEN}' || e.reference || p.points || '{BETWEEN}', '')"
    f" <> {_LINE})"
)
refuse(
    "ballot_names_entries",
    "ballot",
    "INSERT",
    "a ballot names entries of its award, each once, and no more than the rules allow",
    f"{_NAMED} <> {_MARKS} OR EXISTS (SELECT 1 FROM award a WHERE a.id = NEW.award_id AND {_MARKS} >"
    f" CASE a.method WHEN 'choice' THEN 1 WHEN 'score' THEN {_MARKS} ELSE a.most END)",
)
refuse("ballot_never_changed", "ballot", "UPDATE", "a ballot is never changed")
refuse(
    "ballot_moved_by_the_seal",
    "ballot",
    "DELETE",
    "a ballot leaves this table only when the award is sealed",
    f"NOT {in_state('OLD', 'sealing')}",
)
refuse(
    "sealed_ballot_by_the_seal",
    "sealed_ballot",
    "INSERT",
    "only the seal writes here",
    f"NOT {in_state('NEW', 'sealing')}",
)
refuse("sealed_ballot_never_changed", "sealed_ballot", "UPDATE", "a sealed ballot is never changed")
refuse("sealed_ballot_never_deleted", "sealed_ballot", "DELETE", "a sealed ballot is never deleted")

# -- Entries and roll stand still from the freeze on ----------------------------------------------

refuse(
    "award_entry_added_in_draft",
    "award_entry",
    "INSERT",
    "entries and roll are frozen",
    f"NOT {in_state('NEW', 'draft')}",
)
for _table in ("award_entry", "award_roll"):
    refuse(
        f"{_table}_removed_in_draft",
        _table,
        "DELETE",
        "entries and roll are frozen",
        f"NOT {in_state('OLD', 'draft')}",
    )
refuse(
    "award_entry_changed_in_draft",
    "award_entry",
    "UPDATE",
    "entries and roll are frozen",
    f"NOT {in_state('OLD', 'draft')}",
)
refuse(
    "award_roll_changed_in_draft",
    "award_roll",
    "UPDATE OF award_id, badge, voter_class, code, addition, barred",
    "entries and roll are frozen",
    f"NOT {in_state('OLD', 'draft')}",
)
refuse(
    "award_entry_is_accepted",
    "award_entry",
    "INSERT",
    "an entry is an accepted abstract of the same edition",
    "NEW.abstract_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM abstract b JOIN award a ON a.edition_id = b.edition_id"
    " WHERE b.id = NEW.abstract_id AND a.id = NEW.award_id AND b.state = 'accepted')",
)
