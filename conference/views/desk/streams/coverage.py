"""The desk's streams: who leads which and why, the proposal, the freeze."""

from typing import Any

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms.fields import SelectChoice

from conference import guards
from conference.actions import frozen_sets
from conference.actions.streams import candidates, co_chairs
from conference.db import now
from conference.forms.buttons import PressForm
from conference.forms.streams.candidates import PickForm, RoleCardForm, TimesForm, card_words, times_form
from conference.forms.streams.wishes import time_key, times_from
from conference.models.editions.editions import Stream
from conference.queries import keys as sets
from conference.queries.editions import editions
from conference.queries.streams import candidates as found, co_chairs as queries, coverage
from conference.rules import keys
from conference.rules.people.duties import Duty, Kind
from conference.rules.streams.proposal import half_days
from conference.views.acts import act, beside

bp = guards.door("desk_streams", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/streams")


@bp.get("/")
def index() -> str:
    return _page()


@bp.post("/propose")
def propose() -> ResponseReturnValue:
    return act(
        lambda: co_chairs.propose(g.edition, by=current_user, at=now()),
        onward=url_for("desk_streams.index"),
        said="Here is a proposal for every open co-chair place. No one has been told yet.",
    )


@bp.post("/freeze")
def freeze() -> ResponseReturnValue:
    if not PressForm().validate():
        abort(400)
    return act(
        lambda: frozen_sets.freeze(g.edition, keys.Kind.co_chairs, g.edition.id, by=current_user, at=now()),
        onward=url_for("desk_streams.index"),
        said="Frozen and sent to both key holders. No one has been told yet.",
        again=_page,
    )


@bp.get("/<int:stream_id>/<kind>")
def seat(stream_id: int, kind: str) -> str:
    return _seat_page(_stream_or_404(stream_id), _kind_or_404(kind), PickForm(formdata=None))


@bp.post("/<int:stream_id>/<kind>")
def choose(stream_id: int, kind: str) -> ResponseReturnValue:
    stream, of_kind, form = _stream_or_404(stream_id), _kind_or_404(kind), PickForm()
    proposal = queries.newest_proposal(g.edition) or abort(404)
    _offer(form, stream, of_kind)
    candidate = found.candidate(g.edition, form.candidate.data) if form.candidate.data else None

    def chosen() -> None:
        why = str(form.why.data).strip()
        co_chairs.choose(proposal, stream, of_kind, candidate, why=why, by=current_user, at=now())

    return act(
        chosen,
        onward=url_for("desk_streams.index"),
        said="Choice saved. Freeze the list again, so that both key holders see it.",
        form=form,
        again=beside(form.candidate, lambda: _seat_page(stream, of_kind, form)),
    )


@bp.get("/times")
def times() -> str:
    form = _times_form()
    data: dict[str, Any] = {
        f"stream_{stream}": [time_key(each) for each in sorted(these)]
        for stream, these in found.times_of(g.edition).items()
    }
    filled = form(formdata=None, data=data | {"answer_days": found.answer_days(g.edition)})
    return render_template("desk/streams/stream_times.html", form=filled)


@bp.post("/times")
def keep_times() -> ResponseReturnValue:
    form = _times_form()()
    return act(
        lambda: candidates.set_times(
            g.edition,
            {int(each.name.removeprefix("stream_")): times_from(each.data) for each in form.stream_fields},
            answer_days=int(form.answer_days.data or 0),
            by=current_user,
            at=now(),
        ),
        onward=url_for("desk_streams.index"),
        said="Times saved. Propose co-chairs again if places are still open.",
        form=form,
        again=lambda _problem: render_template("desk/streams/stream_times.html", form=form),
    )


@bp.get("/card", defaults={"stream": None})
@bp.get("/card/<int:stream>")
def role_card(stream: int | None) -> str:
    own = _stream_or_404(stream) if stream else None
    cards = found.cards(g.edition)
    card = (cards.get(own.id) if own else None) or cards.get(None)
    data = {**vars(card), **card_words(found.words_of(card))} if card else {}
    return _card_page(own, RoleCardForm(formdata=None, data=data))


@bp.post("/card", defaults={"stream": None})
@bp.post("/card/<int:stream>")
def write_role_card(stream: int | None) -> ResponseReturnValue:
    own, form = _stream_or_404(stream) if stream else None, RoleCardForm()
    return act(
        lambda: candidates.write_card(g.edition, own, form.facts, form.words, by=current_user, at=now()),
        onward=url_for("desk_streams.index"),
        said="Role card saved.",
        form=form,
        again=lambda problem: _card_page(own, form, refused=problem),
    )


def _page(refused: str = "") -> str:
    return render_template(
        "desk/streams/streams.html",
        picture=coverage.picture(g.edition),
        waiting=sets.waiting_set(g.edition, keys.Kind.co_chairs, g.edition.id),
        has_card=bool(found.cards(g.edition)),
        form=PressForm(),
        refused=refused,
        at=guards.clock(),
    )


def _stream_or_404(stream_id: int) -> Stream:
    return next((each for each in editions.streams_of(g.edition) if each.id == stream_id), None) or abort(404)


def _kind_or_404(kind: str) -> Kind:
    return Kind(kind) if kind in set(Kind) else abort(404)


def _offer(form: PickForm, stream: Stream, kind: Kind) -> None:
    able = [each.person for each in coverage.next_best(g.edition, stream, kind)]
    names = {each.person_id: each for each in found.candidates(g.edition)}
    form.candidate.choices = [
        *(SelectChoice(names[person].id, names[person].person.name) for person in able),
        SelectChoice(0, "No one for now: leave the place open"),
    ]


def _seat_page(stream: Stream, kind: Kind, form: PickForm) -> str:
    if queries.newest_proposal(g.edition) is None:
        abort(404)
    _offer(form, stream, kind)
    return render_template("desk/streams/seat.html", stream=stream, kind=kind, form=form)


def _times_form() -> type[TimesForm]:
    return times_form(editions.streams_of(g.edition), half_days(g.edition.starts_on, g.edition.ends_on))


def _card_page(stream: Stream | None, form: RoleCardForm, refused: str = "") -> str:
    return render_template(
        "desk/streams/role_card.html",
        stream=stream,
        streams=editions.streams_of(g.edition),
        own=set(found.cards(g.edition)),
        form=form,
        refused=refused,
    )
