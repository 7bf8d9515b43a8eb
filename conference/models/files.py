"""Files that people hand in: the row here, the bytes under a name of chance in INSTANCE/uploads."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from conference.db import Base, UtcDateTime, word
from conference.rules.file_kinds import FileKind
from conference.triggers import refuse


class StoredFile(Base):
    """One kept file. `sha256` is of what is kept, `original_sha256` of what was handed in."""

    __tablename__ = "stored_file"
    __table_args__ = (
        sa.CheckConstraint("size > 0", name="not_empty"),
        sa.CheckConstraint("length(sha256) = 64 AND length(original_sha256) = 64", name="digests"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(32), unique=True)
    kind: Mapped[FileKind] = mapped_column(word(FileKind, "kind"))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    original_sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)
    kept_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))


refuse("stored_file_never_changed", "stored_file", "UPDATE", "a kept file is never changed, only deleted")
