"""Applications at the desk: find one, read it, type one for somebody, note an answer given by phone."""

from collections.abc import Callable
from functools import partial

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from conference import guards, paper
from conference.actions.applications import applications as actions
from conference.actions.funding import offers, withdrawal
from conference.db import now, page_of
from conference.forms.applications import choices as words
from conference.forms.buttons import PressForm
from conference.forms.funding.settings import CostsForm, NewForm, OutcomeForm
from conference.models.applications.applications import Application
from conference.queries.applications import applications as queries, recordings, scoring
from conference.queries.funding import draft, offers as offer_queries, paper_letters, phone_calls, pots
from conference.rules.applications import applications as rules
from conference.rules.applications.applications import CameBy, State
from conference.rules.editions.dates import local_day
from conference.rules.funding import offers as offer_rules
from conference.rules.funding.pots import IN_PLACES, PotKind
from conference.rules.languages import Lang
from conference.rules.money import whole_units_of
from conference.rules.people.duties import Duty
from conference.views.acts import act, beside
from conference.views.applications import resume
from conference.views.applications.form import all_pages
from conference.views.funding import paper_letters as paper_views

bp = guards.door("desk_applications", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/applications")


@bp.get("/")
def index() -> str:
    state, typed = request.args.get("state", ""), request.args.get("words", "").strip()[:100]
    wanted = State(state) if state in list(State) else None
    return render_template(
        "desk/applications/applications.html",
        page=page_of(queries.listed(g.edition, wanted, typed), request.args.get("page", 1, int)),
        counts=queries.counts(g.edition),
        state=wanted,
        words=typed,
    )


@bp.get("/new")
def new() -> str:
    return _new(NewForm())


def _new(form: NewForm) -> str:
    return render_template("desk/applications/application_new.html", form=form)


@bp.post("/new")
def begin() -> ResponseReturnValue:
    form = NewForm()
    return act(
        lambda: _begin(form),
        form=form,
        onward=url_for("saved.show", begun=1),
        again=beside(form, lambda: _new(form)),
    )


def _begin(form: NewForm) -> None:
    """Start it for somebody, open in this browser."""
    application, code = actions.start(
        g.edition,
        name=str(form.name.data).strip(),
        lang=Lang(form.lang.data),
        came_by=CameBy(form.came_by.data),
        by=current_user,
        at=now(),
    )
    resume.open_here(application, code)


@bp.get("/<int:application_id>")
def show(application_id: int) -> str:
    return page(one_or_404(application_id))


@bp.post("/<int:application_id>/open")
def reopen(application_id: int) -> ResponseReturnValue:
    """Go on typing a draft for somebody, or put right what they sent, as they say it on the phone."""
    application = one_or_404(application_id)
    typed = application.state is State.draft and application.entered_by is not None
    if not PressForm().validate() or not (typed or application.state in rules.STANDS):
        abort(404)
    resume.open_here(application)
    return redirect(url_for("apply_page.check" if typed else "answers.show"), 303)


@bp.post("/<int:application_id>/accept")
def accept(application_id: int) -> ResponseReturnValue:
    """They say yes on the phone, to all of it or without some lines."""
    without = request.form.getlist("without", int)
    return _answer(application_id, partial(offers.accept, without=without), "Saved: place accepted.")


@bp.get("/<int:application_id>/withdraw")
def check_withdraw(application_id: int) -> str:
    """What stepping back would mean, before it is noted."""
    return render_template("desk/applications/withdraw.html", application=one_or_404(application_id), press=PressForm())


@bp.post("/<int:application_id>/refuse")
def refuse(application_id: int) -> ResponseReturnValue:
    return _answer(application_id, offers.refuse, "Saved: offer declined. What it held is free again.")


@bp.post("/<int:application_id>/did-not-come")
def did_not_come(application_id: int) -> ResponseReturnValue:
    return _answer(application_id, offers.did_not_come, "Saved: did not attend. What was not spent is free again.")


@bp.get("/<int:application_id>/letters/<word>.<form>")
def letter(application_id: int, word: str, form: str) -> ResponseReturnValue:
    """A letter of theirs, to print and post (pdf), to copy (txt), or to read out on the phone (aloud)."""
    application = one_or_404(application_id)
    kind, written = paper_views.written_or_404(application, word)
    if form == "aloud":
        said = paper.aloud(written, to=application.person, edition=g.edition)
        return render_template("desk/applications/aloud.html", application=application, said=said)
    if form not in ("pdf", "txt"):
        abort(404)
    name = f"{application.reference}-{kind}"
    return paper_views.give(written, "text" if form == "txt" else form, lang=application.person.lang, name=name)


@bp.post("/<int:application_id>/more-days")
def more_days(application_id: int) -> ResponseReturnValue:
    return _answer(application_id, offers.ask_for_more_days, "Saved: they have more time.")


@bp.post("/<int:application_id>/withdraw")
def withdraw(application_id: int) -> ResponseReturnValue:
    application = one_or_404(application_id)
    return act(
        lambda: withdrawal.withdraw(application, by=current_user, at=now()),
        onward=url_for("desk_applications.show", application_id=application_id),
        said="Saved: application withdrawn.",
    )


def _answer(application_id: int, answer: Callable[..., None], done: str) -> ResponseReturnValue:
    offer = offer_queries.offer_of(one_or_404(application_id)) or abort(404)
    return act(
        lambda: answer(offer, by=current_user, at=now()),
        onward=url_for("desk_applications.show", application_id=application_id),
        said=done,
    )


def one_or_404(application_id: int) -> Application:
    """The application of that number in this edition."""
    return queries.one(g.edition, application_id) or abort(404)


def page(application: Application, outcome: OutcomeForm | None = None, costs: CostsForm | None = None) -> str:
    """Everything the desk knows of one application, with the forms that draft its outcome."""
    at, offer = guards.clock(), offer_queries.offer_of(application)
    told = [(form.title, form) for each, form in all_pages(application) if each != "interests"]
    until = phone_calls.open_until(offer, at=at) if offer else None
    planned = draft.planned(application)
    return render_template(
        "desk/applications/application.html",
        application=application,
        told=told,
        interests=words.INTEREST,
        planned=planned,
        scores=scoring.scores_of(application),
        outcome=outcome or OutcomeForm(formdata=None, obj=planned),
        costs=costs or costs_form(application),
        offer=offer,
        lines=pots.kept_lines(offer) if offer else [],
        may_say_no_show=offer is not None
        and offer_rules.may_say_no_show(offer.state, g.edition.starts_on, local_day(at, g.edition.zone)),
        recordings=recordings.notes_of(application),
        letters=paper_letters.ready(application, at=at),
        letters_later=[
            each
            for each in paper_letters.due_to(application, at=at)
            if each not in paper_letters.ready(application, at=at)
        ],
        category=words.PAID_FOR,
        may_answer=offer is not None and offer_rules.may_accept(offer.state, until, at),
        may_wait=offer is not None and offer_rules.may_ask_for_more_days(offer.state, until, offer.more_days_at, at),
        may_withdraw=rules.may_step_back(
            application.state, g.edition.starts_on, local_day(guards.clock(), g.edition.zone)
        ),
        press=PressForm(formdata=None),
    )


def costs_form(application: Application | None = None) -> CostsForm:
    """What is typed, or what the draft says of this application; sponsors' pots of money may be named."""
    form = CostsForm(formdata=None, data=_in_whole(application)) if application else CostsForm()
    named = [pot for pot in pots.child_pots(g.edition) if pot.kind is PotKind.money]
    return form.offer_pots((pot.id, pot.name) for pot in named)


def _in_whole(application: Application) -> dict[str, int]:
    lines, currency = pots.planned_lines([application.id])[application.id], g.edition.currency
    return {"pot": next((line.pot for line in lines if line.pot), 0)} | {
        line.category.value: line.amount if line.category in IN_PLACES else whole_units_of(line.amount, currency)
        for line in lines
    }
