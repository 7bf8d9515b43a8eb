"""Paper slips of an award, between the first person who types one and the second."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from conference.db import Base
from conference.models.award.awards import Award
from conference.triggers import effect, refuse


class SlipReading(Base):
    """What one person read on one slip: two keyed digests that tell neither code nor choice. No time, no order.

    The key of the table makes any two rows of a slip the work of two people.
    """

    __tablename__ = "award_slip_reading"
    __table_args__ = (
        sa.CheckConstraint("length(slip) = 64 AND length(reading) = 64", name="digests_only"),
        {"sqlite_with_rowid": False},
    )

    award_id: Mapped[int] = mapped_column(sa.ForeignKey(Award.id), primary_key=True)
    slip: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    typed_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    reading: Mapped[str] = mapped_column(sa.String(64))


_OPEN = "EXISTS (SELECT 1 FROM award a WHERE a.id = NEW.award_id AND a.state = 'open')"
refuse(
    "slip_reading_while_open",
    "award_slip_reading",
    "INSERT",
    "a slip is typed only while the vote is open",
    f"NOT {_OPEN}",
)
refuse(
    "slip_reading_at_the_desk",
    "award_slip_reading",
    "INSERT",
    "a slip is typed by an organiser of the edition",
    "NOT EXISTS (SELECT 1 FROM award a JOIN role r ON r.edition_id = a.edition_id"
    " WHERE a.id = NEW.award_id AND r.person_id = NEW.typed_by AND r.duty = 'organiser')",
)
refuse(
    "slip_reading_never_changed",
    "award_slip_reading",
    "UPDATE",
    "a reading is taken away and typed anew, so that nobody’s becomes somebody else’s",
)
effect(
    "slip_readings_end_with_the_vote",
    "award",
    "UPDATE OF state",
    "DELETE FROM award_slip_reading WHERE award_id = NEW.id",
    "NEW.state <> 'open'",
)
