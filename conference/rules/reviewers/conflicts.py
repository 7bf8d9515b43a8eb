"""Who should not be given what: noted conflicts, their own work, their own organisation’s, what they keep away from."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from conference.rules.abstracts.content_warnings import KeepsAway
from conference.rules.people.organisations import plain_name
from conference.rules.reviewers.assignment import ConflictStatus

Pairs = frozenset[tuple[int, int]]


@dataclass(frozen=True)
class Text:
    """What an abstract says it speaks of, and its words."""

    abstract: int
    topics: Collection[str] = ()
    words: tuple[str, ...] = ()


def apart(
    known: Iterable[tuple[int, int, ConflictStatus | None]], away: Mapping[int, KeepsAway], texts: Iterable[Text]
) -> Pairs:
    """Abstract and reviewer wherever no plan may bring them together. Only a cleared conflict no longer bites.

    Who made the work is `known` without a status: that cannot be cleared.
    """
    bites = {(abstract, reviewer) for abstract, reviewer, status in known if status is not ConflictStatus.cleared}
    avoided = {
        (text.abstract, reviewer)
        for text in texts
        for reviewer, kept in away.items()
        if kept.from_text(text.topics, *text.words)
    }
    return frozenset(bites | avoided)


def of_one_organisation(
    belong: Iterable[tuple[int, str]], places: Iterable[tuple[int, Iterable[Mapping[str, Any]]]]
) -> set[tuple[int, int]]:
    """Reviewer and abstract wherever an author comes from the reviewer's own organisation, as far as names tell."""
    reviewers = defaultdict(set)
    for reviewer, organisation in belong:
        reviewers[plain_name(organisation)].add(reviewer)
    reviewers.pop("", None)
    return {
        (reviewer, abstract)
        for abstract, affiliations in places
        for place in affiliations
        for reviewer in reviewers.get(plain_name(place.get("org") or ""), ())
    }
