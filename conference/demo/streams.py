"""The demo's co-chairs: asked under both keys, some have said yes, one said no, one stream is still open."""

from datetime import datetime, timedelta

from conference.actions import frozen_sets
from conference.actions.editions import editions
from conference.actions.streams import candidates, co_chairs
from conference.db import db
from conference.models.editions.editions import Edition, Stream
from conference.models.people.people import Person
from conference.models.streams.co_chairs import CoChair
from conference.queries.editions import editions as find
from conference.queries.streams import candidates as found, co_chairs as asked
from conference.rules.keys import Kind as Decision
from conference.rules.languages import Lang
from conference.rules.people.duties import Kind
from conference.rules.streams.co_chairs import Answer
from conference.rules.streams.proposal import Time, half_days

STREAMS = (
    "Safer care",
    "Care at home",
    "Mental health",
    "Children and young people",
    "Equal access",
    "Working well together",
    "New ways to learn",
    "Better use of data",
)
# Invented people: name, seat, the streams they would like most, a stream they cannot judge.
PEOPLE = (
    ("amina", Kind.lived_experience, (0, 4), None),
    ("ben", Kind.lived_experience, (2, 1), 7),
    ("Hana Sole", Kind.lived_experience, (1, 3), None),
    ("Ruben Cole", Kind.lived_experience, (3,), 7),
    ("Ida Frost", Kind.lived_experience, (4, 5), 7),
    ("Samir Dahl", Kind.lived_experience, (5, 6), 7),
    ("Maud Visser", Kind.lived_experience, (6,), 7),
    ("chidi", Kind.professional, (0, 2), None),
    ("Greta Lund", Kind.professional, (1,), None),
    ("Piet Aalders", Kind.professional, (2, 7), None),
    ("Nia Bell", Kind.professional, (3,), None),
    ("Omar Reyes", Kind.professional, (4,), None),
    ("Sofia Brandt", Kind.professional, (5, 1), None),
    ("Tess Moran", Kind.professional, (6,), None),
    ("Uri Stein", Kind.professional, (7,), None),
)
YES = ("ben", "chidi", "Greta Lund", "Hana Sole", "Nia Bell", "Omar Reyes", "Sofia Brandt", "Maud Visser")


def load(edition: Edition, cast: dict[str, Person], *, at: datetime) -> None:
    """Ask people what they would like, propose, turn both keys, and let most of them answer."""
    dara, lena = cast["dara"], cast["lena"]
    themes = find.streams_of(edition) or [
        editions.add_stream(edition, name, position=position, by=dara, at=at)
        for position, name in enumerate(STREAMS, 1)
    ]
    candidates.set_times(edition, _times(edition, themes), answer_days=14, by=dara, at=at)
    _write_card(edition, by=dara, at=at)
    everyone = half_days(edition.starts_on, edition.ends_on)
    for key, kind, likes, conflict in PEOPLE:
        _ask(edition, themes, cast, key, kind, likes, conflict, everyone, by=dara, at=at)
    co_chairs.propose(edition, by=dara, at=at)
    db.session.flush()
    frozen = frozen_sets.freeze(edition, Decision.co_chairs, edition.id, by=dara, at=at)
    for holder in (dara, lena):
        frozen_sets.turn_key(frozen, digest=frozen.digest, by=holder, at=at)
    for seat in asked.under(frozen):
        _answer(seat, cast, at=at)
    # Known since the keys were turned: the next best for the stream whose first choice said no.
    _ask(edition, themes, cast, "Vera Blom", Kind.lived_experience, (3,), 7, everyone, by=dara, at=at)


def _times(edition: Edition, themes: list[Stream]) -> dict[int, set[Time]]:
    """Three half days, each with a third of the streams side by side."""
    slots = half_days(edition.starts_on, edition.ends_on)
    return {theme.id: {slots[number % 3]} for number, theme in enumerate(themes)}


def _write_card(edition: Edition, *, by: Person, at: datetime) -> None:
    day = at.date()
    facts = candidates.CardFacts(
        planning_meetings=4,
        hours_planning=8,
        hours_there=6,
        contact_name="Mina Holt",
        contact_reach="+44 20 7946 0199",
        settles_name="Ines Vale",
        briefing_on=day + timedelta(days=21),
        check_in_on=day + timedelta(days=60),
    )
    words = {
        Lang.en: (
            "A fee of £300. Your ticket, your travel and your room. A helper comes with you free of charge.",
            "A mentor who has done it before. Breaks when you need them. Somebody stands in if you are not well.",
        ),
        Lang.nl: (
            "Een vergoeding van £300. Uw kaartje, uw reis en uw kamer. Iemand die u helpt, mag gratis mee.",
            "Een mentor die het al eens deed. Pauzes als u die nodig hebt. Bent u ziek? Dan valt iemand voor u in.",
        ),
    }
    candidates.write_card(edition, None, facts, words, by=by, at=at)


def _ask(
    edition: Edition,
    themes: list[Stream],
    cast: dict[str, Person],
    key: str,
    kind: Kind,
    likes: tuple[int, ...],
    conflict: int | None,
    everyone: list[Time],
    *,
    by: Person,
    at: datetime,
) -> None:
    address = f"{key.split()[0].lower()}@demo.example"
    who = cast.get(key) or candidates.NewPerson(key, email=address)
    candidate = candidates.add_candidate(who, edition, kind, by=by, at=at)
    candidates.say(
        candidate,
        levels={themes[n % len(themes)].id: 5 - rank for rank, n in enumerate(likes)},
        conflicts={themes[conflict % len(themes)].id} if conflict is not None else set(),
        can_come=set(everyone),
        limit=1,
        by=candidate.person,
        at=at,
    )


def _answer(seat: CoChair, cast: dict[str, Person], *, at: datetime) -> None:
    names = {cast[key].name if key in cast else key for key in YES}
    card = found.card_for(seat.stream)
    if card is None:
        return
    if seat.person.name in names:
        co_chairs.answer(seat, Answer.accept, card_id=card.id, by=seat.person, at=at)
    elif seat.person.name == "Ruben Cole":
        co_chairs.answer(seat, Answer.decline, card_id=card.id, by=seat.person, at=at)
    elif seat.person.name == "Tess Moran":
        words = "Could the planning meetings be in the evening?"
        co_chairs.answer(seat, Answer.change, card_id=card.id, words=words, by=seat.person, at=at)
