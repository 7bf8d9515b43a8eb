"""Reviewing off line: a pack to print in large letters, and a sheet to fill in and hand back."""

from flask import Response as Answer, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext as _
from flask_login import current_user

from conference import guards, pdf
from conference.actions.reviews import reviews as actions
from conference.db import db, now
from conference.engines.table_files import XLSX, workbook_of
from conference.engines.tables import read
from conference.forms.abstracts.content_warnings import TOPIC
from conference.forms.reviews.sheet import FACTS, OVERALL, SheetForm, form_for
from conference.models.reviewers.assignment import Assignment
from conference.models.reviewers.reviewers import Reviewer
from conference.models.reviews.reviews import Criterion
from conference.queries.reviewers import reviewers
from conference.queries.reviews import off_line, reviews as queries
from conference.rules.abstracts.abstracts import as_read
from conference.rules.people.duties import Duty
from conference.rules.refusals import Refused
from conference.rules.reviews import off_line as review_sheets
from conference.rules.reviews.off_line import answers_in, columns_for, row_of, state_of
from conference.rules.reviews.reviews import Answers
from conference.rules.tables import BadRow, Table, Unreadable
from conference.views.acts import why

bp = guards.door("review_paper", __name__, duty=Duty.reviewer, url_prefix="/review/<edition>/paper")
PACK = 10  # abstracts of one pack: a PDF that is made while one waits


@bp.get("/")
def index() -> str:
    return _page(SheetForm(formdata=None))


def _page(form: SheetForm, wrong: list[tuple[int, str]] | None = None) -> str:
    count = len(off_line.to_write(_me(), at=guards.clock()))
    return render_template("review/paper.html", form=form, count=count, packs=-(-count // PACK), wrong=wrong or [])


def _me() -> Reviewer:
    reviewer, _settings = queries.seat_of(current_user, g.edition) or abort(404)
    return reviewer


def _criteria(me: Reviewer) -> list[Criterion]:
    form = queries.form_of(g.edition, me.kind) or abort(404)
    return queries.criteria_of(form.id)


@bp.get("/pack-<int:number>.pdf")
def pack(number: int) -> ResponseReturnValue:
    """Ten abstracts with their questions, tagged, in large letters; a page to print where PDF is not to be had."""
    me = _me()
    mine = off_line.to_write(me, at=guards.clock())[PACK * (number - 1) : PACK * number]
    if number < 1 or not mine:
        abort(404)
    criteria = _criteria(me)
    html = render_template(
        "pdf/review_pack.html",
        works=[queries.blind(each) for each in mine],
        form=form_for(me.kind, criteria, str(get_locale()))(formdata=None),
        topics=TOPIC,
        facts=[words for _fact, words, _hint in FACTS],
        settings=reviewers.settings(g.edition),
    )
    made = pdf.of(html) if pdf.available() else None
    if made is None:
        return html
    name = f'inline; filename="{g.edition.code}-reviews-{number}.pdf"'
    return Answer(made, mimetype="application/pdf", headers={"Content-Disposition": name})


@bp.get("/sheet.xlsx")
def sheet() -> Answer:
    """One row an abstract, with what was saved so far."""
    me, lang = _me(), str(get_locale())
    criteria = _criteria(me)
    keys = [each.key for each in criteria]
    mine = off_line.to_write(me, at=guards.clock())
    saved = off_line.saved_of(me, [each.abstract_id for each in mine])
    rows = [
        row_of(each.abstract.reference, as_read(each.abstract.title), saved.get(each.abstract_id, Answers()), keys)
        for each in mine
    ]
    made = workbook_of(_("Your reviews"), _headings(me, criteria, lang), rows)
    name = f'attachment; filename="{g.edition.code}-reviews.xlsx"'
    return Answer(made, headers={"Content-Type": XLSX, "Content-Disposition": name})


def _headings(me: Reviewer, criteria: list[Criterion], lang: str) -> list[str]:
    scores = [f"{each.said_in(lang)['label']} (1-5)" for each in criteria]
    said = {fact: words for fact, words, _hint in FACTS}
    facts = [f"x: {said[fact]}" for fact in review_sheets.FACTS]
    last = [_("Your comment for the author"), _("A note for the organisers (optional)"), _("Leave this as it is")]
    return [_("Abstract"), _("Title"), *scores, *facts, f"{OVERALL[me.kind][0]} (1-5)", *last]


@bp.post("/")
def hand_back() -> ResponseReturnValue:
    """Save what the sheet says; nothing is sent. A row that is wrong is named, the others are kept.

    The same sheet may come again; what was written at the screen since it was taken is never undone.
    """
    me, form = _me(), SheetForm()
    if not form.validate():
        return _page(form), 422
    keys = [each.key for each in _criteria(me)]
    try:
        table = read(form.file.data.read())
    except Unreadable as problem:
        form.file.errors = [_("Nothing was saved. %(problem)s", problem=str(problem))]
        return _page(form), 422
    if len(table.columns) != columns_for(keys):
        form.file.errors = [_("This is not the spreadsheet you downloaded here: it has other columns.")]
        return _page(form), 422
    kept, wrong = _keep(me, table, keys)
    db.session.commit()
    if wrong:
        return _page(form, wrong), 422
    flash(_("Saved: %(count)s. Nothing is submitted yet. Open each one and press “Submit review”.", count=kept))
    return redirect(url_for("review.index"), 303)


def _keep(me: Reviewer, table: Table, keys: list[str]) -> tuple[int, list[tuple[int, str]]]:
    at = now()
    mine: dict[str, Assignment] = {each.abstract.reference: each for each in off_line.to_write(me, at=at)}
    saved = off_line.saved_of(me, [each.abstract_id for each in mine.values()])
    sheets = off_line.sheets_of(mine.values())
    kept, wrong = 0, [(refused.line, refused.reason) for refused in table.refused]
    for row in table.rows:
        try:
            reference, answers, state = answers_in(row, table.columns, keys)
            if reference not in mine:
                raise BadRow(
                    _("%(reference)s is not yours to review, or has already been submitted.", reference=reference)
                )
            now_there = saved.get(mine[reference].abstract_id, Answers())
            if answers != now_there and state not in (state_of(now_there), sheets.get(mine[reference].id)):
                raise BadRow(
                    _(
                        "%(reference)s was changed here after you downloaded the spreadsheet. Open it and compare.",
                        reference=reference,
                    )
                )
            if answers not in (Answers(), now_there):
                actions.save(mine[reference], answers, at=at, sheet=state)
                kept += 1
        except BadRow as problem:
            wrong.append((row.line, str(problem)))
        except Refused as no:
            wrong.append((row.line, why(no)))
    return kept, wrong
