"""The demo's words about what people are offered; invented, like its conference."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from conference.actions.editions import opportunities
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.rules.editions.opportunities import PARTS, Opportunity
from conference.rules.languages import Lang

TEXTS: tuple[tuple[Opportunity, Lang, tuple[str, str, str, str, str]], ...] = (
    (
        Opportunity.funded_place,
        Lang.en,
        (
            "You come to the forum for three days, and we pay for it.",
            "About 20 minutes for this form. Then the days you want to come: one, two or all three.",
            "Your ticket, and what you need to get there and stay: travel, a hotel, meals, care at home.",
            "The days, the town and how many places there are.",
            "When you come, how you travel, who comes with you, and what you do there.",
        ),
    ),
    (
        Opportunity.funded_place,
        Lang.nl,
        (
            "U komt drie dagen naar het forum, en wij betalen dat.",
            "Ongeveer 20 minuten voor dit formulier. Daarna de dagen die u wilt komen: één, twee of alle drie.",
            "Uw kaartje, en wat u nodig hebt om er te komen en te blijven: reis, hotel, eten, zorg thuis.",
            "De dagen, de stad en hoeveel plaatsen er zijn.",
            "Wanneer u komt, hoe u reist, wie er meekomt, en wat u daar doet.",
        ),
    ),
    (
        Opportunity.just_attend,
        Lang.en,
        (
            "You come, listen, rest when you like, and talk with whom you like.",
            "As much or as little as you want.",
            "All that is in your offer. There are no duties, so there is no fee.",
            "Nothing is asked of you.",
            "You can still choose to do something later, or not.",
        ),
    ),
    (
        Opportunity.review,
        Lang.en,
        (
            "You read short texts about health care, and say what they would mean to people like you.",
            "About 15 minutes a text. Six texts are usual; you choose how many.",
            "A fee for each text you read, if you want it.",
            "Each text is read by at least one person with lived experience.",
            "Your scores count as much as those of a professional, and can change what is shown.",
        ),
    ),
    (
        Opportunity.co_chair,
        Lang.en,
        (
            "You lead one theme together with a professional, with an equal say.",
            "Three short meetings before the forum, and half a day there.",
            "Your costs, and a fee if you want it.",
            "The themes and their half days.",
            "Which talks are in the theme, their order, the opening words and the questions.",
        ),
    ),
)


def load(edition: Edition, cast: Mapping[str, Person], *, at: datetime) -> None:
    """Five opportunities are written; the other duties are not asked for this year."""
    for kind, lang, words in TEXTS:
        said = dict(zip(PARTS, words, strict=True))
        opportunities.write(edition, kind, lang, said, publish=True, by=cast["dara"], at=at - timedelta(days=50))
