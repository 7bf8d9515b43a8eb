"""The cards of an award at the desk: asked for once, made by the worker, taken file by file on the record."""

from collections.abc import Callable
from functools import partial

from flask import Response as Answer, abort, current_app, g, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from conference import card_files, guards, pdf
from conference.actions.award import cards as acts
from conference.db import now
from conference.forms.buttons import PressForm
from conference.models.award.awards import Award
from conference.models.award.cards import AwardCards
from conference.models.outbox import JobState
from conference.queries.award import awards as awards_found, cards as queries
from conference.rules.people.duties import Duty
from conference.views.acts import act

bp = guards.door(
    "desk_award_cards", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/award/<int:award_id>/cards"
)


@bp.get("")
def show(award_id: int) -> ResponseReturnValue:
    """How far the cards are; while they are made, the page looks again by itself."""
    award = _award(award_id)
    answer = current_app.make_response(_page(award))
    cards = queries.of_award(award)
    if cards and _works(cards):
        answer.headers["Refresh"] = "3"  # without any script
    return answer


@bp.post("")
def ask(award_id: int) -> ResponseReturnValue:
    return _act(award_id, partial(acts.ask, as_pdf=pdf.available()))


@bp.post("/delete")
def delete(award_id: int) -> ResponseReturnValue:
    return _act(award_id, acts.delete)


@bp.post("/<int:number>")
def take(award_id: int, number: int) -> ResponseReturnValue:
    """Each file that somebody takes is on the record; then it is theirs to read in this session."""
    taken = f"{_cards(_award(award_id), number).folder} {number}"
    onward = url_for("desk_award_cards.file", award_id=award_id, number=number)
    answer = _act(award_id, partial(acts.take, sheet=number), onward)
    session["cards"] = taken
    return answer


@bp.get("/<int:number>")
def file(award_id: int, number: int) -> ResponseReturnValue:
    """One file, for who took it on the record; a page to print where the PDF library is missing."""
    cards = _cards(_award(award_id), number)
    if session.get("cards") != f"{cards.folder} {number}":
        abort(404)
    try:
        data = card_files.read(cards, number)
    except (LookupError, FileNotFoundError):
        abort(404)
    if not cards.as_pdf:
        return current_app.response_class(data, mimetype="text/html")
    name = queries.file_name(g.edition, number, as_pdf=True)
    return Answer(data, mimetype="application/pdf", headers={"Content-Disposition": f"inline; filename={name}"})


def _act(award_id: int, doing: Callable[..., object], onward: str = "") -> ResponseReturnValue:
    award = _award(award_id)
    return act(
        lambda: doing(award, by=current_user, at=now()),
        onward=onward or url_for("desk_award_cards.show", award_id=award_id),
        again=lambda problem: _page(_award(award_id), refused=problem),
    )


def _cards(award: Award, number: int) -> AwardCards:
    cards = queries.of_award(award)
    return cards if cards and cards.done_at and 1 <= number <= cards.sheets else abort(404)


def _works(cards: AwardCards) -> bool:
    """The worker is at it, or will be."""
    job = queries.job_of(cards)
    return not cards.done_at and job is not None and job.state == JobState.queued


def _page(award: Award, refused: str = "") -> str:
    cards = queries.of_award(award)
    return render_template(
        "desk/award/cards.html",
        award=award,
        cards=cards,
        working=cards is not None and _works(cards),
        until=cards and cards.asked_at + acts.KEPT,
        refused=refused,
        press=PressForm(formdata=None),
    )


def _award(award_id: int) -> Award:
    return awards_found.one(g.edition, award_id) or abort(404)
