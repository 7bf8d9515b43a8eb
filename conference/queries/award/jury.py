"""Find the jury of an award, what each juror has left to rate, and where the works stand once the rating is closed."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from conference.db import db
from conference.models.abstracts.abstracts import Abstract, AbstractAuthor
from conference.models.award.awards import Award
from conference.models.award.stages import AwardStages, AwardWork, Juror, JuryRating, Nomination
from conference.models.people.people import Person
from conference.models.reviewers.reviewers import Conflict, Reviewer
from conference.queries.award import stages as queries
from conference.rules.award.ballot_files import digest
from conference.rules.award.stages import (
    CRITERIA,
    Phase,
    Rating,
    Said,
    Seen,
    Standing,
    draws,
    figure,
    names_somebody,
    shortlist,
    standings,
)
from conference.rules.reviewers.assignment import ConflictStatus

BLIND = (Phase.closed, Phase.shortlisted)


def jury_of(award: Award) -> list[Juror]:
    """Everybody who was asked, by name."""
    return list(
        db.session.scalars(
            select(Juror)
            .join(Juror.person)
            .options(contains_eager(Juror.person))
            .where(Juror.award_id == award.id)
            .order_by(Person.name, Juror.id)
        )
    )


def juror(award: Award, person: Person) -> Juror | None:
    """This person's seat on the jury, if they were asked."""
    return db.session.scalar(select(Juror).where(Juror.award_id == award.id, Juror.person_id == person.id))


def juror_by_id(award: Award, juror_id: int) -> Juror | None:
    """The juror of that number, if they were asked for this award."""
    return db.session.scalar(select(Juror).where(Juror.award_id == award.id, Juror.id == juror_id))


@dataclass(frozen=True)
class ToRate:
    """A work on one juror's page: their own rating of it, and whether it is too close to them to give points."""

    work: AwardWork
    rating: JuryRating | None
    too_close: bool


def to_rate(juror: Juror) -> list[ToRate]:
    """Every work that lacks nothing, what is left first, with this juror's own ratings and nobody else's."""
    works = queries.eligible(juror.award)
    found = db.session.scalars(select(JuryRating).where(JuryRating.juror_id == juror.id))
    mine = {rating.work_id: rating for rating in found}
    close = _too_close(juror.award, juror.person_id)
    rows = [ToRate(work, mine.get(work.id), work.id in close) for work in works]
    return sorted(rows, key=lambda row: row.rating is not None)


def rating_of(juror: Juror, work: AwardWork) -> JuryRating | None:
    """What this juror said of the work."""
    return db.session.get(JuryRating, (juror.id, work.id))


def is_too_close(juror: Juror, work: AwardWork) -> bool:
    """Whether the juror presents the work, nominated it, or has a conflict of interest with it."""
    return work.id in _too_close(juror.award, juror.person_id)


def _too_close(award: Award, person_id: int) -> set[int]:
    """The works of the award that this person presents, wrote, nominated, or may not read as a reviewer."""
    wrote = select(AbstractAuthor.abstract_id).where(AbstractAuthor.person_id == person_id)
    sent = select(Abstract.id).where(Abstract.submitter_id == person_id)
    nominated = select(Nomination.work_id).where(Nomination.person_id == person_id)
    conflicts = (
        select(Conflict.abstract_id)
        .join(Conflict.reviewer)
        .where(Reviewer.person_id == person_id, Conflict.status != ConflictStatus.cleared)
    )
    return set(
        db.session.scalars(
            select(AwardWork.id).where(
                AwardWork.award_id == award.id,
                or_(
                    AwardWork.nominee_id == person_id,
                    AwardWork.co_presenter_id == person_id,
                    AwardWork.id.in_(nominated),
                    AwardWork.abstract_id.in_(wrote.union(sent, conflicts)),
                ),
            )
        )
    )


@dataclass(frozen=True)
class Seat:
    """A juror with how many works they still have to say something of; never what they said."""

    juror: Juror
    left: int


