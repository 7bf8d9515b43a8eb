"""The one clock. Nothing else in the house reads the time; tests and a simulated year may set it."""

from collections.abc import Callable
from datetime import UTC, datetime


def _of_the_machine() -> datetime:
    return datetime.now(UTC)


_read: Callable[[], datetime] = _of_the_machine


def now() -> datetime:
    """The time in UTC, by the clock that is in force."""
    return _read()


def set_to(clock: Callable[[], datetime] | None) -> None:
    """Read another clock from now on; None for the machine's own."""
    global _read
    _read = clock or _of_the_machine


def is_set() -> bool:
    """Whether another clock than the machine's is in force: then the database's own is not asked either."""
    return _read is not _of_the_machine
