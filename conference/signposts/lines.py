"""What a page tells a person: what is open, what I am part of, what waits at the desk."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Opening:
    """Something an edition offers: open now until `closes_at`, or from `opens_at` on."""

    title: str
    text: str
    endpoint: str
    args: Mapping[str, object] = field(default_factory=dict)
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    action: str = ""


@dataclass(frozen=True)
class Part:
    """One thing a person is part of: what it is, where it stands, what happens next and by when."""

    title: str
    state: str
    next_step: str
    endpoint: str
    args: Mapping[str, object] = field(default_factory=dict)
    by: datetime | None = None
    mine: bool = True  # the next step is the person's own
    quoted: str = ""  # a title in the language of the conference


@dataclass(frozen=True)
class Press:
    """A button that clears a line of the desk at once: its words, where it is sent, and what is sent with it."""

    words: str
    endpoint: str
    args: Mapping[str, object]
    fields: Mapping[str, object]


@dataclass(frozen=True)
class Waiting:
    """One line of the desk: what waits, how much of it, by when, and the page that clears it, or a button that does."""

    text: str
    count: int
    endpoint: str
    args: Mapping[str, object] = field(default_factory=dict)
    due: datetime | None = None
    press: Press | None = None

    def is_late(self, at: datetime) -> bool:
        """A promise whose time has passed."""
        return self.due is not None and self.due <= at
