"""One global person; roles belong to a person and an edition."""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, UtcDateTime, word
from conference.models.editions.editions import Edition
from conference.rules.languages import Lang
from conference.rules.people.duties import Channel, Duty
from conference.triggers import refuse


class Person(Base):
    """Somebody: with or without an account, an e-mail address, or both. The system person acts for the clock."""

    __tablename__ = "person"
    __table_args__ = (
        sa.CheckConstraint("sign_in_email IS NULL OR sign_in_email LIKE '%_@_%'", name="sign_in_email_shape"),
        sa.CheckConstraint("(disabled_at IS NULL) = (disabled_by IS NULL)", name="disabled_by_someone"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.Text)
    preferred_name: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    sign_in_email: Mapped[str | None] = mapped_column(sa.Text, unique=True)
    contact_email: Mapped[str | None] = mapped_column(sa.Text)
    phone: Mapped[str | None] = mapped_column(sa.Text)
    postal_address: Mapped[str | None] = mapped_column(sa.Text)
    channel: Mapped[Channel] = mapped_column(word(Channel, "channel"), default=Channel.email)
    lang: Mapped[Lang] = mapped_column(word(Lang, "lang"), default=Lang.en)
    show_lived_experience: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    is_system: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    one_time_secret: Mapped[str | None] = mapped_column(sa.Text)
    # The carried sets by which both keys last changed a holder's address or one-time code.
    sign_in_set: Mapped[int | None]
    one_time_set: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disabled_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    merged_into: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    # What Flask-Login asks of a signed-in person; the token is this request's web session.
    is_authenticated: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False
    session_token: ClassVar[str] = ""
    second_factor: ClassVar[bool] = False

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None

    def get_id(self) -> str:
        return self.session_token

    @property
    def called(self) -> str:
        """The name the person wants to be called by."""
        return self.preferred_name or self.name

    @property
    def mail_address(self) -> str | None:
        return self.contact_email or self.sign_in_email


class Role(Base):
    """A duty of one person in one edition."""

    __tablename__ = "role"
    __table_args__ = (sa.UniqueConstraint("person_id", "edition_id", "duty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    duty: Mapped[Duty] = mapped_column(word(Duty, "duty"))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    granted_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    edition: Mapped[Edition] = relationship()


def _other(duties: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM role r WHERE r.person_id = NEW.person_id AND r.edition_id = NEW.edition_id"
        f" AND r.duty IN ({duties}))"
    )


_DESK, _JUDGES = "'organiser', 'treasurer'", "'assessor', 'reviewer'"
refuse(
    "role_judges_without_the_desk",
    "role",
    "INSERT",
    "who sees names and scores at the desk cannot also judge",
    f"NEW.duty IN ({_DESK}) AND {_other(_JUDGES)} OR NEW.duty IN ({_JUDGES}) AND {_other(_DESK)}",
)
