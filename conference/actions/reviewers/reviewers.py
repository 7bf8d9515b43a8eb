"""Invite reviewers, hear their answer, note conflicts."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from conference import audit, mail
from conference.db import db
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition, Stream
from conference.models.people.people import Person, Role
from conference.models.reviewers.assignment import Assignment
from conference.models.reviewers.reviewers import Conflict, Reviewer, ReviewSettings
from conference.queries.people import people
from conference.queries.reviewers import reviewers as queries
from conference.rules.abstracts.abstracts import Answer
from conference.rules.people.duties import Duty, Kind, canonical_email
from conference.rules.refusals import Refused
from conference.rules.reviewers.assignment import ConflictSource, ConflictStatus, ProposalState, ReviewerState
from conference.rules.reviewers.reasons import ReviewerReason


class Welcome:
    """How somebody becomes a reviewer, by an invitation or on a list: a part of an act, which the act records."""

    def __init__(self, edition: Edition, *, by: Person, at: datetime) -> None:
        self.edition, self.by, self.at = edition, by, at
        self.settings = queries.settings(edition)
        self.inside = {person.id for person in people.with_duty(edition, Duty.reviewer)}
        self.desk = {
            person.id for duty in (Duty.organiser, Duty.treasurer) for person in people.with_duty(edition, duty)
        }

    def person(self, name: str, email: str | None) -> Person:
        """A person we did not know yet; without an address nobody can sign in as them."""
        person = Person(name=name, sign_in_email=canonical_email(email) if email else None, created_at=self.at)
        db.session.add(person)
        db.session.flush()
        return person

    def reviewer(self, person: Person, kind: Kind, **facts: Any) -> Reviewer:
        """A seat for this person at today's fee; the door of reviewers opens, so that they can see what is asked."""
        if person.id in self.desk:
            raise Refused(ReviewerReason.at_the_desk)
        given = {"max_load": self.settings.default_load, "fee": self.settings.fee}
        reviewer = Reviewer(edition_id=self.edition.id, person_id=person.id, kind=kind, **{**given, **facts})
        db.session.add(reviewer)
        if person.id not in self.inside:
            db.session.add(
                Role(
                    person_id=person.id,
                    edition_id=self.edition.id,
                    duty=Duty.reviewer,
                    granted_at=self.at,
                    granted_by=self.by.id,
                )
            )
        db.session.flush()
        return reviewer


def settle(
    edition: Edition,
    *,
    fee: int,
    minutes_each: int,
    default_load: int,
    closes_at: datetime | None,
    discuss_from: datetime | None = None,
    discuss_until: datetime | None = None,
    by: Person,
    at: datetime,
) -> ReviewSettings:
    """Set what reviewers are asked and paid from now on; a promise already made to a reviewer stays."""
    settings = queries.settings(edition)
    settings.fee, settings.minutes_each = fee, minutes_each
    settings.default_load, settings.closes_at = default_load, closes_at
    settings.discuss_from, settings.discuss_until = discuss_from, discuss_until
    db.session.add(settings)
    audit.record(
        "review.settled",
        about=edition,
        by=by,
        at=at,
        edition=edition,
        fee=fee,
        minutes_each=minutes_each,
        default_load=default_load,
    )
    return settings


def invite(
    edition: Edition,
    *,
    name: str,
    email: str,
    kind: Kind,
    load: int,
    streams: Sequence[Stream] = (),
    by: Person,
    at: datetime,
) -> Reviewer:
    """Ask a person to review: the letter is a role card with the number of reviews, the time and the fee."""
    welcome = Welcome(edition, by=by, at=at)
    person = people.whose_address(email) or welcome.person(name, email)
    if not person.is_active:
        raise Refused(ReviewerReason.disabled)
    if queries.of_person(person, edition):
        raise Refused(ReviewerReason.already_reviewer)
    reviewer = welcome.reviewer(person, kind, max_load=load, invited_at=at, invited_by=by.id, streams=list(streams))
    mail.queue(
        "reviewer_invited",
        to=person,
        edition=edition,
        key=str(reviewer.id),
        at=at,
        reviewer=reviewer,
        settings=welcome.settings,
    )
    audit.record("reviewer.invited", about=reviewer, by=by, at=at, edition=edition, kind=kind, load=load)
    return reviewer


def accept(reviewer: Reviewer, *, load: int, streams: Sequence[Stream], by: Person, at: datetime) -> None:
    """A reviewer says yes with the number and the streams they choose; later they may change both."""
    if load < queries.published_load(reviewer):
        raise Refused(ReviewerReason.has_reviews)
    _answer(reviewer, ReviewerState.accepted, by=by, at=at)
    reviewer.max_load, reviewer.declined_because = load, ""
    reviewer.streams = list(streams)
    audit.record("reviewer.accepted", about=reviewer, by=by, at=at, edition=reviewer.edition, load=load)


