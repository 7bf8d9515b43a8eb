"""Write one letter of a funded place: the same words as plain text, as a page, and as PDF."""

from typing import Any

from flask import render_template
from flask_babel import force_locale

from conference import pdf
from conference.models.people.people import Person
from conference.rules.funding import paper_letters as rules
from conference.rules.funding.paper_letters import PaperLetter


def text_of(letter: PaperLetter, content: dict[str, Any]) -> str:
    """The words of a letter, in the person's language."""
    lang = content["to"].lang
    with force_locale(lang):
        return render_template(f"mail/{lang}/paper/{letter}.txt", **content).strip() + "\n"


def page_of(text: str, *, lang: str) -> str:
    """The letter as a page to print."""
    blocks = rules.blocks(text)
    with force_locale(lang):
        return render_template("pdf/letter.html", blocks=blocks, title=blocks[0].lines[0])


def pdf_of(text: str, *, lang: str) -> bytes | None:
    """The letter as tagged PDF, or None where PDF is not to be had."""
    blocks = rules.blocks(text)
    with force_locale(lang):
        return pdf.render("pdf/letter.html", blocks=blocks, title=blocks[0].lines[0])


def aloud(text: str, *, to: Person, **content: Any) -> str:
    """The letter as somebody reads it out on the phone."""
    with force_locale(to.lang):
        return render_template(f"mail/{to.lang}/paper/aloud.txt", body=rules.aloud(text), to=to, **content)
