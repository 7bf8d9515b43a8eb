"""The cards of an award while they are made and taken: numbers here, the sealed files in INSTANCE/cards."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, UtcDateTime
from conference.models.award.awards import Award
from conference.triggers import refuse


class AwardCards(Base):
    """One making of an award's cards: how far it is and how long it took. No badge and no code is in it."""

    __tablename__ = "award_cards"
    __table_args__ = (
        sa.UniqueConstraint("folder"),
        sa.CheckConstraint("made BETWEEN 0 AND cards", name="made"),
        sa.CheckConstraint("sheets > 0 AND cards > 0", name="some"),
        sa.CheckConstraint("(done_at IS NULL) = (milliseconds IS NULL)", name="done_in_a_time"),
        sa.CheckConstraint("done_at IS NULL OR made = cards", name="done_when_all_are_made"),
    )

    award_id: Mapped[int] = mapped_column(sa.ForeignKey("award.id"), primary_key=True)
    folder: Mapped[str] = mapped_column(sa.String(32))  # a name of chance
    cards: Mapped[int]
    sheets: Mapped[int]
    made: Mapped[int] = mapped_column(default=0, server_default="0")
    as_pdf: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    milliseconds: Mapped[int | None]

    award: Mapped[Award] = relationship()


refuse(
    "award_cards_while_frozen",
    "award_cards",
    "INSERT",
    "cards are made while the award is frozen and not open",
    "NOT EXISTS (SELECT 1 FROM award a WHERE a.id = NEW.award_id AND a.state = 'frozen')",
)
refuse(
    "award_cards_stay_with_their_award",
    "award_cards",
    "UPDATE OF award_id, folder, cards, sheets, asked_at, asked_by",
    "another making of cards is another row",
)
refuse(
    "award_cards_deleted_first",
    "award",
    "UPDATE OF state",
    "the files of the cards are deleted before the vote opens or goes back to the draft",
    "OLD.state = 'frozen' AND NEW.state <> 'frozen' AND EXISTS (SELECT 1 FROM award_cards c WHERE c.award_id = OLD.id)",
)
