"""Awards with a jury in every phase, made through the actions."""

from datetime import datetime, timedelta

from conference.actions.award import jury, stages as awards
from conference.models.abstracts.abstracts import Abstract
from conference.models.award.stages import AwardStages, AwardWork, Juror
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.queries.award import jury as jury_found, stages as queries
from conference.queries.people import people
from conference.rules.abstracts.abstracts import AbstractState, Involvement
from conference.rules.award.stages import Seen, Stages
from tests import cast
from tests.builders import abstracts, award as build

HOUR = timedelta(hours=1)
NOMINATE, RATE = cast.AT + 6 * HOUR, cast.AT + 12 * HOUR
WHY = "It changed how nights are on our ward."


def before(stages: AwardStages) -> datetime:
    """A moment at which nominations are open."""
    return stages.nominations_until - HOUR


def a_jury_award(
    edition: Edition, path: Stages = Stages.jury_then_ballot, *, size: int = 2, **untils: datetime
) -> AwardStages:
    """An award whose stages are set; nothing is open yet."""
    by = cast.dara(edition)
    award = build.a_draft(edition, by)
    given = {"nominations_until": NOMINATE, "rating_until": RATE, **untils}
    awards.set_stages(award, stages=path, size=size, **given, by=by, at=cast.AT)
    found = queries.stages_of(award)
    assert found
    return found


def open_for_nominations(edition: Edition, path: Stages = Stages.jury_then_ballot, **facts: object) -> AwardStages:
    stages = a_jury_award(edition, path, **facts)  # type: ignore[arg-type]
    awards.open_nominations(stages, by=cast.dara(edition), at=before(stages))
    return stages


def an_accepted(edition: Edition, title: str = "Choosing together", **facts: object) -> Abstract:
    given = {"state": AbstractState.accepted, "involvement": Involvement.design, **facts}
    return abstracts.an_abstract(edition, title, **given)


def nominated(
    stages: AwardStages, title: str = "The night shift", abstract: Abstract | None = None, person: Person | None = None
) -> AwardWork:
    return awards.nominate(
        stages,
        abstract=abstract,
        title=title,
        why=WHY,
        name="Nia Hall",
        reach="nia@example.org",
        person=person,
        by=person or people.system(),
        at=before(stages),
    )


def an_entrant(
    stages: AwardStages, title: str, nominee: Person, co_presenter: Person | None, **facts: Abstract
) -> AwardWork:
    """A work to which both people said yes; without a co-presenter only the nominee did."""
    work = nominated(stages, title, **facts)
    by = cast.dara(stages.award.edition)
    awards.ask_nominee(work, nominee=nominee, by=by, at=before(stages))
    if co_presenter:
        given = {
            "co_presenter": co_presenter,
            "named": co_presenter.name,
            "presenters": nominee.name,
            "pitch": "Made together.",
        }
        awards.nominee_says(work, yes=True, **given, by=nominee, at=before(stages))  # type: ignore[arg-type]
        if co_presenter.id != nominee.id:
            awards.co_presenter_says(work, yes=True, by=co_presenter, at=before(stages))
    return work


def a_juror(stages: AwardStages, person: Person, *, yes: bool | None = True) -> Juror:
    juror = jury.invite(stages, person=person, by=cast.dara(stages.award.edition), at=before(stages))
    if yes is not None:
        jury.juror_says(juror, yes=yes, by=person, at=before(stages))
    return juror


def rating_open(
    edition: Edition, works: int = 3, path: Stages = Stages.jury_then_ballot, **facts: object
) -> tuple[AwardStages, list[AwardWork], list[Juror]]:
    """So many works, presented by Chidi with Amina, and Ben and Eve as the jury."""
    stages = open_for_nominations(edition, path, **facts)
    found = [an_entrant(stages, f"Session {number}", cast.chidi(), cast.amina()) for number in range(1, works + 1)]
    jurors = [a_juror(stages, cast.ben()), a_juror(stages, cast.eve())]
    jury.start_rating(stages, by=cast.dara(edition), at=stages.nominations_until)
    return stages, found, jurors


def rate(
    juror: Juror,
    work: AwardWork,
    *points: int,
    seen: Seen = Seen.attended,
    comment: str = "",
    at: datetime | None = None,
) -> None:
    content, form, wow = points or (None, None, None)
    at = at or NOMINATE
    jury.rate(juror, work, seen=seen, content=content, format=form, wow=wow, comment=comment, by=juror.person, at=at)


def closed(
    edition: Edition, marks: list[list[tuple[int, ...]]], **facts: object
) -> tuple[AwardStages, list[AwardWork]]:
    """Rated and closed; `marks` holds one row a work with each juror's points, () for somebody who was not there."""
    stages, works, jurors = rating_open(edition, len(marks), **facts)  # type: ignore[arg-type]
    for work, row in zip(works, marks, strict=True):
        for juror, points in zip(jurors, row, strict=True):
            seen = Seen.attended if points else Seen.not_there
            rate(
                juror,
                work,
                *points,
                seen=seen,
                comment=f"Kind words by {juror.person.name}." if not points else "Kind words.",
            )
    jury.close_rating(stages, by=cast.dara(edition), at=RATE)
    return stages, works


def shortlisted(
    edition: Edition, marks: list[list[tuple[int, ...]]], **facts: object
) -> tuple[AwardStages, list[AwardWork]]:
    stages, works = closed(edition, marks, **facts)
    digest = jury_found.digest_of(jury_found.suggested(stages.award, stages))
    jury.fill_ballot(stages, digest=digest, by=cast.dara(edition), at=RATE)
    return stages, works
