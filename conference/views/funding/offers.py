"""Where things stand for an applicant, the offer, and the answer to it."""

from collections.abc import Callable
from functools import partial

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from conference import guards
from conference.actions.funding import offers, withdrawal
from conference.db import now
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
from conference.views.acts import act
from conference.views.applications.recordings import recordings_of

bp = guards.door("offer", __name__, duty=guards.APPLICANT, url_prefix="/apply/<edition>")


@bp.get("/mine")
def mine() -> ResponseReturnValue:
    application: Application = g.application
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
def check_withdraw() -> ResponseReturnValue:
    """What stepping back would mean, before it is done."""
    if not _may_step_back(g.application):
        return redirect(url_for("offer.mine"), 303)
    return render_template("apply/withdraw.html", application=g.application, form=PressForm())


def _may_step_back(application: Application) -> bool:
    return may_step_back(application.state, g.edition.starts_on, local_day(guards.clock(), g.edition.zone))


@bp.post("/withdraw")
def withdraw() -> ResponseReturnValue:
    return act(
        lambda: withdrawal.withdraw(g.application, by=guards.acting(g.application.person), at=now()),
        onward=url_for("offer.mine"),
        said=_("You have withdrawn your application. You owe us nothing."),
    )


def _offer_or_404() -> Offer:
    offer = offer_queries.offer_of(g.application)
    return abort(404) if offer is None or offer.state is OfferState.waiting else offer


@bp.get("/offer")
def show() -> str:
    return _page(_offer_or_404())


def _page(offer: Offer, refused: str = "") -> str:
    at, application = guards.clock(), g.application
    until, lines = phone_calls.open_until(offer, at=at), pots.kept_lines(offer)
    return render_template(
        "apply/offer.html",
        refused=refused,
        form=PressForm(),
        application=application,
        offer=offer,
        lines=lines,
        way={
            line.id: words.WAY.get(route_of(line.category, application.travel_mode, application.routes) or "")
            for line in lines
        },
        refused_lines=[line for line in pots.lines_of(offer) if line.id in pots.refused_lines(offer)],
        category=words.CATEGORY,
        settings=queries.settings_of(g.edition),
        may_answer=rules.may_accept(offer.state, until, at),
        may_wait=rules.may_ask_for_more_days(offer.state, until, offer.more_days_at, at),
    )


@bp.post("/offer/accept")
def accept() -> ResponseReturnValue:
    """Yes, to all of it or without the lines that were taken out."""
    without = request.form.getlist("without", int)
    return _answer(partial(offers.accept, without=without), _("Thank you. Your place is confirmed."))


@bp.post("/offer/let-go")
def let_go() -> ResponseReturnValue:
    """Keep the place and do without some of the money after all."""
    without = request.form.getlist("without", int)
    thanks = _("Saved. You keep your place, and this money will help someone else.")
    return _answer(partial(offers.let_lines_go, without=without), thanks)


@bp.post("/offer/refuse")
def refuse() -> ResponseReturnValue:
    return _answer(offers.refuse, _("Thank you for telling us. Your place will go to someone else."))


@bp.post("/offer/more-days")
def more_days() -> ResponseReturnValue:
    return _answer(offers.ask_for_more_days, _("Of course. You have more days now."))


def _answer(answer: Callable[..., None], thanks: str) -> ResponseReturnValue:
    offer = _offer_or_404()
    return act(
        lambda: answer(offer, by=guards.acting(g.application.person), at=now()),
        onward=url_for("offer.show"),
        said=thanks,
        again=lambda problem: _page(offer, refused=problem),
    )
