"""Whether there are enough reviewers of each kind, overall and in each stream, before any plan is made."""

from collections import defaultdict
from dataclasses import dataclass, replace

from conference.rules.people.duties import Kind
from conference.rules.reviewers.assignment import DEFAULT_LIMIT, Question, Reader, Seat, Seats, fits


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
    for work in question.works:
        by_stream[work.stream] += 1
    works, seats = len(question.works), question.seats
    reviews = works * seats.per_abstract
    return Outlook(
        abstracts=works,
        reviews=reviews,
        places=sum(reader.limit for reader in question.readers),
        lived_experience=_supply(question.readers, Seat.lived_experience, works * seats.lived_experience),
        professional=_supply(question.readers, Seat.professional, works * seats.professional),
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
        readers=question.readers + tuple(Reader(-n, kind, load) for n, kind in enumerate(more, start=1)),
        seats=Seats(each, kept, min(question.seats.professional, each - kept)),
    )


def _stream(question: Question, stream: int | None, works: int) -> StreamSupply:
    here = tuple(
        reader for reader in question.readers if stream is None or not reader.streams or stream in reader.streams
    )
    return StreamSupply(
        stream,
        works,
        _supply(here, Seat.lived_experience, works * question.seats.lived_experience),
        _supply(here, Seat.professional, works * question.seats.professional),
    )


def _supply(readers: tuple[Reader, ...], seat: Seat, needed: int) -> Supply:
    of_kind = [reader for reader in readers if fits(seat, reader.kind)]
    return Supply(Kind(seat.value), needed, len(of_kind), sum(reader.limit for reader in of_kind))
