"""Whether there are enough reviewers of each kind, overall and in each stream, before any plan is made."""

from collections import defaultdict
from dataclasses import dataclass, replace

from conference.rules.people.duties import Kind
from conference.rules.reviewers.assignment import DEFAULT_LIMIT, Question, ReviewerFacts, Seat, Seats, fits


@dataclass(frozen=True)
class Supply:
    """Seats to fill with one kind, and what its people offered. `missing` counts people at the usual number."""

    kind: Kind
    needed: int
    people: int
    places: int

    @property
    def is_enough(self) -> bool:
        return self.places >= self.needed

    @property
    def missing(self) -> int:
        return max(0, -(-(self.needed - self.places) // DEFAULT_LIMIT))


@dataclass(frozen=True)
class StreamSupply:
    """One stream (None: no stream): its abstracts, and of each kind who may read there with what they offer in all."""

    stream: int | None
    abstracts: int
    lived_experience: Supply
    professional: Supply


@dataclass(frozen=True)
class Outlook:
    """The whole edition, by kind and by stream, with the time and money that the reviews take."""

    abstracts: int
    reviews: int
    places: int
    lived_experience: Supply
    professional: Supply
    streams: tuple[StreamSupply, ...]
    hours: int
    fees: int

    @property
    def is_enough(self) -> bool:
        """Enough in all, and enough of both kinds everywhere."""
        supplies = [supply for part in self.streams for supply in (part.lived_experience, part.professional)]
        return self.reviews <= self.places and all(
            supply.is_enough for supply in (self.lived_experience, self.professional, *supplies)
        )


def outlook(question: Question, *, minutes_each: int, fee: int) -> Outlook:
    """Count the seats against what people offered. Enough here is needed for a plan, not yet a promise of one."""
    by_stream: dict[int | None, int] = defaultdict(int)
    for abstract in question.abstracts:
        by_stream[abstract.stream] += 1
    abstracts, seats = len(question.abstracts), question.seats
    reviews = abstracts * seats.per_abstract
    return Outlook(
        abstracts=abstracts,
        reviews=reviews,
        places=sum(reviewer.limit for reviewer in question.reviewers),
        lived_experience=_supply(question.reviewers, Seat.lived_experience, abstracts * seats.lived_experience),
        professional=_supply(question.reviewers, Seat.professional, abstracts * seats.professional),
        streams=tuple(
            _stream(question, stream, by_stream[stream])
            for stream in sorted(by_stream, key=lambda one: (one is None, one or 0))
        ),
        hours=-(-reviews * minutes_each // 60),
        fees=reviews * fee,
    )


def tried(question: Question, *, lived: int, professional: int, each: int, load: int) -> Question:
    """The same question with so many more people, who read so much in any stream, and so many reviews of each abstract.

    Both kinds keep their seat while there are two reviews; of one review it is that of lived experience.
    """
    more = [Kind.lived_experience] * lived + [Kind.professional] * professional
    kept = min(question.seats.lived_experience, each)
    return replace(
        question,
        reviewers=question.reviewers + tuple(ReviewerFacts(-n, kind, load) for n, kind in enumerate(more, start=1)),
        seats=Seats(each, kept, min(question.seats.professional, each - kept)),
    )


def _stream(question: Question, stream: int | None, abstracts: int) -> StreamSupply:
    here = tuple(
        reviewer
        for reviewer in question.reviewers
        if stream is None or not reviewer.streams or stream in reviewer.streams
    )
    return StreamSupply(
        stream,
        abstracts,
        _supply(here, Seat.lived_experience, abstracts * question.seats.lived_experience),
        _supply(here, Seat.professional, abstracts * question.seats.professional),
    )


def _supply(reviewers: tuple[ReviewerFacts, ...], seat: Seat, needed: int) -> Supply:
    of_kind = [reviewer for reviewer in reviewers if fits(seat, reviewer.kind)]
    return Supply(Kind(seat.value), needed, len(of_kind), sum(reviewer.limit for reviewer in of_kind))
