"""Scoring applications: what is scored, who is needed, how newness counts, and the order that follows."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from conference.rules.people import Kind


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


HIGHEST = 3
ASSESSORS = 2


@dataclass(frozen=True)
class Score:
    """One assessor's sent scores."""

    kind: Kind
    contribution: int
    benefit: int
    need: int


def is_covered(scores: Iterable[Score], minimum: int = ASSESSORS) -> bool:
    """Two people must have scored an application, one of them with lived experience, before it is ranked."""
    kept = list(scores)
    return len(kept) >= minimum and any(score.kind is Kind.lived_experience for score in kept)


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


def total(scores: Sequence[Score], new: int) -> Fraction:
    """The three scored parts and newness count the same: 12 is the most."""
    return sum((mean_for(scores, each) for each in Criterion), Fraction(new))


def spread(scores: Sequence[Score]) -> int:
    """How far apart the assessors are on the part where they differ most."""
    gaps: list[int] = []
    for criterion in Criterion:
        values: list[int] = [getattr(score, criterion) for score in scores]
        gaps.append(max(values) - min(values))
    return max(gaps)


@dataclass(frozen=True)
class Candidate:
    """What the ranking looks at, and nothing else: no name, no money."""

    key: int
    reference: str
    scores: tuple[Score, ...]
    newness: int


@dataclass(frozen=True)
class Ranked:
    """One row of the ranking, with the whole sum shown."""

    key: int
    rank: int
    total: Fraction
    contribution: Fraction
    benefit: Fraction
    need: Fraction
    newness: int
    spread: int
    tied: bool


def lot(reference: str) -> str:
    """A lot anybody can draw again: the digest of the reference."""
    return hashlib.sha256(reference.encode()).hexdigest()


def ranking(candidates: Iterable[Candidate]) -> list[Ranked]:
    """Highest sum first; equal sums by newness, need, contribution, last by lot from the reference."""
    covered = [each for each in candidates if is_covered(each.scores)]

    def order(each: Candidate) -> tuple[Fraction, int, Fraction, Fraction, str]:
        return (
            -total(each.scores, each.newness),
            -each.newness,
            -mean_for(each.scores, Criterion.need),
            -mean_for(each.scores, Criterion.contribution),
            lot(each.reference),
        )

    kept = sorted(covered, key=order)
    by_lot = [order(each)[:-1] for each in kept]
    return [
        Ranked(
            key=each.key,
            rank=place,
            total=total(each.scores, each.newness),
            contribution=mean_for(each.scores, Criterion.contribution),
            benefit=mean_for(each.scores, Criterion.benefit),
            need=mean_for(each.scores, Criterion.need),
            newness=each.newness,
            spread=spread(each.scores),
            tied=by_lot.count(by_lot[place - 1]) > 1,
        )
        for place, each in enumerate(kept, start=1)
    ]


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
    minimum: int = ASSESSORS,
) -> Shared:
    """Two assessors each, one with lived experience, never the writer; loads stay even."""
    load = dict.fromkeys(assessors, 0)
    for given in already.values():
        for assessor, state in given.items():
            if assessor in load and state is not ScoreState.recused:
                load[assessor] += 1
    pairs: list[Pair] = []
    short: list[int] = []
    for application in applications:
        given = already.get(application, {})
        sitting = [each for each, state in given.items() if state is not ScoreState.recused]
        free = [each for each in assessors if each not in given and each != own.get(application)]
        while len(sitting) < minimum or not _has_lived(sitting, assessors):
            wants_lived = not _has_lived(sitting, assessors)
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
