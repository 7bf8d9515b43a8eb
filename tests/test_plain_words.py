"""Every page and letter is in plain words, in English and in Dutch; no page is half translated."""

import re
from collections.abc import Iterator
from itertools import product

import pytest
from babel import support
from flask import Flask
from werkzeug.exceptions import HTTPException

from conference.db import db as database, now, writing
from conference.demo import conference as demo
from conference.models.people.people import Person
from conference.rules.readability import troubles
from tests import house_words as words
from tests.conftest import Client

LANGUAGES = ("en", "nl")


def glossary(lang: str) -> frozenset[str]:
    """The words that the glossary page explains, in that language."""
    said = words.spoken_in(words.TEMPLATES / "front" / "glossary.html", lang)
    return frozenset(each for each in said if len(each.split()) <= 4)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_letter_is_plain(lang):
    found = {words.named(path): troubles(words.letter_text(path), lang, glossary(lang)) for path in words.letters(lang)}
    assert len(found) > 10
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_and_form_is_plain(lang):
    found = {}
    for path in [*words.pages(), *words.code()]:
        if wrong := troubles(words.spoken_in(path, lang), lang, glossary(lang)):
            found[words.named(path)] = wrong
    assert found == {}


def test_every_letter_is_written_in_both_languages():
    assert [path.name for path in words.letters("en")] == [path.name for path in words.letters("nl")]


def test_no_word_of_a_page_stands_outside_translation():
    assert {words.named(path): found for path in words.pages() if (found := words.unspoken(path))} == {}


def test_every_message_has_dutch():
    dutch = words.dutch_messages()
    missing = {}
    for path in [*words.pages(), *words.code(), *sorted(words.TEMPLATES.glob("mail/*.txt"))]:
        lacking = [each for each in words.said_in(path) if each not in plural_forms() and each not in dutch]
        if lacking:
            missing[words.named(path)] = lacking
    assert missing == {}


def plural_forms() -> set[str]:
    """Plurals stand in the catalogue under their singular."""
    return {each.id[1] for each in words.dutch_messages().values() if isinstance(each.id, tuple)}


def test_no_dutch_is_empty_fuzzy_or_lacks_a_gap():
    wrong = []
    for english, message in words.dutch_messages().items():
        forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
        gaps = set(words.PLACEHOLDER.findall(message.id[-1] if isinstance(message.id, tuple) else english))
        if not all(forms) or "fuzzy" in message.flags:
            wrong.append(f"empty or fuzzy: {english}")
        elif set(words.PLACEHOLDER.findall(forms[-1])) != gaps:
            wrong.append(f"other gaps: {english}")
    assert wrong == []


def test_the_same_words_have_the_same_dutch_in_every_file():
    assert {english: found for english, found in words.dutch_by_file().items() if len(set(found.values())) > 1} == {}


def test_control_an_officials_page_a_raw_word_and_a_lost_gap_are_found(tmp_path):
    page = tmp_path / "official.html"
    page.write_text(
        '<p aria-label="Details">Submit</p><p>{{ _("Prior to commencement, the panel shall deem it.") }}</p>'
    )
    assert words.unspoken(page) == ["Details", "Submit"]
    said = list(words.said_in(page))
    assert said == ["Prior to commencement, the panel shall deem it."]
    assert troubles(said, "en") == ["hard word: commencement", "hard word: deem", "hard word: prior"]
    assert words.PLACEHOLDER.findall("Dag %(name)s") != words.PLACEHOLDER.findall("Hello %(nam)s")


# -- Pages as people get them -----------------------------------------------------------------------


@pytest.fixture
def house(app: Flask, db: object) -> Flask:
    """The demo edition, so that every page has something to say."""
    with writing():
        demo.load(at=now())
    return app


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the house said since the list was last cleared; what people wrote themselves is not in it."""
    said: list[str] = []
    for name in ("gettext", "ugettext"):
        speak = getattr(support.NullTranslations, name)

        def listen(self, message, speak=speak):
            text = speak(self, message)
            said.append(words.PLACEHOLDER.sub(words.SOMEBODY, text))
            return text

        monkeypatch.setattr(support.NullTranslations, name, listen)
    return said


def links_of(page: str) -> list[str]:
    main = page.split("<main", 1)[-1].split("</main>", 1)[0]
    return [link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)"', main)]


def pages_of(app: Flask, client: Client) -> Iterator[tuple[str, str]]:
    """One page of each kind that this person can reach by following links, the desk's left out."""
    waiting, seen = ["/", "/together/", "/glossary", "/account/sign-in"], set()
    while waiting:
        path = waiting.pop(0)
        try:
            endpoint, _values = app.url_map.bind("localhost").match(path.split("?")[0], method="GET")
        except HTTPException:
            continue
        if endpoint in seen or endpoint.startswith("desk") or endpoint == "static":
            continue
        seen.add(endpoint)
        response = client.get(path, follow_redirects=True)
        if response.status_code == 200 and response.mimetype == "text/html":
            waiting += links_of(response.text)
            yield endpoint, response.text


def test_every_page_a_person_reaches_is_plain(house, client_of_demo, heard):
    found, reached = {}, set()
    for lang, key in product(LANGUAGES, ("amina", "ben", "chidi", "eve", "lena", None)):
        client = client_of_demo(key, lang)
        heard.clear()
        for endpoint, _page in pages_of(house, client):
            reached.add(endpoint)
            if wrong := troubles(list(dict.fromkeys(heard)), lang, glossary(lang)):
                found[lang, endpoint] = wrong
            heard.clear()
    assert found == {}
    assert {"front.index", "together.index", "stream.card", "review.index", "keys.index", "vote.choose"} <= reached


@pytest.fixture
def client_of_demo(house, client_of):
    def arrive(key: str | None, lang: str) -> Client:
        person = database.session.query(Person).filter_by(sign_in_email=f"{key}@demo.example").first() if key else None
        client: Client = client_of(person)
        with client.session_transaction() as session:
            session["lang"] = lang
        return client

    return arrive
