"""Accepted work for everybody to read: a list with filters, one piece whole, and the book of all."""

from typing import Any

from flask import Response, abort, g, render_template, request
from flask.typing import ResponseReturnValue

from conference import guards, pdf
from conference.forms.abstracts.submissions import TYPE
from conference.queries.abstracts import programme as queries
from conference.queries.abstracts.abstracts import sections_read
from conference.queries.editions import editions

bp = guards.door("programme", __name__, duty=guards.ANYONE, url_prefix="/programme/<edition>")


@bp.before_request
def only_when_shown() -> None:
    if not queries.is_shown(g.edition):
        abort(404)


@bp.get("/")
def index() -> str:
    asked: dict[str, Any] = {
        "stream": request.args.get("stream", 0, int),
        "kind": request.args.get("kind", ""),
        "together": "together" in request.args,
        "words": request.args.get("words", "")[:200],
    }
    return render_template(
        "programme/index.html",
        page=queries.listed(g.edition, number=request.args.get("page", 1, int), **asked),
        asked=asked,
        kept={name: value for name, value in asked.items() if value},
        streams=editions.streams_of(g.edition),
        types=TYPE,
    )


@bp.get("/<reference>")
def show(reference: str) -> str:
    abstract = queries.one(g.edition, reference) or abort(404)
    return render_template("programme/show.html", abstract=abstract, sections=sections_read(abstract), types=TYPE)


@bp.get("/book")
def book() -> str:
    """All of it on one page, to print or to keep."""
    found = queries.book(g.edition)
    streams = {work.stream_id or 0: work.stream.name if work.stream else "" for work in found}
    works = [(work, sections_read(work)) for work in found]
    return render_template("programme/book.html", works=works, streams=streams)


@bp.get("/book-<int:stream>.pdf")
def printed(stream: int) -> ResponseReturnValue:
    """One stream's book, tagged; a page to print where PDF is not to be had."""
    found = queries.book(g.edition, stream)
    if not found:
        abort(404)
    works = [(work, sections_read(work)) for work in found]
    html = render_template("pdf/book.html", works=works, stream=found[0].stream)
    made = pdf.of(html) if pdf.available() else None
    if made is None:
        return html
    name = f'inline; filename="{g.edition.code}-book-{stream}.pdf"'
    return Response(made, mimetype="application/pdf", headers={"Content-Disposition": name})
