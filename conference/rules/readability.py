"""Whether an eleven-year-old can read it: a formula per language, sentence lengths, and words that need explaining.

English by the Flesch-Kincaid grade plus five years; Dutch by Flesch-Douma, where 80 is easy: the end of primary
school, eleven years. Both look at the length of sentences and of words, so they say nothing of sense or kindness.
"""

import re
from dataclasses import dataclass

READING_AGE = 11.0
FORMULA_FROM_WORDS = 100
LONGEST_SENTENCE = 25
LONGEST_SENTENCE_OF_SHORT_TEXT = 22
RUNNING_TEXT_FROM_WORDS = 5
"""A label or a heading is not a sentence: counted as one it would make any page look easy."""

WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
NOT_WORDS = re.compile(r"(?:https?://|www\.|[^\s@]+@|[^\s\d]*\d)\S*?(?=[.,;:!?)”\"]*(?:\s|$))")
SENTENCE_END = re.compile(r"(?<=[.!?:;…])[\"”’)]*\s+")
ACRONYM = re.compile(r"\b(?:[A-Z]{2,}|[A-Z]+[a-z]?[A-Z]+)s?\b")

HARD_ENGLISH = """
accordance aforementioned amendment applicable approximately ascertain asynchronous authenticate authentication
bibliography clause commence commencement comprise concerning consequently constitute correspondence criteria
criterion deem deliberation demographic designate determination disbursement discretion disseminate eligibility
eligible endeavour enquire entitlement erroneous evaluate evaluation expedite facilitate finalise forthwith
furthermore governance henceforth hereby herein implement implementation inasmuch incur initiate jurisdiction liaise
mandatory methodology modality moreover nevertheless notwithstanding obligation obtain optimise parameter pertaining
prerequisite prior procedure pursuant quorum rationale recipient reimburse reimbursement remittance remuneration
remunerate requisite respective retrospective severity shortfall solicit solver stakeholder stipulate subsequent
subsequently sufficient terminate terminology therein thereof threshold transferability undertake utilisation
utilise utilize validate validation whereas whereby whilst withhold
"""
HARD_DUTCH = """
aangaande aanvang abusievelijk afdoende alsmede alsook betreffende betreft bewerkstelligen conform criteria
criterium declareren derhalve desalniettemin desbetreffende desgewenst deliberatie dienaangaande dienovereenkomstig
discretie disseminatie doch doorgaans echter evalueren evaluatie evenwel faciliteren geschiedt gremium hieromtrent
hiertoe honorering implementatie implementeren inachtneming inzake krachtens legitimatie mandaat methodologie
middels mits modaliteit nadien namelijk niettegenstaande nochtans omtrent onderhavige onverwijld parameter
participatie participeren prioriteren procedure quorum rationale reeds remuneratie restitutie retourneren
sanctioneren stipuleren teneinde terzake thans toereikend uitsluitend valideren verificatie verscheidene verstrekken
vigerende volledigheidshalve voornoemd voorts wederom zulks
"""
HARD_WORDS = {"en": frozenset(HARD_ENGLISH.split()), "nl": frozenset(HARD_DUTCH.split())}
# Words of this house that a page may use because the glossary explains them.
KNOWN_ACRONYMS = frozenset({"QR", "PDF", "OK", "UK", "NHS", "EU", "ID", "CSV", "JSON"})


@dataclass(frozen=True)
class Reading:
    """What a text asks of its reader. `age` is None where too few words stand in sentences for a formula."""

    words: int
    longest: str
    age: float | None
    hard: tuple[str, ...]
    acronyms: tuple[str, ...]


def read(blocks: list[str], lang: str, glossary: frozenset[str] = frozenset()) -> Reading:
    """Measure a text given as its blocks (paragraphs, list items, headings, labels)."""
    cleaned = [NOT_WORDS.sub(" ", block) for block in blocks]
    words = [word for block in cleaned for word in WORD.findall(block)]
    running = [sentence for block in cleaned for sentence in sentences(block)]
    read_on = sum(len(WORD.findall(sentence)) for sentence in running)
    lower = {word.lower() for word in words}
    known = {word.lower() for word in glossary}
    acronyms = {found.rstrip("s") for block in cleaned for found in ACRONYM.findall(block)}
    return Reading(
        words=len(words),
        longest=max(running, key=lambda each: len(WORD.findall(each)), default=""),
        age=reading_age(running, lang) if read_on >= FORMULA_FROM_WORDS else None,
        hard=tuple(sorted((lower & HARD_WORDS[lang]) - known)),
        acronyms=tuple(sorted(each for each in acronyms - KNOWN_ACRONYMS if each.lower() not in known)),
    )


def troubles(blocks: list[str], lang: str, glossary: frozenset[str] = frozenset()) -> list[str]:
    """What to mend before this text goes to a person; empty when it is plain."""
    found = read(blocks, lang, glossary)
    length = len(WORD.findall(found.longest))
    longest = LONGEST_SENTENCE if found.age is not None else LONGEST_SENTENCE_OF_SHORT_TEXT
    return [
        *([f"reading age {found.age:.1f}, not {READING_AGE:.0f}"] if (found.age or 0) > READING_AGE else []),
        *([f"a sentence of {length} words: {found.longest}"] if length > longest else []),
        *(f"hard word: {word}" for word in found.hard),
        *(f"letters that need a glossary entry: {word}" for word in found.acronyms),
    ]


def reading_age(running: list[str], lang: str) -> float:
    """The age at which most people can read these sentences."""
    words = [word for sentence in running for word in WORD.findall(sentence)]
    words_a_sentence = len(words) / len(running)
    syllables_a_word = sum(syllables(word, lang) for word in words) / len(words)
    if lang == "en":
        return 0.39 * words_a_sentence + 11.8 * syllables_a_word - 15.59 + 5
    ease = 206.84 - 0.93 * words_a_sentence - 77 * syllables_a_word
    return 11 + (80 - ease) / 10


def sentences(block: str) -> list[str]:
    """The sentences of a block that read on; a label of a few words is none."""
    parts = (part.strip() for part in SENTENCE_END.split(" ".join(block.split())))
    return [
        part
        for part in parts
        if len(WORD.findall(part)) >= RUNNING_TEXT_FROM_WORDS or part.endswith((".", "?", "!", ":"))
    ]


def syllables(word: str, lang: str) -> int:
    """How many beats a word has: its groups of vowels, with the exceptions that matter in each language."""
    lower = word.lower().replace("’", "").replace("'", "")
    if lang == "nl":
        return max(
            1, len(re.findall(r"aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|oe|eu|ui|ei|ij|au|ou|[aeiouyéèëïöüáóú]", lower))
        )
    groups = len(re.findall(r"[aeiouy]+", lower))
    silent = re.search(r"[^aeiouy]es?$", lower) and not re.search(r"[^aeiouy]les?$|[cgsxz]es$|(?:ch|sh)es$", lower)
    silent_ed = re.search(r"[^aeiouytd]ed$", lower)
    apart = len(re.findall(r"ia(?!l\b|n\b)|io(?!n|us)|eo(?![up])|ie(?=nc|nt|ty?$)|uou|creat|ea$|[^aeiou]ying$", lower))
    return max(1, groups - bool(silent) - bool(silent_ed) + apart)
