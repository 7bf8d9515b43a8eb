"""One builder for each thing of funded places, and how a person fills in the whole form."""

from datetime import date, timedelta
from typing import Any

from conference.actions import frozen_sets
from conference.actions.applications import applications, scoring
from conference.actions.funding import draft, pots as budget
from conference.db import db
from conference.models.applications.applications import Application, FundingSettings
from conference.models.editions.editions import Edition
from conference.models.funding.pots import Pot
from conference.models.keys import FrozenSet
from conference.models.people.people import Person
from conference.queries.applications import applications as find, panels, scoring as sheets
from conference.rules.applications.scoring import ScoreState
from conference.rules.funding.pots import Category, Line, PotKind
from conference.rules.keys import Kind as SetKind
from conference.rules.languages import Lang
from conference.rules.people.duties import Channel, Kind
from tests import cast
from tests.cast import AT

ANSWERS: dict[str, dict[str, Any]] = {
    "for-whom": {"for_another": False},
    "age": {"under_18": False},
    "contact": {
        "contact_email": None, "phone": "01632 960001", "postal_address": None, "channel": Channel.phone,
        "best_times": "mornings",
    },
    "applying-for": {"applying_for": ["ticket", "travel", "hotel"]},
    "relation": {"relation": ["patient"], "relation_words": "kidney patient"},
    "about-you": {"about_me": "I have lived with kidney failure for ten years."},
    "experience": {"experience_area": "Dialysis at home", "consent": True},
    "why-come": {"why_come": "To meet others.", "bring": "What home dialysis is like.", "take_back": ""},
    "interests": {"interests": ["just_attend"], "streams": []},
    "before": {"attended_before": False, "funded_before": False, "last_funded_year": None},
    "other-funder": {"other_funder": "none"},
    "travel": {
        "travel_place": "Leeds", "travel_country": "England", "travel_mode": "train", "arrives_on": date(2027, 5, 9),
        "leaves_on": date(2027, 5, 12), "nights": 2,
    },
    "access": {"needs": ["step_free"], "more": "", "dietary": "no nuts", "consent": True},
    "costs": {"routes": {"travel": "booked", "hotel": "advance"}},
    "weigh": {"selection_statement": "I cannot work at present.", "consent": True},
    "support": {"support_person": "", "emergency_contact": "Sam, 01632 960002"},
    "agree": {"agree": True},
}  # fmt: skip


# Asked only of those who ask for these things.
ASKED_OF_SOME: dict[str, dict[str, Any]] = {
    "meals": {"breakfasts": 0, "lunches": 0, "dinners": 2},
    "childcare": {"childcare_days": 3},
    "care": {"care_days": 3},
    "visa": {"passport_country": "Ghana", "passport_name": ""},
}


def settings(edition: Edition, **facts: Any) -> FundingSettings:
    given = {
        "opens_at": AT - timedelta(days=10),
        "closes_at": AT + timedelta(days=20),
        "hear_by": (AT + timedelta(days=40)).date(),
        "travel": 6000,
        "travel_abroad": 30000,
        "night": 9000,
        "home_country": "England",
    }
    made = FundingSettings(edition=edition, **{**given, **facts})
    db.session.add(made)
    db.session.flush()
    return made


def pots(edition: Edition, places: int = 3, money: int = 100_000) -> dict[PotKind, Pot]:
    by = cast.dara(edition)
    return {
        kind: budget.set_up(edition, kind, size, by=by, at=AT)
        for kind, size in ((PotKind.places, places), (PotKind.money, money))
    }


def started(edition: Edition, name: str = "Amina Yusuf", **facts: Any) -> Application:
    """An application with nothing in it but a name."""
    application, _code = applications.start(edition, name=name, lang=facts.pop("lang", Lang.en), at=AT, **facts)
    return application


def filled(edition: Edition, name: str = "Amina Yusuf", **facts: Any) -> Application:
    """An application with every page answered; facts replace single answers."""
    application = started(edition, name)
    for page, given in (ANSWERS | ASKED_OF_SOME).items():
        applications.save(application, page, {**given, **{k: v for k, v in facts.items() if k in given}},
                          by=application.person, at=AT)  # fmt: skip
    return application


def sent(edition: Edition, name: str = "Amina Yusuf", **facts: Any) -> Application:
    application = filled(edition, name, **facts)
    applications.send(application, by=application.person, at=AT)
    return application


def panel(edition: Edition) -> tuple[Person, Person]:
    """Ben sits for lived experience, Chidi as a professional."""
    by, ben, chidi = cast.dara(edition), cast.ben(), cast.chidi()
    for person, kind in ((ben, Kind.lived_experience), (chidi, Kind.professional)):
        if panels.seat_of(person, edition) is None:
            scoring.seat(person, edition, kind, by=by, at=AT)
    return ben, chidi


def scored(application: Application, points: int = 2) -> Application:
    """Both assessors gave these points on each question."""
    edition = application.edition
    panel(edition)
    scoring.share_out(edition, by=cast.dara(edition), at=AT)
    for sheet in sheets.scores_of(application):
        if sheet.state is ScoreState.assigned:
            scoring.score(
                sheet, contribution=points, benefit=points, need=points, comment="Clear.", by=sheet.assessor, at=AT
            )
    return application


def costed(application: Application, *, places: int = 1, money: int = 10_000) -> Application:
    lines = [Line(Category.place, places), *([Line(Category.travel, money)] if money else [])]
    draft.set_costs(application, lines, by=cast.dara(application.edition), at=AT)
    return application


def frozen(edition: Edition) -> FrozenSet:
    """The draft from the ranking, frozen by Dara."""
    dara = cast.dara(edition)
    draft.draft(edition, by=dara, at=AT)
    return frozen_sets.freeze(edition, SetKind.offers, edition.id, by=dara, at=AT)


def carried(edition: Edition) -> FrozenSet:
    """The draft from the ranking, frozen, with both keys turned."""
    draft.draft(edition, by=cast.dara(edition), at=AT)
    return carried_as_drafted(edition)


def carried_as_drafted(edition: Edition) -> FrozenSet:
    """The draft as it stands, frozen, with both keys turned."""
    found = frozen_sets.freeze(edition, SetKind.offers, edition.id, by=cast.dara(edition), at=AT)
    for person in (cast.dara(edition), cast.lena(edition)):
        frozen_sets.turn_key(found, digest=found.digest, by=person, at=AT)
    return found


def round_of(edition: Edition, *moneys: int, places: int = 3, money: int = 100_000) -> list[Application]:
    """Applications that need these sums, ranked in this order, with everything set up but the draft."""
    settings(edition)
    pots(edition, places, money)
    found = [sent(edition, f"Person {number}") for number in range(1, len(moneys) + 1)]
    panel(edition)
    for number, (application, sum_needed) in enumerate(zip(found, moneys, strict=True)):
        scored(application, 3 - min(3, number))
        costed(application, money=sum_needed)
    assert [find.one(edition, each.id) for each in found] == found
    return found
