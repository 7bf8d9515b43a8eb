"""The demo's funded places: three waves of invented people, decided, answered, and still to decide."""

import io
import wave
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from conference import files
from conference.actions import frozen_sets, outbox
from conference.actions.applications import applications, recordings, scoring
from conference.actions.editions import letter_facts
from conference.actions.funding import draft, offers, pots, rates, withdrawal
from conference.demo.applications.stories import ABROAD, FEEDBACK, NEAR, STORIES, TEXTS, Story
from conference.demo.names import DUTCH_FAMILY, DUTCH_GIVEN, invented
from conference.models.applications.applications import Application
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.queries import outbox as tasks
from conference.queries.applications import scoring as sheets
from conference.queries.funding import offers as offer_queries
from conference.queries.funding.pots import lines_of
from conference.queries.people import people
from conference.rules.applications.applications import CameBy
from conference.rules.applications.recordings import NotePage
from conference.rules.applications.scoring import ScoreState
from conference.rules.editions.dates import end_of_day, start_of_day
from conference.rules.file_kinds import AUDIO
from conference.rules.funding.offers import Outcome, Reason
from conference.rules.funding.pots import Category, PotKind
from conference.rules.funding.rates import RateKind, Unit
from conference.rules.keys import Kind as SetKind
from conference.rules.languages import Lang
from conference.rules.people.duties import Channel, Kind

DAY = timedelta(days=1)
_TAX, _DESK = "GOV.UK: travel, mileage and fuel rates", "Asked by the desk of this invented conference"
RATES: tuple[tuple[RateKind, Unit, str, int, tuple[int, int | None], str], ...] = (
    (RateKind.car, Unit.mile, "", 45, (0, 10_000), _TAX),
    (RateKind.car, Unit.mile, "", 25, (10_000, None), _TAX),
    (RateKind.motorcycle, Unit.mile, "", 24, (0, None), _TAX),
    (RateKind.bicycle, Unit.mile, "", 20, (0, None), _TAX),
    (RateKind.passenger, Unit.mile, "", 5, (0, None), _TAX),
    (RateKind.hotel, Unit.night, "Harbourtown", 92_00, (0, None), _DESK),
    (RateKind.train, Unit.journey, "Leeds", 68_40, (0, None), _DESK),
    (RateKind.breakfast, Unit.meal, "", 8_00, (0, None), _DESK),
    (RateKind.lunch, Unit.meal, "", 9_50, (0, None), _DESK),
    (RateKind.dinner, Unit.meal, "", 22_00, (0, None), _DESK),
    (RateKind.care, Unit.day, "", 64_00, (0, None), _DESK),
)


