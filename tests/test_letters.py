"""Every kind of letter is one row, and its words are made of what the row says: no more, no less, in each language."""

import re

import pytest
from jinja2 import Environment, meta

from conference import mail
from conference.rules.languages import Lang
from conference.rules.letters import LETTERS
from tests import cast, house_words as words
from tests.cast import AT

FOR_ALL = {"to", "edition", "address", "base_url", "_"}
PARTS = {"award", "reasons"}  # macros that several letters use


def facts_of(env: Environment, name: str) -> set[str]:
    """What the words of a letter ask for, those of the parts that it takes in, too."""
    tree = env.parse((words.TEMPLATES / name).read_text())
    asked = meta.find_undeclared_variables(tree) - FOR_ALL - set(env.globals)
    return asked.union(*(facts_of(env, part) for part in meta.find_referenced_templates(tree) if part))


def written(lang: Lang) -> set[str]:
    return {path.stem for path in (words.TEMPLATES / "mail" / lang).glob("*.txt")} - PARTS


@pytest.mark.parametrize("lang", list(Lang))
def test_every_kind_has_words_and_no_words_are_without_a_kind(lang):
    assert written(lang) == LETTERS.keys()


@pytest.mark.parametrize("kind", LETTERS)
def test_the_words_are_made_of_the_facts_of_their_row(app, kind):
    asked = set().union(*(facts_of(app.jinja_env, f"mail/{lang}/{kind}.txt") for lang in Lang))
    assert asked == LETTERS[kind].needs


def test_no_two_kinds_have_one_title():
    assert len({row.title for row in LETTERS.values()}) == len(LETTERS)


def test_every_kind_that_is_queued_is_declared():
    """A kind that no test sends must not fail in front of somebody."""
    queued = {kind for path in words.code() for kind in re.findall(r'mail\.queue\(\s*"(\w+)"', path.read_text())}
    assert len(queued) > 25
    assert queued <= LETTERS.keys()


def test_a_letter_without_a_fact_of_its_words_is_refused(db):
    """Without this, jinja leaves an empty place in somebody's letter."""
    to = cast.amina()
    with pytest.raises(mail.UndeclaredLetter):
        mail.queue("duty_given", to=to, edition=None, key="1", at=AT)
    with pytest.raises(mail.UndeclaredLetter):
        mail.queue("unheard_of", to=to, edition=None, key="1", at=AT)
