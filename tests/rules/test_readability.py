"""An eleven-year-old can read it, and the check can tell what one cannot."""

import pytest

from conference.rules.readability import read, sentences, syllables, troubles

PLAIN = {
    "en": "We read your form today. Two people will look at it. One of them knows what it is like to be ill. "
    "They do not see your name. They do not see each other's marks. When both are done, we meet and talk. "
    "Then we write to you. We tell you what we chose and why. If the answer is no, we say what you can still do. "
    "You can ring us at any time. We are glad to help you. You need not pay for a thing. If you come with a "
    "friend, tell us. Your friend can stay with you. We will ask you what food you like and what you need to rest.",
    "nl": "Wij lezen uw brief vandaag. Twee mensen kijken ernaar. Een van hen weet hoe het is om ziek te zijn. "
    "Zij zien uw naam niet. Zij zien ook niet wat de ander vindt. Als zij klaar zijn, praten wij erover. "
    "Dan schrijven wij u. Wij zeggen wat wij kiezen en waarom. Is het nee? Dan zeggen wij wat u nog kunt doen. "
    "U kunt ons bellen. Wij helpen u graag. U hoeft niets te betalen. Komt u met een vriend? Zeg het ons. "
    "Uw vriend mag bij u zijn. Wij vragen wat u graag eet en wat u nodig hebt om uit te rusten. Tot snel.",
}
# The control: the same news in an office's words.
OFFICIAL = {
    "en": "Following receipt of your completed documentation, an independent evaluation will be undertaken by two "
    "appropriately qualified individuals, one of whom possesses considerable personal experience of the healthcare "
    "environment. Identifying information is systematically withheld from the evaluating individuals throughout the "
    "deliberation process in order to guarantee impartiality. Subsequent to the finalisation of the aforementioned "
    "evaluation, notification of the determination, together with an explanatory rationale, will be disseminated to "
    "all participating individuals via electronic correspondence. Reimbursement of necessarily incurred expenditure "
    "is obtainable in accordance with the applicable organisational regulations, provided that satisfactory "
    "documentary evidence is supplied before the specified termination date.",
    "nl": "Na ontvangst van de volledig ingevulde documentatie zal een onafhankelijke beoordelingscommissie, "
    "bestaande uit gekwalificeerde vertegenwoordigers met uiteenlopende achtergronden, overgaan tot een zorgvuldige "
    "evaluatie van de desbetreffende aanvragen. Identificerende persoonsgegevens worden gedurende de volledige "
    "beoordelingsprocedure afgeschermd teneinde de onpartijdigheid van de besluitvorming te waarborgen. Voorts "
    "ontvangen alle deelnemende personen na afronding van de voornoemde procedure een schriftelijke bevestiging "
    "betreffende de uiteindelijke beslissing, voorzien van een verklarende motivering. Restitutie van noodzakelijk "
    "gemaakte reiskosten geschiedt uitsluitend conform de vigerende vergoedingsregelingen van de organisatie, mits "
    "de bijbehorende betalingsbewijzen tijdig zijn ingediend bij de verantwoordelijke administratieve afdeling.",
}


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_plain_words_pass(lang):
    assert troubles([PLAIN[lang]], lang) == []
    assert read([PLAIN[lang]], lang).age < 9


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_an_offices_words_do_not(lang):
    found = read([OFFICIAL[lang]], lang)
    assert found.words >= 80
    assert read([OFFICIAL[lang], OFFICIAL[lang]], lang).age > 14
    assert any("a sentence of" in each for each in troubles([OFFICIAL[lang]], lang))
    assert len(found.hard) >= 4


def test_a_short_text_goes_by_its_longest_sentence():
    short = "We will write to you again as soon as the people who read your form have met and talked it all over twice."
    assert len(short.split()) == 23
    assert troubles([short], "en") == [f"a sentence of 23 words: {short}"]
    assert read([short], "en").age is None


def test_headings_and_labels_do_not_make_a_hard_page_look_easy():
    labels = ["Name", "Street", "Town", "Save", "Back", "Next"] * 20
    assert read([OFFICIAL["en"], OFFICIAL["en"], *labels], "en").age > 14


def test_letters_of_an_office_need_a_glossary_entry():
    assert troubles(["Ask the PPI team."], "en") == ["letters that need a glossary entry: PPI"]
    assert troubles(["Ask the PPI team."], "en", frozenset({"PPI"})) == []
    assert troubles(["The panel has no quorum."], "en") == ["hard word: quorum"]
    assert troubles(["The panel has no quorum."], "en", frozenset({"Quorum"})) == []


def test_addresses_and_numbers_are_no_words():
    assert read(["Write to help@example.org or https://example.org/a/b by 3pm on 12 May."], "en").words == 6


def test_a_sentence_ends_at_its_full_stop():
    assert sentences("We read it. Then we ask: is it good? Save") == ["We read it.", "Then we ask:", "is it good?"]


@pytest.mark.parametrize(
    ("word", "lang", "beats"),
    [
        ("people", "en", 2),
        ("asked", "en", 1),
        ("needed", "en", 2),
        ("pages", "en", 2),
        ("little", "en", 2),
        ("experience", "en", 4),
        ("idea", "en", 3),
        ("because", "en", 2),
        ("rolkaart", "nl", 2),
        ("ideeën", "nl", 3),
        ("nieuwe", "nl", 2),
        ("bijvoorbeeld", "nl", 3),
    ],
)
def test_beats(word, lang, beats):
    assert syllables(word, lang) == beats
