"""The co-chairs' door: say what you would like, read your role card, answer it, stop."""

from collections.abc import Callable
from typing import Any

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext as _
from flask_login import current_user

from conference import guards
from conference.actions.streams import candidates, co_chairs
from conference.db import now
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
from conference.rules.streams.co_chairs import LIVE, Answer
from conference.rules.streams.proposal import half_days
from conference.views.acts import act

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
def keep_wishes() -> ResponseReturnValue:
    form = empty_wishes()
    return keep(
        _candidate_or_404(),
        form,
        onward=url_for("stream.index"),
        said=_("Saved. Thank you. You can change this at any time."),
        page=lambda: render_template("stream/wishes.html", form=form),
    )


@bp.get("/<int:co_chair_id>")
def card(co_chair_id: int) -> str:
    return _card_page(_mine_or_404(co_chair_id), AnswerForm(formdata=None))


@bp.post("/<int:co_chair_id>/answer")
def answer(co_chair_id: int) -> ResponseReturnValue:
    seat, form = _mine_or_404(co_chair_id), AnswerForm()
    return act(
        lambda: keep_answer(seat, form),
        onward=url_for("stream.card", co_chair_id=co_chair_id),
        said=_("Thank you. We have your answer."),
        form=form,
        again=lambda problem: _card_page(seat, AnswerForm(formdata=None) if problem else form, refused=problem),
    )


@bp.post("/<int:co_chair_id>/leave")
def leave(co_chair_id: int) -> ResponseReturnValue:
    seat = _mine_or_404(co_chair_id)
    if not PressForm().validate():
        abort(400)
    return act(
        lambda: co_chairs.leave(seat, by=current_user, at=now()),
        onward=url_for("stream.index"),
        said=_("You have stepped down. Thank you for what you did."),
        again=lambda problem: _card_page(seat, AnswerForm(formdata=None), refused=problem),
    )


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


def keep(
    candidate: Candidate, form: WishesForm, *, onward: str, said: str, page: Callable[[], str]
) -> ResponseReturnValue:
    """Keep what was said, by themselves or typed for them; what cannot be stands beside its field."""
    answers = {int(field.name.removeprefix("stream_")): field.data for field in form.stream_fields if field.data}
    conflicts = {stream for stream, level in answers.items() if level == CONFLICT}

    def kept() -> None:
        every = half_days(g.edition.starts_on, g.edition.ends_on)
        candidates.say(
            candidate,
            levels={stream: int(level) for stream, level in answers.items() if level != CONFLICT},
            conflicts=conflicts,
            can_come=set(every) if form.when.data == WHOLE else times_from(form.half_days.data),
            limit=int(form.limit.data or 0),
            by=current_user,
            at=now(),
        )

    def again(problem: str) -> str:
        held = [each for each in queries.of_person(candidate.person, candidate.edition) if each.state in LIVE]
        clash = [form[f"stream_{each.stream_id}"] for each in held if each.stream_id in conflicts]
        for field in (clash or [form.limit]) if problem else []:
            field.errors = [problem]
        return page()

    return act(kept, onward=onward, said=said, form=form, again=again)


def keep_answer(seat: CoChair, form: AnswerForm) -> None:
    """Keep what a person says to the card that they saw."""
    words = (form.words.data or "").strip()
    said = Answer(form.said.data)
    co_chairs.answer(seat, said, card_id=form.card_id, words=words, by=current_user, at=now())


def _candidate_or_404() -> Candidate:
    return found.candidate_of(current_user, g.edition) or abort(404)


def _mine_or_404(co_chair_id: int) -> CoChair:
    seat = queries.one(g.edition, co_chair_id)
    if seat is None or seat.person_id != current_user.id or seat.sent_at is None:
        abort(404)
    return seat


def _card_page(seat: CoChair, form: AnswerForm, *, refused: str = "") -> str:
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
