"""A person's letters: which there are, each as a page, as plain text, and as PDF to print."""

from flask import Response as Answer, abort, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from conference import guards, paper
from conference.models.applications.applications import Application
from conference.queries.funding import paper_letters as queries
from conference.rules.funding import paper_letters as rules
from conference.rules.funding.paper_letters import PaperLetter

bp = guards.door("paper", __name__, duty=guards.APPLICANT, url_prefix="/apply/<edition>/letters")
TITLE = {
    PaperLetter.offer: _l("Your offer"),
    PaperLetter.regret: _l("Our answer"),
    PaperLetter.visa: _l("Invitation for your visa"),
    PaperLetter.jobcentre: _l("For the Jobcentre: what we pay"),
    PaperLetter.arrival: _l("Your arrival card"),
    PaperLetter.certificate: _l("Your certificate"),
}


@bp.get("/")
def index() -> str:
    application = g.application
    at = guards.clock()
    due, ready = queries.due_to(application, at=at), queries.ready(application, at=at)
    return render_template(
        "apply/letters.html", ready=ready, later=[each for each in due if each not in ready], title=TITLE
    )


@bp.get("/<word>")
def show(word: str) -> ResponseReturnValue:
    return _answer(word, "page")


@bp.get("/<word>.txt")
def text(word: str) -> ResponseReturnValue:
    return _answer(word, "text")


@bp.get("/<word>.pdf")
def printed(word: str) -> ResponseReturnValue:
    return _answer(word, "pdf")


def _answer(word: str, form: str) -> ResponseReturnValue:
    application = g.application
    letter, written = written_or_404(application, word)
    lang = application.person.lang
    if form != "page":
        return give(written, form, lang=lang, name=f"{application.reference}-{letter}")
    return render_template(
        "apply/letter.html", letter=letter, blocks=rules.blocks(written), letter_lang=lang, title=TITLE[letter]
    )


def written_or_404(application: Application, word: str) -> tuple[PaperLetter, str]:
    """The letter of that name, if this person may have it now and nothing in it is missing."""
    at = guards.clock()
    letter = next((each for each in queries.ready(application, at=at) if each == word), None) or abort(404)
    return letter, paper.text_of(letter, queries.content(application, at=at))


def give(written: str, form: str, *, lang: str, name: str) -> ResponseReturnValue:
    """Plain text, or PDF; where PDF is not to be had, the same letter as a page to print."""
    if form == "text":
        return Answer(written, mimetype="text/plain")
    made = paper.pdf_of(written, lang=lang)
    if made is None:
        return paper.page_of(written, lang=lang)
    return Answer(made, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})
