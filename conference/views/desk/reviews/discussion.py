"""Talks at the desk: which abstracts their reviewers talk over, and what is said. Nobody's name, nobody's kind."""

from flask import Response as Answer, abort, g, render_template, request

from conference import guards
from conference.queries.abstracts import abstracts
from conference.queries.reviews import discussion, discussion_thread
from conference.queries.selection import ranking
from conference.rules.people.duties import Duty
from conference.rules.reviews.discussion import WIDE
from conference.views.desk.files import taken_away

bp = guards.door("desk_talk", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/talk")


@bp.get("/")
def index() -> str:
    return render_template(
        "desk/reviews/talks.html",
        page=discussion.for_desk(g.edition, number=request.args.get("page", 1, int)),
        window=discussion.window_of(g.edition),
        kept_waiting=discussion.kept_waiting(g.edition),
        stale=ranking.stale(g.edition),
        wide=float(WIDE),
        at=guards.clock(),
    )


@bp.get("/export.<kind>")
def export(kind: str) -> Answer:
    """All that was said, to take away: a table, a workbook, or the same as JSON."""
    return taken_away("talks", kind, discussion_thread.COLUMNS, discussion_thread.as_rows(g.edition))


@bp.get("/<reference>")
def show(reference: str) -> str:
    about = abstracts.one(g.edition, reference) or abort(404)
    return render_template(
        "desk/reviews/talk.html",
        about=about,
        standing=discussion.standing_of(about),
        said=discussion_thread.said_on(about),
    )
