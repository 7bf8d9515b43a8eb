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
            "You come, listen, rest when you like, and talk to anyone you like.",
            "As much or as little as you want.",
            "Everything in your offer. There are no duties, so there is no fee.",
            "You do not have to do anything.",
            "You can still choose to do something later, or not.",
        ),
    ),
    (
        Opportunity.just_attend,
        Lang.nl,
        (
            "U komt, luistert, rust wanneer u wilt, en praat met wie u wilt.",
            "Zo veel of zo weinig als u wilt.",
            "Alles wat in uw aanbod staat. U hebt geen taken, dus is er geen vergoeding.",
            "U hoeft niets te doen.",
            "U kunt later nog kiezen om iets te doen, of niet.",
        ),
    ),
    (
        Opportunity.review,
        Lang.en,
        (
            "You read abstracts (short summaries of work in care), and say what they would mean to people like you.",
            "About 15 minutes for each abstract. Six is usual; you choose how many.",
            "A fee for each abstract you read, if you want it.",
            "At least one person with lived experience reads each abstract.",
            "Your scores count as much as those of a professional, and can change what is on the programme.",
        ),
    ),
    (
        Opportunity.review,
        Lang.nl,
        (
            "U leest samenvattingen van werk in de zorg, en zegt wat dat werk betekent voor mensen zoals u.",
            "Ongeveer 15 minuten voor elke samenvatting. Zes is gewoon; u kiest zelf hoeveel.",
            "Een vergoeding voor elke samenvatting die u leest, als u dat wilt.",
            "Minstens één persoon met eigen ervaring leest elke samenvatting.",
            "Uw punten tellen even zwaar als die van een professional, en kunnen het programma veranderen.",
        ),
    ),
    (
        Opportunity.co_chair,
        Lang.en,
        (
            "You lead one stream (a theme) together with a professional, with an equal say.",
            "Three short meetings before the forum, and half a day there.",
            "Your costs, and a fee if you want it.",
            "The streams and their half days.",
            "Which talks are in the stream, their order, the opening words and the questions.",
        ),
    ),
    (
        Opportunity.co_chair,
        Lang.nl,
        (
            "U leidt één thema samen met een professional. U hebt evenveel te zeggen.",
            "Drie korte gesprekken vóór het forum, en daar een halve dag.",
            "Uw kosten, en een vergoeding als u dat wilt.",
            "De thema’s en hun halve dagen.",
            "Welke presentaties er in het thema zijn, hun volgorde, de openingswoorden en de vragen.",
        ),
    ),
)


def load(edition: Edition, cast: Mapping[str, Person], *, at: datetime) -> None:
    """Four opportunities are written, each in both languages; the other duties are not asked for this year."""
    for kind, lang, words in TEXTS:
        said = dict(zip(PARTS, words, strict=True))
        opportunities.write(edition, kind, lang, said, publish=True, by=cast["dara"], at=at - timedelta(days=50))