def decline(reviewer: Reviewer, *, reason: str, by: Person, at: datetime) -> None:
    """A reviewer says no, or no more; what they have not sent goes back to the plan, what they sent stays theirs."""
    sent = queries.sent_by(reviewer)
    kept = 0
    for assignment in queries.assignments_of(reviewer):
        if assignment.abstract_id in sent and assignment.proposal.state == ProposalState.published:
            kept += 1
        else:
            _release(assignment, by=by, at=at)
    db.session.flush()
    reviewer.declined_because = reason
    if kept:
        reviewer.max_load = kept
    else:
        _answer(reviewer, ReviewerState.declined, by=by, at=at)
    audit.record("reviewer.declined", about=reviewer, by=by, at=at, edition=reviewer.edition, kept=kept)


def tell(
    reviewer: Reviewer,
    *,
    organisation: str,
    away: tuple[date, date] | None,
    avoids: Sequence[str],
    avoids_words: str,
    wants_fee: Answer,
    pace: int | None,
    in_reserve: bool,
    by: Person,
    at: datetime,
) -> None:
    """A reviewer says how to ask them well: where they belong, days away, their pace, whether they stand in reserve,
    what not to send, whether they want the fee.

    It changes what later plans give them; what they hold they can skip.
    """
    reviewer.organisation, reviewer.wants_fee = organisation, wants_fee
    reviewer.away_from, reviewer.away_until = away or (None, None)
    reviewer.avoids, reviewer.avoids_words = list(avoids), avoids_words
    reviewer.pace, reviewer.in_reserve = pace, in_reserve
    audit.record("reviewer.told", about=reviewer, by=by, at=at, edition=reviewer.edition, wants_fee=wants_fee)


def pause(reviewer: Reviewer, *, by: Person, at: datetime) -> None:
    """Nothing new is given to the reviewer until they go on; what they hold stays theirs."""
    reviewer.paused_at, reviewer.paused_by = at, by.id
    audit.record("reviewer.paused", about=reviewer, by=by, at=at, edition=reviewer.edition)


def go_on(reviewer: Reviewer, *, by: Person, at: datetime) -> None:
    """The pause is over."""
    reviewer.paused_at = reviewer.paused_by = None
    audit.record("reviewer.went_on", about=reviewer, by=by, at=at, edition=reviewer.edition)


def practise(reviewer: Reviewer, *, by: Person, at: datetime) -> None:
    """A reviewer has read the texts that are there to practise on, or goes on without."""
    reviewer.practised_at = reviewer.practised_at or at
    audit.record("reviewer.practised", about=reviewer, by=by, at=at, edition=reviewer.edition)


def declare_conflict(reviewer: Reviewer, abstract: Abstract, *, by: Person, at: datetime) -> Conflict:
    """A conflict is noted, and bites at once: the reviewer's place on this abstract is given back.

    One that bites already stays as whoever noted it left it, so that only they can take it back.
    """
    own = by.id == reviewer.person_id
    for assignment in queries.held(reviewer, abstract):
        _release(assignment, by=by, at=at)
    db.session.flush()
    conflict = queries.conflict(reviewer, abstract) or Conflict(reviewer_id=reviewer.id, abstract_id=abstract.id)
    if conflict.id is None or conflict.status == ConflictStatus.cleared:
        conflict.source = ConflictSource.declared if own else ConflictSource.organiser
        conflict.status, conflict.noted_at, conflict.noted_by = ConflictStatus.confirmed, at, by.id
        db.session.add(conflict)
    audit.record("conflict.declared", about=conflict, by=by, at=at, edition=reviewer.edition, abstract=abstract.id)
    return conflict


def take_back_conflict(conflict: Conflict, *, by: Person, at: datetime) -> None:
    """A conflict noted by mistake is cleared; the row stays, so that it is known who cleared it."""
    conflict.status, conflict.noted_at, conflict.noted_by = ConflictStatus.cleared, at, by.id
    audit.record("conflict.cleared", about=conflict, by=by, at=at, edition=conflict.reviewer.edition)


def _answer(reviewer: Reviewer, state: ReviewerState, *, by: Person, at: datetime) -> None:
    reviewer.state, reviewer.answered_at, reviewer.answered_by = state, at, by.id


def _release(assignment: Assignment, *, by: Person, at: datetime) -> None:
    """A draft forgets the pair; the published plan keeps it, marked as given back."""
    if assignment.proposal.state == ProposalState.draft:
        db.session.delete(assignment)
    else:
        assignment.released_at, assignment.released_by = at, by.id
