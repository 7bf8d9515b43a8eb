"""The names of columns that an organiser typed for a kind of file, kept for the next time."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from conference.db import Base


class ColumnNames(Base):
    """Our field to their column, for one person and one kind of file."""

    __tablename__ = "column_names"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    what: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    pairs: Mapped[dict[str, str]] = mapped_column(sa.JSON)
