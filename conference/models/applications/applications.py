"""Applications for funded places. Access needs and the companion are kept apart from what selectors read."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, Minor, UtcDateTime, word
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.rules.applications.applications import MOVES, CameBy, OtherFunder, State, Travel
from conference.rules.funding.offers import Reason
from conference.rules.funding.pots import FitRule
from conference.rules.languages import Lang
from conference.triggers import refuse


class FundingSettings(Base):
    """How one edition runs its funded places: dates, days and first guesses of cost."""

    __tablename__ = "funding_settings"
    __table_args__ = (
        sa.CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        sa.CheckConstraint("answer_days > ring_days AND ring_days > 0", name="rung_before_lapsing"),
        sa.CheckConstraint("more_days > 0", name="more_days"),
    )

    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), primary_key=True)
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    hear_by: Mapped[date]
    grace_days: Mapped[int] = mapped_column(default=3, server_default="3")
    answer_days: Mapped[int] = mapped_column(default=10, server_default="10")
    more_days: Mapped[int] = mapped_column(default=5, server_default="5")
    ring_days: Mapped[int] = mapped_column(default=2, server_default="2")
    remind_days: Mapped[int] = mapped_column(default=5, server_default="5")
    promote_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fit_rule: Mapped[FitRule] = mapped_column(word(FitRule, "fit_rule"), default=FitRule.skip)
    travel: Mapped[int] = mapped_column(Minor, default=0, server_default="0")
    travel_abroad: Mapped[int] = mapped_column(Minor, default=0, server_default="0")
    night: Mapped[int] = mapped_column(Minor, default=0, server_default="0")
    meals_day: Mapped[int] = mapped_column(Minor, default=0, server_default="0")
    care_day: Mapped[int] = mapped_column(Minor, default=0, server_default="0")
    visa: Mapped[int] = mapped_column(Minor, default=0, server_default="0")
    home_country: Mapped[str] = mapped_column(sa.Text, default="", server_default="")

    edition: Mapped[Edition] = relationship()


class Application(Base):
    """One person's application in one edition. `code_hash` lets them come back without an account.

    A code asked for anew stands beside the old one until it is used; `times_closed` ends what browsers remember.
    """

    __tablename__ = "application"
    __table_args__ = (
        sa.Index(
            "uq_application_one_each",
            "edition_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("state <> 'withdrawn'"),
            postgresql_where=sa.text("state <> 'withdrawn'"),
        ),
        sa.Index("ix_application_state", "edition_id", "state", "id"),
        sa.CheckConstraint("(came_by = 'web') = (entered_by IS NULL)", name="typed_by_someone"),
        sa.CheckConstraint("state IN ('draft', 'withdrawn') OR sent_at IS NOT NULL", name="sent_at"),
        sa.CheckConstraint("sent_at IS NULL OR consent_at IS NOT NULL", name="sent_with_consent"),
        sa.CheckConstraint(
            "sent_at IS NULL OR came_by = 'web' OR read_back_at IS NOT NULL", name="read_back_before_sending"
        ),
        sa.CheckConstraint("state <> 'not_offered' OR reason IS NOT NULL", name="no_has_a_reason"),
        sa.CheckConstraint("experience_area = '' OR experience_consent_at IS NOT NULL", name="experience_consent"),
        sa.CheckConstraint("selection_statement = '' OR weigh_consent_at IS NOT NULL", name="weigh_consent"),
        sa.CheckConstraint("nights IS NULL OR nights BETWEEN 0 AND 30", name="nights"),
        # Forgetting takes the names away, and leaves the day on which the guardian said yes.
        sa.CheckConstraint(
            "sent_at IS NULL OR under_18 IS NOT TRUE OR (guardian_consent_at IS NOT NULL"
            " AND (forgotten_at IS NOT NULL OR (guardian_name <> '' AND guardian_contact <> '')))",
            name="guardian_agreed",
        ),
        sa.CheckConstraint(
            "sent_at IS NULL OR for_another IS NOT TRUE OR forgotten_at IS NOT NULL OR helper_name <> ''",
            name="helper_named",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    reference: Mapped[str] = mapped_column(sa.Text, unique=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    new_code_hash: Mapped[str | None] = mapped_column(sa.String(64))
    new_code_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    times_closed: Mapped[int] = mapped_column(default=0, server_default="0")
    came_by: Mapped[CameBy] = mapped_column(word(CameBy, "came_by"))
    entered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    lang: Mapped[Lang] = mapped_column(word(Lang, "lang"))
    state: Mapped[State] = mapped_column(word(State), default=State.draft)
    revision: Mapped[int] = mapped_column(default=0, server_default="0")

    for_another: Mapped[bool | None]
    helper_name: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    helper_relation: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    helper_contact: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    under_18: Mapped[bool | None]
    guardian_name: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    guardian_contact: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    guardian_consent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    pronouns: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    best_times: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    applying_for: Mapped[list[str]] = mapped_column(sa.JSON, default=list, server_default="[]")
    relation: Mapped[list[str]] = mapped_column(sa.JSON, default=list, server_default="[]")
    relation_words: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    about_me: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    experience_area: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    experience_consent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    why_come: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    bring: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    take_back: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    interests: Mapped[list[str]] = mapped_column(sa.JSON, default=list, server_default="[]")
    streams: Mapped[list[int]] = mapped_column(sa.JSON, default=list, server_default="[]")
    attended_before: Mapped[bool | None]
    funded_before: Mapped[bool | None]
    last_funded_year: Mapped[int | None]
    other_funder: Mapped[OtherFunder | None] = mapped_column(word(OtherFunder, "other_funder"))
    travel_place: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    travel_country: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    travel_mode: Mapped[Travel | None] = mapped_column(word(Travel, "travel_mode"))
    arrives_on: Mapped[date | None]
    leaves_on: Mapped[date | None]
    nights: Mapped[int | None]
    distance: Mapped[int | None]
    passengers: Mapped[int | None]
    breakfasts: Mapped[int | None]
    lunches: Mapped[int | None]
    dinners: Mapped[int | None]
    childcare_days: Mapped[int | None]
    care_days: Mapped[int | None]
    passport_country: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    passport_name: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    routes: Mapped[dict[str, str]] = mapped_column(sa.JSON, default=dict, server_default="{}")
    selection_statement: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    weigh_consent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    support_person: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    emergency_contact: Mapped[str] = mapped_column(sa.Text, default="", server_default="")

    agreed_text_version: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    privacy_version: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    consent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    read_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    forgotten_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[Reason | None] = mapped_column(word(Reason, "reason"))
    reason_text: Mapped[str] = mapped_column(sa.Text, default="", server_default="")

    edition: Mapped[Edition] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Companion(Base):
    """Somebody who comes along to help: a free badge and costs of their own, never scored."""

    __tablename__ = "companion"

    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"), primary_key=True)
    name: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    badge_name: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    relation: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    needs: Mapped[str] = mapped_column(sa.Text, default="", server_default="")

    application: Mapped[Application] = relationship()


class AccessNeeds(Base):
    """What makes it possible to take part: seen only by those who arrange it, and deleted after the event."""

    __tablename__ = "access_needs"
    __table_args__ = (sa.CheckConstraint("consent_at IS NOT NULL", name="consent"),)

    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"), primary_key=True)
    needs: Mapped[list[str]] = mapped_column(sa.JSON, default=list, server_default="[]")
    more: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    dietary: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    consent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    delete_after: Mapped[date]

    application: Mapped[Application] = relationship()


_PROMISED = " OR ".join(
    f"OLD.state = '{now}' AND NEW.state = '{to}'" for now, tos in MOVES.items() for to in sorted(tos)
)
refuse(
    "application_moves",
    "application",
    "UPDATE OF state",
    "an application only moves along the promised steps",
    f"OLD.state <> NEW.state AND NOT ({_PROMISED})",
)
