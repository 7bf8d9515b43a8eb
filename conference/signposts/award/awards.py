"""What is told of an award while people vote, and what waits."""

from datetime import datetime

from flask_babel import format_datetime, gettext as _
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from conference.db import db
from conference.models.award.awards import Award, AwardEntry
from conference.models.award.stages import AwardStages
from conference.models.editions.editions import Edition
from conference.models.keys import FrozenSet
from conference.models.people.people import Person
from conference.queries.award.awards import name_of, of_edition, public_ones, question_of
from conference.rules.award.counting import AwardState
from conference.rules.award.stages import Phase, Stages
from conference.rules.editions.dates import local_time
from conference.rules.keys import Kind, State
from conference.signposts.lines import Opening, Part, Waiting


def open_now(edition: Edition, *, at: datetime) -> list[Opening]:
    """What anybody may know: voting that is on or to come, and results."""
    return [
        Opening(
            title=name_of(award),
            text=question_of(award) if award.state == AwardState.published else _closes(award, edition),
            endpoint="vote.result" if award.state == AwardState.published else "vote.choose",
            args={"edition": edition.code, "award_id": award.id},
            opens_at=award.opens_at,
            action=_("See the result") if award.state == AwardState.published else _("Vote"),
        )
        for award in public_ones(edition)
        if award.state == AwardState.published or at < award.closes_at
    ]


def _closes(award: Award, edition: Edition) -> str:
    until = format_datetime(local_time(award.closes_at, edition.zone), "d MMMM y, HH:mm", rebase=False)
    closes = _("Voting closes on %(until)s (%(zone)s time).", until=until, zone=edition.zone)
    return f"{question_of(award)} {closes}"


def part_of(person: Person, edition: Edition, *, at: datetime) -> list[Part]:
    """The entries a person presents: confirm, say what may be shown, and later the result."""
    found = db.session.scalars(
        select(AwardEntry)
        .join(AwardEntry.award)
        .options(contains_eager(AwardEntry.award))
        .where(Award.edition_id == edition.id, AwardEntry.co_presenter_id == person.id)
        .order_by(Award.opens_at, AwardEntry.reference)
    )
    before_votes = (AwardState.draft, AwardState.frozen)
    return [_part(entry, at) for entry in found if at < entry.award.closes_at or entry.award.state not in before_votes]


def _part(entry: AwardEntry, at: datetime) -> Part:
    award, confirmed = entry.award, entry.confirmed_at is not None
    waits = not confirmed and award.state == AwardState.draft
    todo = _("People can vote for it") if at < award.closes_at else _("Say what we can show about you")
    return part(
        award,
        entry.title,
        state=_("Waiting for your answer") if waits else _("Confirmed"),
        next_step=_("Confirm that you present this work") if waits else todo,
        by=award.closes_at if confirmed else award.opens_at,
        mine=waits,
        entry_id=entry.id,
    )


def part(
    award: Award, title: str, *, state: str, next_step: str, by: datetime, mine: bool = False, **number: int
) -> Part:
    """A work on the page of one of its people, in these words until the result is out."""
    out = award.state == AwardState.published
    return Part(
        title=_("Entry for %(award)s", award=name_of(award)),
        quoted=title,
        state=_("The result is out") if out else state,
        next_step=_("Download your certificate") if out else next_step,
        endpoint="entrant.show",
        args={"edition": award.edition.code, **number},
        by=by,
        mine=mine,
    )


def waiting(edition: Edition, *, at: datetime) -> list[Waiting]:
    """What an award asks of the organisers, with the time by which it must be done."""
    words = {
        AwardState.draft: ("is a draft: add entries and the voter list, then freeze", "opens_at"),
        AwardState.frozen: ("is frozen: print the cards, then open voting", "opens_at"),
        AwardState.closed: ("is closed and not yet sealed", "closes_at"),
        AwardState.sealing: ("is being sealed", "closes_at"),
        AwardState.sealed: ("is sealed: freeze the result for both keys", "closes_at"),
    }
    with_keys = set(
        db.session.scalars(
            select(FrozenSet.about_id).where(
                FrozenSet.edition_id == edition.id,
                FrozenSet.kind == Kind.award_result,
                FrozenSet.state.in_((State.waiting, State.carried)),
            )
        )
    )
    before_ballot = set(
        db.session.scalars(
            select(AwardStages.award_id).where(
                (AwardStages.phase != Phase.shortlisted) | (AwardStages.stages == Stages.jury_only)
            )
        )
    )
    return [
        Waiting(
            text=f"{award.name} {words[award.state][0]}",
            count=1,
            endpoint="desk_award.show",
            args={"edition": edition.code, "award_id": award.id},
            due=getattr(award, words[award.state][1]),
        )
        for award in of_edition(edition)
        if award.state in words
        and award.id not in with_keys
        and not (award.state == AwardState.draft and award.id in before_ballot)
    ]
