"""Find who has not answered or rated while there is still time, and was not reminded."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from conference.db import db
from conference.models.award.awards import Award, AwardEntry
from conference.models.award.stages import AwardStages
from conference.models.outbox import Message
from conference.models.people.people import Person
from conference.queries.award import jury, stages as award_stages
from conference.rules.award.ceremony import REMIND_JURY, REMIND_PEOPLE, remind_from
from conference.rules.award.counting import AwardState
from conference.rules.award.stages import Lack, Phase, Said


class Open(StrEnum):
    """What somebody has left to do."""

    nominee = "nominee"
    co_presenter = "co_presenter"
    entry = "entry"
    rating = "rating"


@dataclass(frozen=True)
class Reminder:
    """One letter that is due: to whom, about what, until when. `key` names the fact, so that it goes out once."""

    to: Person
    open: Open
    key: str
    until: datetime
    title: str
    number: int

    @property
    def kind(self) -> str:
        return "award_jury_reminder" if self.open is Open.rating else "award_reminder"


def due(*, at: datetime) -> list[tuple[Award, list[Reminder]]]:
    """The reminders of each award whose time has come, without those that are in the outbox already."""
    found = [(award, list(_unsent(reminders(award, at)))) for award, reminders in _open_awards(at)]
    return [(award, left) for award, left in found if left]


def _open_awards(at: datetime) -> Iterator[tuple[Award, Callable[[Award, datetime], list[Reminder]]]]:
    """Awards that still wait for somebody's yes or points."""
    with_stages = db.session.scalars(
        select(AwardStages)
        .join(AwardStages.award)
        .options(contains_eager(AwardStages.award).joinedload(Award.edition))
        .where(AwardStages.phase.in_((Phase.nominating, Phase.rating)), AwardStages.rating_until > at)
        .order_by(AwardStages.award_id)
    )
    drafts = db.session.scalars(
        select(Award)
        .options(joinedload(Award.edition))
        .where(
            Award.state == AwardState.draft,
            Award.opens_at > at,
            Award.id.in_(select(AwardEntry.award_id).where(AwardEntry.confirmed_at.is_(None))),
        )
        .order_by(Award.id)
    )
    yield from ((stages.award, _of_stages) for stages in with_stages)
    yield from ((award, _of_entries) for award in drafts)


def _unsent(reminders: Iterable[Reminder]) -> Iterable[Reminder]:
    wanted = {f"{one.kind}:{one.to.id}:{one.key}": one for one in reminders}
    sent = set(db.session.scalars(select(Message.dedupe_key).where(Message.dedupe_key.in_(wanted))))
    return [one for key, one in wanted.items() if key not in sent]


def _of_stages(award: Award, at: datetime) -> list[Reminder]:
    """Nominees and co-presenters who have not answered, and jurors who have works left."""
    stages = db.session.get_one(AwardStages, award.id)
    return _of_works(award, stages, at) + (_of_jury(award, stages, at) if stages.phase is Phase.rating else [])


def _of_works(award: Award, stages: AwardStages, at: datetime) -> list[Reminder]:
    until, found = stages.rating_until, []
    for listed in award_stages.long_list(award):
        work = listed.work
        if Lack.nominee_waits in listed.lacks:
            found.append((work.nominee, Open.nominee, work.looked_at, work))
        elif work.nominee_said is Said.yes and Lack.co_presenter_waits in listed.lacks:
            found.append((work.co_presenter, Open.co_presenter, work.nominee_said_at, work))
    return [
        Reminder(to, open_, f"{open_}:{work.id}", until, work.title, work.id)
        for to, open_, asked_at, work in found
        if to and asked_at and at >= remind_from(asked_at, until, REMIND_PEOPLE)
    ]


def _of_jury(award: Award, stages: AwardStages, at: datetime) -> list[Reminder]:
    if at < remind_from(stages.nominations_until, stages.rating_until, REMIND_JURY):
        return []
    return [
        Reminder(seat.juror.person, Open.rating, f"rating:{seat.juror.id}", stages.rating_until, "", seat.left)
        for seat in jury.seats(award)
        if seat.left
    ]


def _of_entries(award: Award, at: datetime) -> list[Reminder]:
    """Co-presenters of a ballot's entries who have not confirmed; they were asked when their letter was made."""
    waiting = db.session.scalars(
        select(AwardEntry)
        .options(joinedload(AwardEntry.co_presenter))
        .where(AwardEntry.award_id == award.id, AwardEntry.confirmed_at.is_(None))
        .order_by(AwardEntry.reference)
    )
    asked = {f"award_entry:{entry.co_presenter_id}:{entry.id}": entry for entry in waiting}
    letters = select(Message.dedupe_key, Message.created_at).where(Message.dedupe_key.in_(asked)).order_by(Message.id)
    return [
        Reminder(to, Open.entry, f"entry:{asked[key].id}", award.opens_at, asked[key].title, asked[key].id)
        for key, asked_at in db.session.execute(letters)
        if (to := asked[key].co_presenter) and at >= remind_from(asked_at, award.opens_at, REMIND_PEOPLE)
    ]