def seats(award: Award) -> list[Seat]:
    """The jury with what is left for each, in a few statements whatever its size."""
    works = [work.id for work in queries.eligible(award)]
    done = select(JuryRating.juror_id, func.count()).where(JuryRating.work_id.in_(works)).group_by(JuryRating.juror_id)
    rated = {juror_id: count for juror_id, count in db.session.execute(done)}  # noqa: C416 - rows are no pairs
    return [
        Seat(juror, len(works) - rated.get(juror.id, 0) if juror.said is Said.yes else 0) for juror in jury_of(award)
    ]


def left_in_all(award: Award) -> int:
    """How many ratings the whole jury still owes."""
    return sum(seat.left for seat in seats(award))


def said_yes(award: Award) -> int:
    """How many are on the jury."""
    counted = select(func.count()).where(Juror.award_id == award.id, Juror.said == Said.yes)
    return db.session.scalar(counted) or 0


# -- Once the rating is closed ----------------------------------------------------------------------


def _ratings(award: Award) -> list[JuryRating]:
    """Every rating with points, once the rating is closed; before, nobody may read another's."""
    stages = queries.stages_of(award)
    if stages is None or stages.phase not in BLIND:
        return []
    return list(
        db.session.scalars(
            select(JuryRating)
            .join(JuryRating.work)
            .options(contains_eager(JuryRating.work), joinedload(JuryRating.juror).joinedload(Juror.person))
            .where(AwardWork.award_id == award.id, JuryRating.seen == Seen.attended)
            .order_by(JuryRating.work_id, JuryRating.juror_id)
        )
    )


def standings_of(award: Award) -> list[Standing]:
    """Where each work stands for the jury, best first; nothing before the rating is closed."""
    ratings = _ratings(award)
    if not ratings:
        return []
    points = [Rating(each.work.reference, tuple(getattr(each, name) for name in CRITERIA)) for each in ratings]
    works = {work.reference for work in queries.eligible(award)}
    return standings(works, [rating for rating in points if rating.work in works], award.seed)


def suggested(award: Award, stages: AwardStages) -> list[Standing]:
    """The shortlist that the rule makes of the ratings."""
    return shortlist(standings_of(award), stages.size)


def digest_of(stood: list[Standing]) -> str:
    """A short name for exactly this list: what was looked at is what is filled in."""
    return digest([[one.work, str(one.mean)] for one in stood])


def drawn(award: Award, stages: AwardStages) -> list[str]:
    """Works level at the end of the shortlist, between which the published seed drew."""
    return draws(standings_of(award), stages.size)


def comments_of(award: Award) -> dict[str, tuple[list[str], list[str]]]:
    """What the jury wrote of each work: what is told, and what is kept back because it names a juror.

    In an order that tells nothing of who wrote it.
    """
    ratings = _ratings(award)
    names = {each.juror.person.name for each in ratings}
    found: dict[str, tuple[list[str], list[str]]] = {}
    for each in sorted(ratings, key=lambda rating: digest(rating.comment)):
        if each.comment:
            told = found.setdefault(each.work.reference, ([], []))
            told[names_somebody(each.comment, names)].append(each.comment)
    return found


def feedback(award: Award) -> list[dict[str, Any]]:
    """What each entrant is told: points where enough jurors rated, and the comments that name no juror."""
    stood = {one.work: one for one in standings_of(award)}
    comments = comments_of(award)
    return [
        {
            "reference": work.reference,
            "title": work.title,
            "raters": stood[work.reference].raters if work.reference in stood else 0,
            "points": points_of(stood.get(work.reference)),
            "comments": comments.get(work.reference, ([], []))[0],
            "shortlisted": work.shortlisted,
        }
        for work in queries.eligible(award)
    ]


def points_of(one: Standing | None) -> dict[str, str]:
    """The means as people read them; nothing where one juror's points would be told."""
    if one is None or not one.counts:
        return {}
    return {"mean": figure(one.mean), **dict(zip(CRITERIA, map(figure, one.criteria), strict=True))}


# -- Where else it shows --------------------------------------------------------------------------