@dataclass
class Loader:
    """One loading of the demo: whose edition, who acts, and invented people to take from."""

    edition: Edition
    cast: Mapping[str, Person]
    at: datetime
    number: int = 0

    def __post_init__(self) -> None:
        self.invented = invented()
        self.invented_dutch = invented(DUTCH_GIVEN, DUTCH_FAMILY)

    def ago(self, days: int) -> datetime:
        return self.at - days * DAY

    def fill(self, at: datetime, *, person: Person | None = None, abroad: bool = False, **more: Any) -> Application:
        """One person fills in the form; more=… replaces single answers."""
        story: Story = STORIES[self.number % len(STORIES)]
        self.number += 1
        lang = Lang.nl if abroad else Lang.en
        name = person.name if person else next(self.invented_dutch if abroad else self.invented)
        phoned = self.number % 6 == 0 and person is None
        by = self.cast["dara"] if phoned else None
        came_by = CameBy.phone if phoned else CameBy.web
        application, _code = applications.start(
            self.edition, name=name, lang=lang, at=at, by=by, came_by=came_by, person=person
        )
        acting = by or application.person
        for page, given in self.answers(story, person, abroad=abroad, phoned=phoned).items():
            told = {**given, **{key: value for key, value in more.items() if key in given}}
            applications.save(application, page, told, by=acting, at=at)
        return application

    def answers(self, story: Story, person: Person | None, *, abroad: bool, phoned: bool) -> dict[str, dict[str, Any]]:
        place, country, mode = ABROAD if abroad else NEAR[self.number % len(NEAR)]
        made_up = None if phoned else f"person{self.number}@demo.example"
        address = person.sign_in_email if person else made_up
        return {
            "for-whom": {"for_another": False},
            "age": {"under_18": False},
            "contact": {
                "contact_email": address,
                "phone": f"01632 9600{self.number:02}",
                "postal_address": None,
                "channel": Channel.phone if phoned else Channel.email,
                "best_times": "",
            },
            "applying-for": {"applying_for": ["ticket", "travel", "hotel"]},
            "relation": {"relation": [story.relation], "relation_words": ""},
            "about-you": {"about_me": story.about_me},
            "why-come": {"why_come": story.why_come, "bring": story.bring, "take_back": story.take_back},
            "interests": {"interests": ["just_attend"], "streams": []},
            "before": {"attended_before": self.number % 4 == 0, "funded_before": False, "last_funded_year": None},
            "other-funder": {"other_funder": "none"},
            "travel": {
                "travel_place": place,
                "travel_country": country,
                "travel_mode": mode,
                "arrives_on": None,
                "leaves_on": None,
                "nights": 2,
            },
            "meals": {"breakfasts": 0, "lunches": 0, "dinners": 2},
            "childcare": {"childcare_days": 3},
            "companion": {
                "companion_name": "",
                "companion_badge_name": "",
                "companion_relation": "",
                "companion_needs": "",
            },
            "costs": {"routes": {"travel": ("booked", "advance", "reimburse")[self.number % 3]}},
            "agree": {"agree": True},
        }

    def send(self, at: datetime, **facts: Any) -> Application:
        application = self.fill(at, **facts)
        typed = application.came_by is not CameBy.web
        by = self.cast["dara"] if typed else application.person
        applications.send(application, by=by, at=at, read_back=typed)
        return application

    def score(self, application: Application, points: int, at: datetime, only: Kind | None = None) -> None:
        for sheet in sheets.scores_of(application):
            if sheet.state is ScoreState.assigned and (only is None or sheet.kind is only):
                better = points + (sheet.kind is Kind.lived_experience)
                scoring.score(
                    sheet,
                    contribution=min(3, points),
                    benefit=min(3, better),
                    need=2,
                    comment="I can see what this person would add.",
                    by=sheet.assessor,
                    at=at,
                )

    def decide(self, found: list[Application], at: datetime, *, turn: bool, no: Application | None = None) -> None:
        """Share out, score, draft, freeze; and turn both keys."""
        dara, lena = self.cast["dara"], self.cast["lena"]
        scoring.share_out(self.edition, by=dara, at=at - 3 * DAY)
        for place, application in enumerate(found):
            self.score(application, 3 - place * 3 // len(found), at - 2 * DAY)
        draft.draft(self.edition, by=dara, at=at - DAY)
        if no is not None:
            told: dict[str, Any] = {"reason": Reason.others_scored_higher, "reason_text": FEEDBACK}
            draft.decide(no, Outcome.not_offered, **told, by=dara, at=at - DAY)
        frozen = frozen_sets.freeze(self.edition, SetKind.offers, self.edition.id, by=dara, at=at)
        for person in (dara, lena) if turn else ():
            frozen_sets.turn_key(frozen, digest=frozen.digest, by=person, at=at)

    def answer(self, act: Any, application: Application, at: datetime) -> None:
        offer = offer_queries.offer_of(application)
        if offer:
            act(offer, by=application.person, at=at)


def load(edition: Edition, cast: Mapping[str, Person], *, at: datetime) -> None:
    """Applications in all states; the keys wait for a third list."""
    loader = Loader(edition, cast, at)
    _set_up(loader)
    _first_wave(loader)
    _second_wave(loader)
    _third_wave(loader)


def _set_up(loader: Loader) -> None:
    edition, dara, at = loader.edition, loader.cast["dara"], loader.ago(50)
    applications.set_up(
        edition,
        opens_at=start_of_day(loader.ago(45).date(), edition.zone),
        closes_at=end_of_day((loader.at + 12 * DAY).date(), edition.zone),
        hear_by=(loader.at + 30 * DAY).date(),
        promote_until=end_of_day(edition.starts_on - 21 * DAY, edition.zone),
        travel=60_00,
        travel_abroad=320_00,
        night=95_00,
        meals_day=20_00,
        care_day=60_00,
        visa=115_00,
        home_country="England",
        by=dara,
        at=at,
    )
    pots.set_up(edition, PotKind.places, 18, by=dara, at=at)
    pots.set_up(edition, PotKind.money, 4_400_00, by=dara, at=at)
    for kind_of, unit, place, paid, band, source in RATES:
        rates.add(
            edition, kind_of, unit, paid, place=place, band=band, source=source,
            valid_from=at.date(), source_on=at.date(), by=dara, at=at,
        )  # fmt: skip
    for key, kind in (("ben", Kind.lived_experience), ("chidi", Kind.professional)):
        scoring.seat(loader.cast[key], edition, kind, by=dara, at=at)
    for (fact, lang), text in TEXTS.items():
        letter_facts.write(edition, fact, lang, text, by=dara, at=at)


def _first_wave(loader: Loader) -> None:
    """Decided long ago: accepted, refused, lapsed, stepped back, and a no with its reason."""
    found = [loader.send(loader.ago(40)) for _each in range(6)]
    yes, no, silent, gone, also, declined = found
    loader.decide(found, loader.ago(24), turn=True, no=declined)
    for application in (yes, also, gone):
        loader.answer(offers.accept, application, loader.ago(21))
    loader.answer(offers.refuse, no, loader.ago(20))
    withdrawal.withdraw(gone, by=gone.person, at=loader.ago(18))
    offer = offer_queries.offer_of(silent)
    if offer and offer.lapses_at:
        end = offer.lapses_at
        for moment in (end - 5 * DAY, end - 2 * DAY):
            offers.look_after(by=people.system(), at=moment)
        for call in tasks.tasks_due(loader.edition, before=end):
            if call.kind == "offer_ring":
                outbox.mark_done(call, by=loader.cast["dara"], at=end - 2 * DAY)
        offers.look_after(by=people.system(), at=end)


def _second_wave(loader: Loader) -> None:
    """Offered five days ago: some said yes, Amina has not answered, three need more than is left and wait."""
    sent = loader.ago(20)
    amina = loader.send(sent, person=loader.cast["amina"])
    ticket = loader.send(sent, applying_for=["ticket"])
    near = [loader.send(sent) for _each in range(3)]
    pair = loader.send(sent, applying_for=["ticket", "travel", "hotel", "companion"])
    eve = loader.send(sent, person=loader.cast["eve"], abroad=True)
    all_in = ["ticket", "travel", "hotel", "meals", "companion", "childcare"]
    far = [loader.send(sent, abroad=True, applying_for=all_in) for _each in range(3)]
    declined = loader.send(sent)
    loader.decide([amina, ticket, *near, pair, eve, *far, declined], loader.ago(5), turn=True, no=declined)
    loader.answer(offers.accept, ticket, loader.ago(4))
    found = offer_queries.offer_of(near[0])
    if found:  # they come, and stay with family
        hotel = [line.id for line in lines_of(found) if line.category is Category.hotel]
        offers.accept(found, without=hotel, by=near[0].person, at=loader.ago(3))
    loader.answer(offers.ask_for_more_days, near[1], loader.ago(2))


def _third_wave(loader: Loader) -> None:
    """Frozen and waiting for both keys; three more are being read; two are not sent yet."""
    found = [loader.send(loader.ago(8)) for _each in range(3)]
    loader.decide(found, loader.ago(1), turn=False)
    reading = [loader.send(loader.ago(3)) for _each in range(3)]
    scoring.share_out(loader.edition, by=loader.cast["dara"], at=loader.ago(2))
    loader.score(reading[0], 2, loader.ago(1), only=Kind.professional)
    loader.score(reading[1], 1, loader.ago(1))
    sheet = sheets.scores_of(reading[1])[0]  # after talking, one of the two changed their mind
    again: dict[str, Any] = {"contribution": 3, "benefit": 3, "need": 2, "comment": "Now I see what I had missed."}
    scoring.correct(sheet, **again, by=sheet.assessor, at=loader.ago(1))
    for _each in range(2):
        loader.fill(loader.ago(1))
    _spoken(loader)


def _spoken(loader: Loader) -> None:
    """One who spoke instead of writing about themselves; nobody typed it yet."""
    sent, sound = loader.ago(2), io.BytesIO()
    with wave.open(sound, "wb") as silence:  # two seconds of nothing, as small as a sound can be
        silence.setnchannels(1)
        silence.setsampwidth(1)
        silence.setframerate(4_000)
        silence.writeframes(b"\x80" * 8_000)
    application, typed = loader.fill(sent, about_me=""), loader.cast["dara"]
    by = typed if application.entered_by else application.person
    cleaned = files.clean(io.BytesIO(sound.getvalue()), takes=AUDIO)
    recordings.give(application, NotePage.about_you, cleaned, by=by, at=sent)
    applications.send(application, by=by, at=sent, read_back=application.entered_by is not None)
