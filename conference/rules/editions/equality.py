"""Equality questions: what may be asked, in versions, and which counts are safe to show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SMALLEST = 8  # a smaller group is somebody, not a number
STEP = 5  # counts are shown to the nearest five
RATHER_NOT = "rather_not"
EVERYONE = "everyone"  # stands as question and as answer where a whole form is counted


@dataclass(frozen=True)
class Question:
    """One question with its answers, in English and Dutch; "I would rather not say" stands under each of them."""

    key: str
    words: Mapping[str, str]
    answers: Mapping[str, Mapping[str, str]]

    def said_in(self, lang: str) -> str:
        return self.words.get(lang) or self.words["en"]

    def choices(self, lang: str) -> list[tuple[str, str]]:
        """Each answer's key with its words, the way out last."""
        given = [(key, words.get(lang) or words["en"]) for key, words in self.answers.items()]
        return [*given, (RATHER_NOT, {"en": "I would rather not say", "nl": "Dat zeg ik liever niet"}.get(lang, "–"))]


def _question(key: str, en: str, nl: str, *answers: tuple[str, str, str]) -> Question:
    return Question(key, {"en": en, "nl": nl}, {name: {"en": e, "nl": n} for name, e, n in answers})


YES, NO = ("yes", "Yes", "Ja"), ("no", "No", "Nee")
# What an edition may ask; its organisers choose, and each choice is a version. Wording follows what UK forms use.
KNOWN = {
    one.key: one
    for one in (
        _question(
            "age", "How old are you?", "Hoe oud bent u?",
            ("under_25", "Under 25", "Jonger dan 25"), ("25_44", "25 to 44", "25 tot en met 44"),
            ("45_64", "45 to 64", "45 tot en met 64"), ("65_over", "65 or older", "65 of ouder"),
        ),
        _question(
            "gender", "How do you describe your gender?", "Hoe omschrijft u uw gender?",
            ("woman", "Woman", "Vrouw"), ("man", "Man", "Man"), ("another", "In another way", "Op een andere manier"),
        ),
        _question(
            "ethnic_group", "What is your ethnic group?", "Tot welke etnische groep hoort u?",
            ("asian", "Asian", "Aziatisch"), ("black", "Black", "Zwart"),
            ("mixed", "Mixed, or several groups", "Gemengd, of meer groepen"), ("white", "White", "Wit"),
            ("another", "Another group", "Een andere groep"),
        ),
        _question(
            "day_to_day", "Does your health or a disability limit what you do each day?",
            "Beperkt uw gezondheid of een handicap wat u elke dag doet?",
            ("a_lot", "Yes, a lot", "Ja, veel"), ("a_little", "Yes, a little", "Ja, een beetje"), NO,
        ),
        _question(
            "orientation", "What is your sexual orientation?", "Wat is uw seksuele gerichtheid?",
            ("other_sex", "Straight or heterosexual", "Hetero"), ("same_sex", "Gay or lesbian", "Homo of lesbisch"),
            ("both", "Bisexual", "Biseksueel"), ("another", "In another way", "Op een andere manier"),
        ),
        _question(
            "religion", "Do you have a religion?", "Hebt u een geloof?",
            ("none", "None", "Geen"), ("christian", "Christian", "Christelijk"), ("muslim", "Muslim", "Islamitisch"),
            ("another", "Another religion", "Een ander geloof"),
        ),
        _question(
            "carer", "Do you look after someone without being paid?", "Zorgt u zonder betaling voor iemand?", YES, NO
        ),
        _question("language", "Is English your first language?", "Is Engels uw eerste taal?", YES, NO),
        _question(
            "inclusion",
            "Do any of these apply to you? Being homeless; drug or alcohol problems; being a refugee; being Gypsy, "
            "Roma or Traveller; having been in prison; forced labour; sex work",
            "Klopt een of meer van deze dingen voor u? Geen vaste woonplek; problemen met drank of drugs; gevlucht; "
            "Roma, Sinti of woonwagenbewoner; in de gevangenis geweest; gedwongen tot werk; sekswerk",
            YES, NO,
        ),
    )
}  # fmt: skip
STARTER = ("age", "gender", "ethnic_group", "day_to_day", "carer", "inclusion")


def cells(keys: Iterable[str]) -> list[tuple[str, str]]:
    """Every question and answer that is counted for these questions, and the whole form."""
    asked = [(key, answer) for key in keys for answer, _words in KNOWN[key].choices("en")]
    return [(EVERYONE, EVERYONE), *asked]


def shown(counts: Mapping[str, int]) -> dict[str, int | None]:
    """The counts of one question to the nearest five; None where a group is too small to be shown.

    Groups of 1 to 7 are hidden. Where only one would be, the next smallest is hidden too, so that no sum gives it
    away; where fewer than eight answered in all, everything is.
    """
    if sum(counts.values()) < SMALLEST:
        return dict.fromkeys(counts)
    hidden = {name for name, count in counts.items() if 0 < count < SMALLEST}
    if len(hidden) == 1:
        rest = [(count, name) for name, count in counts.items() if name not in hidden and count]
        hidden |= {min(rest)[1]} if rest else set()
    return {name: None if name in hidden else STEP * round(count / STEP) for name, count in counts.items()}
