"""Read one's own answers, and print them or the empty form: tagged, in large letters, in the form's own order."""

from functools import lru_cache

from flask import Response, g, render_template
from flask.typing import ResponseReturnValue

from conference import guards, pdf
from conference.forms.applications import choices as words
from conference.queries.applications import applications as queries
from conference.rules.applications import applications as rules
from conference.views.applications.form import all_pages, blank_pages

bp = guards.door("answers", __name__, duty=guards.APPLICANT, url_prefix="/apply/<edition>")
# The empty form is the same for everybody: it is made once, not for each who asks. Nobody's answers are kept here.
_blank_pdf = lru_cache(maxsize=8)(pdf.of)


@bp.get("/answers")
def show() -> str:
    application = g.application
    pages = all_pages(application)
    may_change = {page for page, _form in pages if rules.may_change(application.state, page)}
    return render_template("apply/answers.html", application=application, pages=pages, may_change=may_change)


@bp.get("/answers.pdf")
def letter() -> ResponseReturnValue:
    """One's own answers to print; where PDF is not to be had, the same as a page."""
    application = g.application
    html = render_template(
        "pdf/form.html", application=application, pages=all_pages(application), only_if={}, settings=None
    )
    return _paper(html, pdf.of(html) if pdf.available() else None, application.reference)


def empty_form() -> ResponseReturnValue:
    """The empty form to fill in by hand; it is anybody's."""
    html = render_template(
        "pdf/form.html",
        application=None,
        pages=blank_pages(g.edition),
        only_if=words.ONLY_IF,
        settings=queries.settings_of(g.edition),
    )
    return _paper(html, _blank_pdf(html) if pdf.available() else None, g.edition.code)


def _paper(html: str, made: bytes | None, name: str) -> ResponseReturnValue:
    if made is None:
        return html
    shown = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return Response(made, mimetype="application/pdf", headers=shown)
