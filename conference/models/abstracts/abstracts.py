"""Abstracts: the work that authors offer, with its authors, its text and what it says of co-production."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, UtcDateTime, word
from conference.models.editions.editions import Edition, Stream
from conference.models.people.people import Person
from conference.rules.abstracts.abstracts import AbstractState, AbstractType, Answer, Involvement, credit


class Abstract(Base):
    """One piece of work in one edition. Without a stream it waits in the “no stream” bucket."""

    __tablename__ = "abstract"
    __table_args__ = (
        sa.UniqueConstraint("edition_id", "number"),
        sa.UniqueConstraint("edition_id", "reference"),
        sa.UniqueConstraint("edition_id", "source_id"),
        sa.CheckConstraint("title <> ''", name="has_title"),
        sa.CheckConstraint("source_id <> ''", name="source_id_said"),
        sa.Index("ix_abstract_list", "edition_id", "state", "stream_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    number: Mapped[int]
    reference: Mapped[str] = mapped_column(sa.Text)
    source_id: Mapped[str | None] = mapped_column(sa.Text)
    title: Mapped[str] = mapped_column(sa.Text)
    year: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    journal: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    doi: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    licence: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    keywords: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    plain_summary: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    topics: Mapped[list[str]] = mapped_column(sa.JSON, default=list, server_default="[]")  # that may hurt (Topic)
    stream_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stream.id"), index=True)
    type: Mapped[AbstractType | None] = mapped_column(word(AbstractType, "type"))
    state: Mapped[AbstractState] = mapped_column(word(AbstractState), default=AbstractState.submitted)
    submitter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    # Co-production, asked as facts. Not asked is kept apart from none.
    involvement: Mapped[Involvement] = mapped_column(
        word(Involvement, "involvement"), default=Involvement.not_asked, server_default="not_asked"
    )
    involved_who: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    involved_changed: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    involved_none_because: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    involved_paid: Mapped[Answer] = mapped_column(
        word(Answer, "involved_paid"), default=Answer.not_asked, server_default="not_asked"
    )
    lived_experience_author: Mapped[Answer] = mapped_column(
        word(Answer, "lived_experience_author"), default=Answer.not_asked, server_default="not_asked"
    )
    lived_experience_presenter: Mapped[Answer] = mapped_column(
        word(Answer, "lived_experience_presenter"), default=Answer.not_asked, server_default="not_asked"
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    edition: Mapped[Edition] = relationship()
    stream: Mapped[Stream | None] = relationship()
    submitter: Mapped[Person | None] = relationship(foreign_keys=[submitter_id])
    authors: Mapped[list["AbstractAuthor"]] = relationship(
        order_by="AbstractAuthor.position", cascade="all, delete-orphan", back_populates="abstract"
    )
    sections: Mapped[list["AbstractSection"]] = relationship(
        order_by="AbstractSection.position", cascade="all, delete-orphan", back_populates="abstract"
    )

    @property
    def credit(self) -> str:
        """Whose work it is and under which licence, wherever it is shown."""
        names = tuple(author.name for author in self.authors)
        return credit(names, self.title, self.journal, self.year, self.doi, self.licence)


class AbstractAuthor(Base):
    """One author, in order. The same name may stand twice: real files do that."""

    __tablename__ = "abstract_author"
    __table_args__ = (sa.UniqueConstraint("abstract_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    abstract_id: Mapped[int] = mapped_column(sa.ForeignKey("abstract.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(sa.Text)
    affiliations: Mapped[list[Mapping[str, str]]] = mapped_column(sa.JSON, default=list)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    presents: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    lived_experience: Mapped[Answer] = mapped_column(
        word(Answer, "lived_experience"), default=Answer.not_asked, server_default="not_asked"
    )
    consents_to_label: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    abstract: Mapped[Abstract] = relationship(back_populates="authors")
    person: Mapped[Person | None] = relationship()


class AbstractSection(Base):
    """One labelled part of the text; a text without headings is one part without a label."""

    __tablename__ = "abstract_section"
    __table_args__ = (sa.UniqueConstraint("abstract_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    abstract_id: Mapped[int] = mapped_column(sa.ForeignKey("abstract.id"))
    position: Mapped[int]
    label: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    text: Mapped[str] = mapped_column(sa.Text)

    abstract: Mapped[Abstract] = relationship(back_populates="sections")
