"""What a text speaks of that may hurt: said before it is opened, and not given to whoever would rather not read it."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Topic(StrEnum):
    """What an author may tick, and a reviewer may keep away from."""

    death = "death"
    death_of_a_child = "death_of_a_child"
    lost_pregnancy = "lost_pregnancy"
    suicide = "suicide"
    violence = "violence"
    restraint = "restraint"
    addiction = "addiction"
    eating = "eating"
    discrimination = "discrimination"


@dataclass(frozen=True)
class KeepsAway:
    """One reviewer: the topics ticked, and words of their own."""

    topics: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()

    def from_text(self, topics: Collection[str], *texts: str) -> bool:
        """Whether this text is one they would rather not read. A word of two or more matches as it stands."""
        if self.topics & set(topics):
            return True
        whole = " ".join(texts).casefold()
        return any(re.search(rf"\b{re.escape(word)}\b", whole) for word in self.words)

    def __bool__(self) -> bool:
        return bool(self.topics or self.words)


def keeps_away(topics: Iterable[str], typed: str) -> KeepsAway:
    """What a reviewer ticked, and typed: words parted by commas or lines."""
    words = (" ".join(word.split()).casefold() for word in re.split(r"[,;\n]", typed))
    return KeepsAway(frozenset(topics), tuple(dict.fromkeys(word for word in words if word)))
