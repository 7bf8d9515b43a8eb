"""Scoring applications: what is scored, who is needed, how newness counts, and the order that follows."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from conference.rules.people.duties import Kind


class Criterion(StrEnum):
    """What an assessor scores, each from 0 to 3. Newness is worked out and balance is left to the panel."""

    contribution = "contribution"
    benefit = "benefit"
    need = "need"


class ScoreState(StrEnum):
    """Where one assessor's scoring of one application stands."""

    assigned = "assigned"
    submitted = "submitted"
    recused = "recused"
    superseded = "superseded"


class Conflict(StrEnum):
    """Why somebody does not read an application. It is then hidden from them everywhere."""

    knows = "knows"
    organisation = "organisation"
    on_behalf = "on_behalf"
    too_close = "too_close"
    other = "other"


SITS = frozenset({ScoreState.assigned, ScoreState.submitted})
ASSESSORS = 2


@dataclass(frozen=True)
class Panel:
    """What one panel asks for: so many assessors, one of them with lived experience where that seat is required."""

    key: int = 0
    minimum: int = ASSESSORS
    needs_le: bool = True
    required: bool = True


ONE_PANEL = (Panel(),)


@dataclass(frozen=True)
class Score:
    """One assessor's sent scores."""

    kind: Kind
    contribution: int
    benefit: int
    need: int
    panel: int = 0


def is_covered(scores: Iterable[Score], panels: Iterable[Panel] = ONE_PANEL) -> bool:
    """Each required panel has heard enough people, with its lived-experience seat; somebody always has that seat."""
    kept = list(scores)
    return _has_le(kept) and all(_heard([s for s in kept if s.panel == each.key], each) for each in panels)


def _heard(scores: list[Score], panel: Panel) -> bool:
    enough = len(scores) >= panel.minimum and (_has_le(scores) or not panel.needs_le)
    return enough or not panel.required


def _has_le(scores: Iterable[Score]) -> bool:
    return any(score.kind is Kind.lived_experience for score in scores)


def newness(applied_before: bool, attended_before: bool, funded_before: bool, years_since: int | None) -> int:
    """New people come first: 3 never applied or came, 2 never funded, 1 funded 3 years ago, 0 since."""
    if funded_before:
        return 1 if years_since is not None and years_since >= 3 else 0
    return 2 if applied_before or attended_before else 3


def _mean(values: Sequence[int]) -> Fraction:
    return Fraction(sum(values), len(values))


def mean_for(scores: Sequence[Score], criterion: Criterion) -> Fraction:
    """People with lived experience weigh as much as professionals, however many of each there are."""
    by_kind = [
        [getattr(score, criterion) for score in scores if score.kind is kind]
        for kind in (Kind.lived_experience, Kind.professional)
    ]
    means = [_mean(values) for values in by_kind if values]
    return sum(means, Fraction(0)) / len(means)


def spread(scores: Sequence[Score]) -> int:
    """How far apart the assessors are on the part where they differ most."""
    gaps: list[int] = []
    for criterion in Criterion:
        values: list[int] = [getattr(score, criterion) for score in scores]
        gaps.append(max(values) - min(values))
    return max(gaps)


# Sums are kept as whole parts of a point, so that the database can put them in order: exact for 1 to 12 of a kind.
PARTS = 55440


@dataclass(frozen=True)
class Stand:
    """Where one application stands, in parts of a point, and nothing else: no name, no money."""

    covered: bool
    sent: int
    newness: int
    contribution: int = 0
    benefit: int = 0
    need: int = 0
    total: int = 0
    spread: int = 0


def stand(scores: Sequence[Score], new: int, panels: Iterable[Panel] = ONE_PANEL) -> Stand:
    """What the order is made of: highest sum first, then newness, need, contribution, last the lot."""
    if not scores:
        return Stand(covered=False, sent=0, newness=new)
    parts = {each.value: int(mean_for(scores, each) * PARTS) for each in Criterion}
    covered, total = is_covered(scores, panels), sum(parts.values()) + new * PARTS
    return Stand(covered, len(scores), new, total=total, spread=spread(scores), **parts)


def lot(reference: str) -> str:
    """A lot anybody can draw again: the digest of the reference."""
    return hashlib.sha256(reference.encode()).hexdigest()


@dataclass(frozen=True)
class Pair:
    """One application given to one assessor."""

    application: int
    assessor: int


@dataclass(frozen=True)
class Shared:
    """Who scores what, and which applications lack somebody."""

    pairs: tuple[Pair, ...]
    short: tuple[int, ...]


def share_out(
    applications: Sequence[int],
    assessors: Mapping[int, Kind],
    already: Mapping[int, Mapping[int, ScoreState]],
    own: Mapping[int, int],
    panel: Panel = ONE_PANEL[0],
    seen: Mapping[int, Collection[int]] = MappingProxyType({}),
) -> Shared:
    """So many assessors each as the panel asks for, one with lived experience, never the writer; loads stay even.

    `seen`: application -> who could read what others said of it; they are not asked any more.
    """
    load = dict.fromkeys(assessors, 0)
    for given in already.values():
        for assessor, state in given.items():
            if assessor in load and state in SITS:
                load[assessor] += 1
    pairs: list[Pair] = []
    short: list[int] = []
    for application in applications:
        given = already.get(application, {})
        sitting = [each for each, state in given.items() if state in SITS]
        barred = {own.get(application), *given, *seen.get(application, ())}
        free = [each for each in assessors if each not in barred]
        while len(sitting) < panel.minimum or (panel.needs_le and not _has_lived(sitting, assessors)):
            wants_lived = panel.needs_le and not _has_lived(sitting, assessors)
            pool = [each for each in free if not wants_lived or assessors[each] is Kind.lived_experience]
            if not pool:
                short.append(application)
                break
            # A professional takes the second seat where one is free, so that both kinds are heard.
            chosen = min(pool, key=lambda each: (_crowds(each, sitting, assessors), load[each], each))
            free.remove(chosen)
            sitting.append(chosen)
            load[chosen] += 1
            pairs.append(Pair(application, chosen))
    return Shared(tuple(pairs), tuple(short))


def _has_lived(sitting: Sequence[int], assessors: Mapping[int, Kind]) -> bool:
    return any(assessors.get(each) is Kind.lived_experience for each in sitting)


def _crowds(assessor: int, sitting: Sequence[int], assessors: Mapping[int, Kind]) -> bool:
    return any(assessors.get(each) is assessors[assessor] for each in sitting)
