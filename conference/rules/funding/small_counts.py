"""Counts of people that may be shown: a small group is somebody, not a number."""

from collections.abc import Mapping

SMALLEST = 8


def safe(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Groups of 1 to 7 are hidden; where only one would be, the next smallest is too, so that no sum gives it away."""
    hidden = {name for name, count in counts.items() if 0 < count < SMALLEST}
    if len(hidden) == 1:
        others = [(count, name) for name, count in counts.items() if name not in hidden and count]
        hidden |= {min(others)[1]} if others else set()
    return {name: None if name in hidden else count for name, count in counts.items()}
