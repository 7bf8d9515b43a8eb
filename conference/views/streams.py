"""The co-chairs' door: say what you would like, read your role card, answer it, stop."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, url_for
from flask_babel import get_locale, gettext as _
from flask_login import current_user

from conference import guards
from conference.actions.streams import candidates, co_chairs
from conference.db import db, now
from conference.forms.buttons import PressForm
from conference.forms.streams.wishes import (
    CONFLICT,
    WHOLE,
    AnswerForm,
    WishesForm,
    meeting_words,
    time_key,
    times_from,
    wishes_form,
)
from conference.models.streams.candidates import Candidate
from conference.models.streams.co_chairs import CoChair
from conference.queries.editions import editions
from conference.queries.streams import candidates as found, co_chairs as queries
from conference.rules.languages import Lang
from conference.rules.people.duties import Duty
from conference.rules.streams.co_chairs import Answer
from conference.rules.streams.proposal import half_days

bp = guards.door("stream", __name__, duty=Duty.co_chair, url_prefix="/stream/<edition>")


@bp.get("/")
def index() -> str:
    return render_template(
        "stream/index.html",
        seats=queries.of_person(current_user, g.edition),
        candidate=found.candidate_of(current_user, g.edition),
    )


@bp.get("/wishes")
def wishes() -> str:
    return render_template("stream/wishes.html", form=form_of(_candidate_or_404()))


@bp.post("/wishes")
def keep_wishes() -> Any:
    candidate = _candidate_or_404()
    form = empty_wishes()
    if not keep(candidate, form):
        return render_template("stream/wishes.html", form=form), 422
    flash(_("Saved. Thank you. You can change this at any time."))
    return redirect(url_for("stream.index"), 303)


@bp.get("/<int:co_chair_id>")
def card(co_chair_id: int) -> str:
    return _card_page(_mine_or_404(co_chair_id), AnswerForm(formdata=None))


@bp.post("/<int:co_chair_id>/answer")
def answer(co_chair_id: int) -> Any:
    seat, form = _mine_or_404(co_chair_id), AnswerForm()
    if not form.validate():
        return _card_page(seat, form), 422
    if not keep_answer(seat, form):
        return _card_page(_mine_or_404(co_chair_id), AnswerForm(formdata=None), refused=True), 422
    flash(_("Thank you. We have your answer."))
    return redirect(url_for("stream.card", co_chair_id=co_chair_id), 303)


@bp.post("/<int:co_chair_id>/leave")
def leave(co_chair_id: int) -> Any:
    seat = _mine_or_404(co_chair_id)
    if not PressForm().validate():
        abort(400)
    try:
        co_chairs.leave(seat, by=current_user, at=now())
    except co_chairs.NotNow:
        db.session.rollback()
        return _card_page(_mine_or_404(co_chair_id), AnswerForm(formdata=None), refused=True), 422
    db.session.commit()
    flash(_("You have stepped down. Thank you for what you did."))
    return redirect(url_for("stream.index"), 303)


def empty_wishes(data: dict[str, Any] | None = None) -> WishesForm:
    """The questions of this edition: filled with the request, or with data where it is given."""
    every = half_days(g.edition.starts_on, g.edition.ends_on)
    form = wishes_form(editions.streams_of(g.edition), every, found.times_of(g.edition))
    return form() if data is None else form(formdata=None, data=data)


def form_of(candidate: Candidate) -> WishesForm:
    """The questions, filled with what the person said before."""
    said = found.wishes_of(candidate)
    whole = frozenset(half_days(g.edition.starts_on, g.edition.ends_on))
    answers: dict[str, Any] = {f"stream_{stream}": str(level) for stream, level in said.levels.items()}
    answers |= {f"stream_{stream}": CONFLICT for stream in said.conflicts}
    answers["limit"] = candidate.stream_limit
    if said.can_come is not None:
        answers["when"] = WHOLE if said.can_come >= whole else "some"
        answers["half_days"] = [time_key(each) for each in sorted(said.can_come)]
    return empty_wishes(answers)


def keep(candidate: Candidate, form: WishesForm) -> bool:
    """Keep what was said, and commit; False with the errors beside the fields when it cannot be."""
    if not form.validate():
        return False
    answers = {int(field.name.removeprefix("stream_")): field.data for field in form.stream_fields if field.data}
    every = half_days(g.edition.starts_on, g.edition.ends_on)
    try:
        candidates.say(
            candidate,
            levels={stream: int(level) for stream, level in answers.items() if level != CONFLICT},
            conflicts={stream for stream, level in answers.items() if level == CONFLICT},
            can_come=set(every) if form.when.data == WHOLE else times_from(form.half_days.data),
            limit=int(form.limit.data or 0),
            by=current_user,
            at=now(),
        )
    except candidates.HoldsTheSeat as held:
        for stream in held.held:
            form[f"stream_{stream.id}"].errors = [
                _("You have a place in this stream. Say no or step down on its role card first.")
            ]
        db.session.rollback()
        return False
    except candidates.BelowSeats:
        form.limit.errors = [_("You have a place in more streams than this. Say no or step down on a role card first.")]
        db.session.rollback()
        return False
    db.session.commit()
    return True


def keep_answer(seat: CoChair, form: AnswerForm) -> bool:
    """Keep an answer, and commit; False when the card or the seat changed in the meantime."""
    try:
        co_chairs.answer(
            seat,
            Answer(form.said.data),
            card_id=form.card_id,
            words=(form.words.data or "").strip(),
            by=current_user,
            at=now(),
        )
    except co_chairs.NotNow:
        db.session.rollback()
        return False
    db.session.commit()
    return True


def _candidate_or_404() -> Candidate:
    return found.candidate_of(current_user, g.edition) or abort(404)


def _mine_or_404(co_chair_id: int) -> CoChair:
    seat = queries.one(g.edition, co_chair_id)
    if seat is None or seat.person_id != current_user.id or seat.sent_at is None:
        abort(404)
    return seat


def _card_page(seat: CoChair, form: AnswerForm, *, refused: bool = False) -> str:
    return render_template("stream/card.html", **shown(seat, form), refused=refused)


def shown(seat: CoChair, form: AnswerForm) -> dict[str, Any]:
    """What a page shows of a seat: its role card in the reader's language, when it meets, who leads it too."""
    card = seat.agreed_card or found.card_for(seat.stream)
    if card and not form.errors:
        form.card.data = str(card.id)
    locale = get_locale()
    return {
        "seat": seat,
        "shown": found.card_in(card, Lang(locale.language if locale else "en")) if card else None,
        "meets": meeting_words(seat.stream, found.times_of(g.edition)[seat.stream_id]),
        "fellow": seat.fellow,
        "form": form,
    }
