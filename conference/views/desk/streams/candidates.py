"""The desk's co-chairs: who may be asked, and what people said by phone or post."""

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms.fields import SelectChoice

from conference import guards
from conference.actions.streams import candidates, co_chairs
from conference.db import now
from conference.forms.buttons import PressForm
from conference.forms.streams.candidates import CandidateForm
from conference.forms.streams.wishes import AnswerForm
from conference.models.streams.candidates import Candidate
from conference.models.streams.co_chairs import CoChair
from conference.queries.people import people
from conference.queries.streams import candidates as found, co_chairs as queries
from conference.rules.people.duties import Duty, Kind
from conference.views import streams as stream
from conference.views.acts import act, beside

bp = guards.door("desk_co_chairs", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/co-chairs")


@bp.get("/")
def index() -> str:
    return _page(CandidateForm(formdata=None))


@bp.post("/")
def add() -> ResponseReturnValue:
    form = CandidateForm()
    _offer(form)
    if not form.validate():
        return _page(form), 422
    who = (people.person(form.person.data) or abort(404)) if form.person.data else form.new_person
    if isinstance(who, candidates.NewPerson) and who.email and people.whose_address(who.email):
        form.email.errors = ["Someone already signs in with this address. Choose them from the list of people we know."]
        return _page(form), 422
    return act(
        lambda: candidates.add_candidate(who, g.edition, Kind(form.kind.data), by=current_user, at=now()),
        onward=url_for("desk_co_chairs.index"),
        said="Candidate added. We have sent them an email, or the call is under “To call or post”.",
        form=form,
        again=beside(form.kind, lambda: _page(form)),
    )


@bp.get("/<int:candidate_id>/wishes")
def wishes(candidate_id: int) -> str:
    candidate = _candidate_or_404(candidate_id)
    return render_template("desk/streams/candidate.html", candidate=candidate, form=stream.form_of(candidate))


@bp.post("/<int:candidate_id>/wishes")
def keep_wishes(candidate_id: int) -> ResponseReturnValue:
    candidate, form = _candidate_or_404(candidate_id), stream.empty_wishes()
    return stream.keep(
        candidate,
        form,
        onward=url_for("desk_co_chairs.index"),
        said="Answers saved.",
        page=lambda: render_template("desk/streams/candidate.html", candidate=candidate, form=form),
    )


@bp.get("/asked/<int:co_chair_id>")
def asked(co_chair_id: int) -> str:
    return _answer_page(_seat_or_404(co_chair_id), AnswerForm(formdata=None))


@bp.post("/asked/<int:co_chair_id>/answer")
def answer(co_chair_id: int) -> ResponseReturnValue:
    seat, form = _seat_or_404(co_chair_id), AnswerForm()
    return act(
        lambda: stream.keep_answer(seat, form),
        onward=url_for("desk_streams.index"),
        said="Answer saved.",
        form=form,
        again=lambda problem: _answer_page(seat, AnswerForm(formdata=None) if problem else form, refused=problem),
    )


@bp.post("/asked/<int:co_chair_id>/leave")
def leave(co_chair_id: int) -> ResponseReturnValue:
    seat = _seat_or_404(co_chair_id)
    if not PressForm().validate():
        abort(400)
    return act(
        lambda: co_chairs.leave(seat, by=current_user, at=now()),
        onward=url_for("desk_streams.index"),
        said="Saved: stepped down. The co-chair place is open again.",
        again=lambda problem: _answer_page(seat, AnswerForm(formdata=None), refused=problem),
    )


def _candidate_or_404(candidate_id: int) -> Candidate:
    return found.candidate(g.edition, candidate_id) or abort(404)


def _seat_or_404(co_chair_id: int) -> CoChair:
    seat = queries.one(g.edition, co_chair_id)
    if seat is None or seat.sent_at is None:
        abort(404)
    return seat


def _offer(form: CandidateForm) -> None:
    form.person.choices = [
        SelectChoice(0, "Someone new"),
        *(SelectChoice(each.id, each.name) for each in found.may_become_candidates(g.edition)),
    ]


def _page(form: CandidateForm) -> str:
    _offer(form)
    return render_template("desk/streams/candidates.html", everybody=found.candidates(g.edition), form=form)


def _answer_page(seat: CoChair, form: AnswerForm, *, refused: str = "") -> str:
    return render_template("desk/streams/co_chair.html", **stream.shown(seat, form), refused=refused)
