"""One word for one thing, in both languages: what no page, letter or message says, and what it says instead."""

import re
from pathlib import Path

import pytest
from flask import Flask, render_template_string

from conference.rules.people.duties import Duty
from conference.views.words import labels
from tests import house_words as words

# Never said -> said instead. Of docs/decisions/0034 and the editors' lists; `(?<!…)` where a phrase is meant otherwise.
INSTEAD = {
    "en": {
        r"\bring(s|ing)? (us|you|them|him|her|the)|\brang\b|\brung\b": "call",
        r"somebody|nobody|everybody|anybody": "someone, no one, everyone, anyone",
        r"whoever|whom\b": "anyone who, who",
        r"e-mail": "email",
        r"pieces? of work": "abstract",
        r"take it back|taken it back|\btake back (your|my|the|an?) ": "withdraw, undo, remove",
        r"talk(ed|s)? (it |them |this )?over": "discuss, discussion",
        r"step(ped|s)? back": "withdraw, step down, stand aside",
        r"the desk\b(?! at the)": "organiser area, registration desk",
        r"throw(n)? away": "delete",
        r"lived[- ]experienced": "with lived experience",
        r"\bsigns\b(?! in)": "letters and numbers, characters",
    },
    "nl": {
        r"betaalde plaats\w*": "vergoede plaats",
        r"volgnummers?": "controlecode",
        r"\bwe\b": "wij",
        r"(?<!ervarings)\bdeskundigen?\b": "professional, ervaringsdeskundige",
        r"heeft u\b": "hebt u",
        r"\b(je|jij|jouw)\b": "u, uw",
        r"ten hoogste": "hoogstens",
        r"praatjes?": "presentatie",
        r"vind ik leuk": "wil ik graag",
        r"terug te lezen voor|las alles terug": "heb alles voorgelezen",
    },
}
# What the database calls a state; on a page it has a name of its own.
DATABASE = r"\b(not_offered|waiting_list|no_show|under_review|lived_experience|called_off|recovery_due|info_read)\b"


def said(lang: str) -> list[tuple[str, str]]:
    """Where something is said, and what: pages, code, letters; in English the organiser area too."""
    found = [(words.named(p), text) for p in (*words.pages(), *words.code()) for text in words.spoken_in(p, lang)]
    found += [(words.named(p), text) for p in words.letters(lang) for text in words.letter_text(p)]
    return found + (
        [(words.named(p), text) for p in words.desk() for text in words.shown_in(p)] if lang == "en" else []
    )


def banned(lang: str, heard: list[tuple[str, str]]) -> list[str]:
    return [
        f"{where}: “{found.group(0)}”, say {instead}: {text[:80]}"
        for where, text in heard
        for never, instead in INSTEAD[lang].items()
        if (found := re.search(never, text, re.I))
    ]


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_one_word_for_one_thing(lang: str) -> None:
    heard = said(lang)
    assert len(heard) > 1_500
    assert banned(lang, heard) == []


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_no_page_says_a_word_of_the_database(lang: str) -> None:
    assert [f"{where}: {text[:80]}" for where, text in said(lang) if re.search(DATABASE, text)] == []


def test_control_what_is_never_said_is_found() -> None:
    assert len(banned("en", [("a", "Ring us, or whoever is at the desk."), ("b", "We call you at the front.")])) == 3
    assert len(banned("nl", [("a", "Uw volgnummer, als je wilt."), ("b", "Een ervaringsdeskundige belt u.")])) == 2


def test_control_a_member_printed_as_it_is_fails_and_its_label_does_not(app: Flask) -> None:
    for printed in ("{{ duty }}", "{{ duty|string }}", "{% if 1 %}{{ duty }}{% endif %}"):
        with app.test_request_context(), pytest.raises(TypeError, match="as the database has it"):
            render_template_string(printed, duty=Duty.co_chair)
    with app.test_request_context():
        assert render_template_string("{{ duty|label }}, {{ duty.value }}", duty=Duty.co_chair) == "Co-chair, co_chair"


def test_every_label_is_in_words_and_none_is_missing() -> None:
    for kind, table in labels():
        assert set(table) == set(kind), kind
        assert [said for said in table.values() if not said.strip() or "_" in said] == []


def test_no_template_makes_words_of_a_name_in_the_database() -> None:
    made = re.compile(r"""replace\(\s*["']_["']""")
    assert made.search('{{ state|replace("_", " ") }}')
    assert [str(page) for page in sorted(Path("templates").rglob("*.*")) if made.search(page.read_text())] == []
