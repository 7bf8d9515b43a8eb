"""The questions a new edition's review forms start with: each kind its own, with words for every score."""

from dataclasses import asdict, dataclass
from typing import Any

from conference.rules.people.duties import Kind


@dataclass(frozen=True)
class Words:
    label: str
    hint: str
    anchors: tuple[str, str, str, str, str]  # from 1, the lowest, to 5


@dataclass(frozen=True)
class Question:
    key: str
    en: Words
    nl: Words

    def as_data(self) -> dict[str, dict[str, Any]]:
        return {"en": asdict(self.en), "nl": asdict(self.nl)}


LIVED_EXPERIENCE = (
    Question(
        "matters",
        Words(
            "Does it matter to us?",
            "Think of people who live with this, and of those who care for them.",
            ("Not at all", "A little", "Partly", "Yes", "Yes, very much"),
        ),
        Words(
            "Is dit belangrijk voor ons?",
            "Denk aan mensen die hiermee leven, en aan wie voor hen zorgt.",
            ("Helemaal niet", "Een beetje", "Deels", "Ja", "Ja, heel erg"),
        ),
    ),
    Question(
        "understandable",
        Words(
            "Could you follow it?",
            "If you could not, that is down to the writing, not to you.",
            ("No", "Only small parts", "About half", "Most of it", "All of it"),
        ),
        Words(
            "Kon u het volgen?",
            "Zo niet, dan ligt dat aan de tekst, niet aan u.",
            ("Nee", "Alleen kleine stukjes", "Ongeveer de helft", "Het meeste", "Alles"),
        ),
    ),
    Question(
        "respectful",
        Words(
            "Does it speak of people with respect?",
            "Look at the words it uses, and at who is asked and who is heard.",
            ("No", "Mostly not", "In part", "Mostly", "All the way through"),
        ),
        Words(
            "Spreekt het met respect over mensen?",
            "Let op de woorden, en op wie iets wordt gevraagd en wie wordt gehoord.",
            ("Nee", "Meestal niet", "Deels", "Meestal wel", "Van begin tot eind"),
        ),
    ),
    Question(
        "usable",
        Words(
            "Could you, or people like you, use it?",
            "It may help someone choose, ask, plan or cope.",
            ("No", "I do not think so", "Perhaps", "Yes", "Yes, tomorrow"),
        ),
        Words(
            "Kunt u, of kunnen mensen zoals u, dit gebruiken?",
            "Het kan iemand helpen kiezen, vragen, plannen of volhouden.",
            ("Nee", "Ik denk het niet", "Misschien", "Ja", "Ja, morgen al"),
        ),
    ),
)

PROFESSIONAL = (
    Question(
        "importance",
        Words(
            "Importance to patients",
            "Does the problem matter to those who live with it?",
            ("Not shown", "Weak", "Fair", "Strong", "Outstanding"),
        ),
        Words(
            "Belang voor patiënten",
            "Doet het probleem ertoe voor wie ermee leeft?",
            ("Niet aangetoond", "Zwak", "Redelijk", "Sterk", "Uitmuntend"),
        ),
    ),
    Question(
        "clarity",
        Words(
            "Clarity",
            "Can a reader from another field follow what was done?",
            ("Unclear", "Hard to follow", "Fair", "Clear", "Very clear"),
        ),
        Words(
            "Duidelijkheid",
            "Kan een lezer uit een ander vak volgen wat er is gedaan?",
            ("Onduidelijk", "Moeilijk te volgen", "Redelijk", "Duidelijk", "Heel duidelijk"),
        ),
    ),
    Question(
        "method",
        Words(
            "Method",
            "Does the way of working fit the question?",
            ("Not described", "Weak", "Fair", "Sound", "Exemplary"),
        ),
        Words(
            "Methode",
            "Past de werkwijze bij de vraag?",
            ("Niet beschreven", "Zwak", "Redelijk", "Degelijk", "Voorbeeldig"),
        ),
    ),
    Question(
        "learning",
        Words(
            "Result and learning",
            "Is there something to learn, also from what did not work?",
            ("Nothing yet", "Little", "Some", "Much", "A great deal"),
        ),
        Words(
            "Resultaat en lessen",
            "Valt er iets van te leren, ook van wat niet werkte?",
            ("Nog niets", "Weinig", "Iets", "Veel", "Heel veel"),
        ),
    ),
    Question(
        "transferability",
        Words(
            "Use elsewhere",
            "Could another team take it up?",
            ("No", "Hardly", "With much change", "With little change", "As it is"),
        ),
        Words(
            "Bruikbaar elders",
            "Kan een ander team dit overnemen?",
            ("Nee", "Nauwelijks", "Met veel aanpassing", "Met weinig aanpassing", "Zoals het is"),
        ),
    ),
)

STARTER = {Kind.lived_experience: LIVED_EXPERIENCE, Kind.professional: PROFESSIONAL}
