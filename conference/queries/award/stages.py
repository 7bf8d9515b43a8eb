"""Find the stages of an award, its long list, and what each work still lacks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Row, Select, bindparam, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from conference.db import db
from conference.models.abstracts.abstracts import Abstract
from conference.models.award.awards import Award
from conference.models.award.stages import AwardStages, AwardWork, Nomination
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.models.selection import RankingResult
from conference.queries.abstracts import programme
from conference.rules.abstracts.abstracts import AbstractState
from conference.rules.award.labels import LACK
from conference.rules.award.stages import Facts, Lack, Phase, Said, WorkState, lacks

SUGGESTED = 8


@dataclass(frozen=True)
class Listed:
    """A work of the long list with what it still lacks, and how many nominated it."""

    work: AwardWork
    lacks: list[Lack]
    nominations: int

    @property
    def is_eligible(self) -> bool:
        return not self.lacks


def stages_of(award: Award) -> AwardStages | None:
    """The stages before this award's ballot; None where there is a ballot only."""
    return db.session.get(AwardStages, award.id)


def of_edition(edition: Edition, *phases: Phase) -> list[AwardStages]:
    """The stages of the edition's awards that stand in one of these phases."""
    return list(db.session.scalars(_of_edition(), {"edition": edition.id, "phases": phases}))


@cache
def _of_edition() -> Select[AwardStages]:
    """Built once, since the front page asks it."""
    return (
        select(AwardStages)
        .join(AwardStages.award)
        .options(contains_eager(AwardStages.award))
        .where(Award.edition_id == bindparam("edition"), AwardStages.phase.in_(bindparam("phases", expanding=True)))
        .order_by(Award.opens_at, Award.id)
    )


# -- The long list --------------------------------------------------------------------------------


def _works() -> Select[AwardWork]:
    return select(AwardWork).options(
        joinedload(AwardWork.abstract), joinedload(AwardWork.nominee), joinedload(AwardWork.co_presenter)
    )


def long_list(award: Award) -> list[Listed]:
    """Every work of the long list by reference, with what it lacks: three statements, whatever the length."""
    works = db.session.scalars(_works().where(AwardWork.award_id == award.id).order_by(AwardWork.reference))
    return _listed(list(works))


def listed(work: AwardWork) -> Listed:
    """One work with what it lacks."""
    return _listed([work])[0]


def eligible(award: Award) -> list[AwardWork]:
    """What the jury rates: works that lack nothing."""
    return [one.work for one in long_list(award) if one.is_eligible]


def _listed(works: list[AwardWork]) -> list[Listed]:
    ids = [work.id for work in works]
    counted = select(Nomination.work_id, func.count()).where(Nomination.work_id.in_(ids)).group_by(Nomination.work_id)
    nominations = {work_id: count for work_id, count in db.session.execute(counted)}  # noqa: C416 - rows are no pairs
    ranked = select(RankingResult.abstract_id, RankingResult.co_produced).where(
        RankingResult.abstract_id.in_([work.abstract_id for work in works if work.abstract_id]),
        RankingResult.place.is_not(None),
    )
    produced = {abstract_id: said for abstract_id, said in db.session.execute(ranked)}  # noqa: C416
    return [
        Listed(work, lacks(_facts(work, produced.get(work.abstract_id or 0))), nominations.get(work.id, 0))
        for work in works
    ]


def _facts(work: AwardWork, co_produced: bool | None) -> Facts:
    abstract = work.abstract
    return Facts(
        work.state,
        work.nominee_said,
        work.co_presenter_id is not None,
        work.co_presenter_said,
        abstract.state if abstract else None,
        abstract.involvement if abstract else None,
        co_produced,
    )


def work(award: Award, work_id: int) -> AwardWork | None:
    """The work of that number, if it belongs to the award."""
    return db.session.scalar(_works().where(AwardWork.id == work_id, AwardWork.award_id == award.id))


def work_for(person: Person, edition: Edition, work_id: int) -> AwardWork | None:
    """The work, for its two people only, once the organisers have asked them."""
    found = db.session.scalar(
        _works().join(AwardWork.award).where(AwardWork.id == work_id, Award.edition_id == edition.id)
    )
    theirs = found is not None and person.id in (found.nominee_id, found.co_presenter_id)
    return found if found and theirs and found.state is WorkState.asked else None


def work_about(award: Award, abstract: Abstract) -> AwardWork | None:
    """The work of the long list that is this abstract."""
    return db.session.scalar(
        select(AwardWork).where(AwardWork.award_id == award.id, AwardWork.abstract_id == abstract.id)
    )


def references(award: Award) -> set[str]:
    """Every reference on the long list."""
    return set(db.session.scalars(select(AwardWork.reference).where(AwardWork.award_id == award.id)))


def nominations_of(work: AwardWork) -> list[Nomination]:
    """Who nominated it and why, the first at the top."""
    return list(db.session.scalars(select(Nomination).where(Nomination.work_id == work.id).order_by(Nomination.id)))


def why_of(work: AwardWork) -> list[str]:
    """Why it was nominated, without names."""
    return [each.why for each in nominations_of(work)]


def to_forget(*, before: datetime) -> list[Nomination]:
    """Nominations that still say who made them, of editions that ended before this day."""
    return list(
        db.session.scalars(
            select(Nomination)
            .join(Nomination.work)
            .join(AwardWork.award)
            .join(Award.edition)
            .where(Edition.ends_on < before.date(), or_(Nomination.name != "", Nomination.reach != ""))
            .order_by(Nomination.id)
            .limit(500)
        )
    )


# -- What somebody who nominates may mean ---------------------------------------------------------


def accepted(edition: Edition, reference: str) -> Abstract | None:
    """The accepted abstract of that reference."""
    return db.session.scalar(_accepted(edition).where(func.upper(Abstract.reference) == reference.strip().upper()))


def meant(edition: Edition, typed: str) -> list[Row[tuple[str, str]]]:
    """Reference and title of accepted abstracts whose title holds every word typed, a few at most.

    None while the list of accepted work is not open to everybody: a search must not tell what is accepted.
    """
    if not programme.is_shown(edition):
        return []
    found = _accepted(edition).with_only_columns(Abstract.reference, Abstract.title)
    for word in typed.split():
        found = found.where(Abstract.title.icontains(word, autoescape=True))
    return list(db.session.execute(found.order_by(Abstract.number).limit(SUGGESTED)))


def _accepted(edition: Edition) -> Select[Abstract]:
    return select(Abstract).where(Abstract.edition_id == edition.id, Abstract.state == AbstractState.accepted)


# -- Where else it shows --------------------------------------------------------------------------


def waits_for(work: AwardWork, person: Person) -> bool:
    """Whether this person still has to say yes or no to it."""
    as_nominee = work.nominee_id == person.id and work.nominee_said is Said.waiting
    return as_nominee or (work.co_presenter_id == person.id and work.co_presenter_said is Said.waiting)


def in_words(lacking: Iterable[Lack]) -> str:
    """What a work lacks, as the desk reads it."""
    return "; ".join(LACK[lack] for lack in lacking)
