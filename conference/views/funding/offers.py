"""Where things stand for an applicant, the offer, and the answer to it."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference import guards
from conference.actions.applications import applications as actions
from conference.actions.funding import offers, reservations, withdrawal
from conference.db import db, now
from conference.forms.applications import choices as words
from conference.forms.buttons import PressForm
from conference.models.applications.applications import Application
from conference.models.funding.offers import Offer
from conference.queries.applications import applications as queries
from conference.queries.editions import equality
from conference.queries.funding import offers as offer_queries, paper_letters, phone_calls, pots
from conference.rules.applications.applications import State, may_step_back
from conference.rules.editions.dates import local_day
from conference.rules.funding import offers as rules
from conference.rules.funding.estimates import route_of
from conference.rules.funding.offers import OfferState
from conference.rules.funding.paper_letters import Fact
from conference.views.applications import application as apply, resume
from conference.views.applications.recordings import recordings_of

bp = guards.door("offer", __name__, duty=guards.ANYONE, url_prefix="/apply/<edition>")


@bp.get("/mine")
def mine() -> Any:
    application = resume.mine()
    if application is None:
        return resume.come_back_first()
    offer = offer_queries.offer_of(application)
    waits = offer is not None and offer.state is OfferState.waiting
    return render_template(
        "apply/mine.html",
        application=application,
        offer=offer,
        band=rules.band_of(offer_queries.position_of(offer)) if offer and waits else None,
        online_free=paper_letters.facts_in(g.edition, application.lang).get(Fact.online_free, ""),
        letters=paper_letters.due_to(application, at=guards.clock()),
        settings=queries.settings_of(g.edition),
        may_withdraw=_may_step_back(application),
        may_count=application.state is not State.draft and equality.in_force(g.edition) is not None,
        why=words.REASON,
        recordings=recordings_of(application),
        form=PressForm(),
    )


@bp.get("/withdraw")
def check_withdraw() -> Any:
    """What stepping back would mean, before it is done."""
    application = resume.mine()
    if application is None:
        return resume.come_back_first()
    if not _may_step_back(application):
        return redirect(url_for("offer.mine"), 303)
    return render_template("apply/withdraw.html", application=application, form=PressForm())


def _may_step_back(application: Application) -> bool:
    return may_step_back(application.state, g.edition.starts_on, local_day(guards.clock(), g.edition.zone))


@bp.post("/withdraw")
def withdraw() -> Any:
    application = resume.mine()
    if application is None:
        return resume.come_back_first()
    if not PressForm().validate():
        abort(400)
    try:
        withdrawal.withdraw(application, by=resume.acting(application), at=now())
    except actions.MayNot as no:
        db.session.rollback()
        flash(apply.why_not(no.reason))
        return redirect(url_for("offer.mine"), 303)
    db.session.commit()
    flash(_("You have stepped back. You owe us nothing."))
    return redirect(url_for("offer.mine"), 303)


def _offer_or_404() -> tuple[Application, Offer] | Response:
    application = resume.mine()
    if application is None:
        return resume.come_back_first()
    offer = offer_queries.offer_of(application)
    if offer is None or offer.state is OfferState.waiting:
        abort(404)
    return application, offer


@bp.get("/offer")
def show() -> Any:
    found = _offer_or_404()
    return found if isinstance(found, Response) else _page(*found)


def _page(application: Application, offer: Offer, refused: str = "") -> str:
    at = guards.clock()
    return render_template("apply/offer.html", refused=refused, form=PressForm(), **_facts(application, offer, at))


def _facts(application: Application, offer: Offer, at: Any) -> dict[str, Any]:
    until, lines = phone_calls.open_until(offer, at=at), pots.kept_lines(offer)
    return {
        "application": application,
        "offer": offer,
        "lines": lines,
        "way": {
            line.id: words.WAY.get(route_of(line.category, application.travel_mode, application.routes) or "")
            for line in lines
        },
        "refused_lines": [line for line in pots.lines_of(offer) if line.id in pots.refused_lines(offer)],
        "category": words.CATEGORY,
        "settings": queries.settings_of(g.edition),
        "may_answer": rules.may_accept(offer.state, until, at),
        "may_wait": rules.may_ask_for_more_days(offer.state, until, offer.more_days_at, at),
    }


@bp.post("/offer/accept")
def accept() -> Any:
    """Yes, to all of it or without the lines that were taken out."""
    without = request.form.getlist("without", int)

    def say_yes(offer: Offer, **who: Any) -> None:
        offers.accept(offer, without=without, **who)

    return _answer(say_yes, _("Thank you. Your place is yours."))


@bp.post("/offer/let-go")
def let_go() -> Any:
    """Keep the place and do without some of the money after all."""
    without = request.form.getlist("without", int)

    def do_without(offer: Offer, **who: Any) -> None:
        offers.let_lines_go(offer, without, **who)

    return _answer(do_without, _("Noted. You keep your place, and this money goes to somebody else."))


@bp.post("/offer/refuse")
def refuse() -> Any:
    return _answer(offers.refuse, _("Thank you for telling us. Your place goes to somebody else."))


@bp.post("/offer/more-days")
def more_days() -> Any:
    return _answer(offers.ask_for_more_days, _("Of course. You have more days now."))


def _answer(act: Callable[..., None], thanks: str) -> Any:
    found = _offer_or_404()
    if isinstance(found, Response):
        return found
    application, offer = found
    if not PressForm().validate():
        abort(400)
    try:
        act(offer, by=resume.acting(application), at=now())
    except reservations.MayNot as no:
        db.session.rollback()
        late = _("It is too late for this. Ring us, and we will see what we can do.")
        nothing = _("Choose what you do not need. The place itself you can only refuse as a whole.")
        return _page(application, offer, refused=late if no.reason == "lapsed" else nothing), 422
    db.session.commit()
    flash(thanks)
    return redirect(url_for("offer.show"), 303)
