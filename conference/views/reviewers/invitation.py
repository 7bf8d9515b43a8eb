"""A reviewer's own answer: yes with a number and themes they choose, no, and what they should not read."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms.fields import SelectChoice

from conference import guards
from conference.actions.reviewers import bids, reviewers
from conference.db import Page, db, now
from conference.forms.buttons import PressForm
from conference.forms.reviewers.reviewers import AboutMeForm, AcceptForm, ConflictForm, DeclineForm
from conference.models.reviewers.reviewers import Reviewer
from conference.queries.abstracts import abstracts
from conference.queries.editions import editions
from conference.queries.reviewers import reviewers as queries
from conference.rules.abstracts.abstracts import Answer
from conference.rules.payments import fees
from conference.rules.people.duties import Duty
from conference.rules.reviewers.assignment import Bid, ConflictSource

bp = guards.door("invitation", __name__, duty=Duty.reviewer, url_prefix="/review/<edition>/invitation")


@bp.get("/")
def index() -> str:
    reviewer = _me()
    form = _accept_form(reviewer)
    form.load.data, form.streams.data = reviewer.max_load, [stream.id for stream in reviewer.streams]
    return _page(reviewer, form, DeclineForm())


@bp.post("/accept")
def accept() -> Any:
    reviewer = _me()
    form = _accept_form(reviewer)
    if not form.validate():
        return _page(reviewer, form, DeclineForm(formdata=None)), 422
    chosen = [stream for stream in editions.streams_of(g.edition) if stream.id in (form.streams.data or [])]
    try:
        reviewers.accept(reviewer, load=form.load.data, streams=chosen, by=current_user, at=now())
    except reviewers.HasReviews:
        db.session.rollback()
        form.load.errors = [
            _("You already have more than that to read. Call us, and we will ask someone else to read some of them.")
        ]
        return _page(_me(), form, DeclineForm(formdata=None)), 422
    db.session.commit()
    flash(_("Thank you. Your answer is saved."))
    return redirect(url_for("invitation.about_me"), 303)


@bp.post("/decline")
def decline() -> Any:
    reviewer, form = _me(), DeclineForm()
    if not form.validate():
        return _page(reviewer, _accept_form(reviewer, fresh=True), form), 422
    reviewers.decline(reviewer, reason=str(form.reason.data or ""), by=current_user, at=now())
    db.session.commit()
    flash(_("Thank you for telling us. You can still change your mind here."))
    return redirect(url_for("invitation.index"), 303)


@bp.get("/about-me")
def about_me() -> str:
    reviewer = _me()
    return _about_me(AboutMeForm(obj=reviewer), reviewer)


@bp.post("/about-me")
def tell() -> Any:
    reviewer, form = _me(), AboutMeForm()
    if not form.validate():
        return _about_me(form, reviewer), 422
    reviewers.tell(
        reviewer,
        organisation=str(form.organisation.data or ""),
        away=form.away,
        avoids=form.avoids.data or [],
        avoids_words=str(form.avoids_words.data or ""),
        wants_fee=Answer(form.wants_fee.data) if reviewer.fee else reviewer.wants_fee,
        pace=form.pace.data,
        in_reserve=bool(form.in_reserve.data),
        by=current_user,
        at=now(),
    )
    db.session.commit()
    flash(_("Saved. Thank you for telling us."))
    return redirect(url_for("invitation.wishes"), 303)


@bp.post("/pause")
def pause() -> Response:
    return _rest(reviewers.pause, _("You are taking a break. We will not send you anything new until you tell us to."))


@bp.post("/go-on")
def go_on() -> Response:
    return _rest(reviewers.go_on, _("Welcome back."))


def _rest(act: Callable[..., None], words: str) -> Response:
    reviewer = _me()
    if not PressForm().validate():
        abort(400)
    act(reviewer, by=current_user, at=now())
    db.session.commit()
    flash(words)
    return redirect(url_for("review.index"), 303)


def _about_me(form: AboutMeForm, reviewer: Reviewer) -> str:
    if not reviewer.fee:
        del form.wants_fee
    return render_template("review/about_me.html", form=form, reviewer=reviewer, card=fees.CARD_VERSION)


@bp.get("/wishes")
def wishes() -> str:
    return _wishes(_me())


@bp.post("/wishes")
def keep_wishes() -> Any:
    reviewer, form = _me(), PressForm()
    if not form.validate():
        abort(400)
    given = {each.id: request.form.get(f"wish-{each.reference}", "") for each in _titles(reviewer).rows}
    said = {work: Bid(word) if word in set(Bid) else None for work, word in given.items()}
    bids.say(reviewer, said, by=current_user, at=now())
    db.session.commit()
    flash(_("Saved. We will look at this when we choose who reads what."))
    return redirect(url_for("invitation.wishes", page=request.args.get("page")), 303)


def _wishes(reviewer: Reviewer) -> str:
    page = _titles(reviewer)
    said = queries.preferences_of(reviewer, [each.id for each in page.rows])
    return render_template(
        "review/wishes.html",
        page=page,
        said={each.abstract_id: each.bid.value for each in said},
        noted={each.abstract_id for each in queries.conflicts_of(reviewer)},
        form=PressForm(formdata=None),
    )


def _titles(reviewer: Reviewer) -> Page:
    return queries.titles_for(reviewer, number=request.args.get("page", 1, int))


@bp.get("/conflicts")
def conflicts() -> str:
    reviewer, search = _me(), request.args.get("search", "")
    found = queries.conflicts_of(reviewer)
    return render_template(
        "review/conflicts.html",
        reviewer=reviewer,
        page=queries.titles_for(reviewer, number=request.args.get("page", 1, int), search=search),
        search=search,
        conflicts=found,
        noted={one.abstract_id for one in found},
        own=ConflictSource.declared,
        form=PressForm(),
    )


@bp.post("/conflicts")
def declare() -> Any:
    abstract = _abstract_or_404()
    reviewers.declare_conflict(_me(), abstract, by=current_user, at=now())
    db.session.commit()
    flash(_("Saved. We will not ask you to read it."))
    return redirect(url_for("invitation.conflicts"), 303)


@bp.post("/conflicts/take-back")
def take_back() -> Any:
    conflict = queries.conflict(_me(), _abstract_or_404())
    if conflict is None or conflict.source != ConflictSource.declared or conflict.pinned:
        abort(404)
    reviewers.take_back_conflict(conflict, by=current_user, at=now())
    db.session.commit()
    flash(_("Conflict of interest removed."))
    return redirect(url_for("invitation.conflicts"), 303)


def _me() -> Reviewer:
    return queries.of_person(current_user, g.edition) or abort(404)


def _abstract_or_404() -> Any:
    form = ConflictForm()
    if not form.validate():
        abort(404)
    return abstracts.one(g.edition, str(form.abstract.data)) or abort(404)


def _accept_form(reviewer: Reviewer, *, fresh: bool = False) -> AcceptForm:
    form = AcceptForm(formdata=None, data={"load": reviewer.max_load}) if fresh else AcceptForm()
    form.streams.choices = [SelectChoice(stream.id, stream.name) for stream in editions.streams_of(g.edition)]
    return form


def _page(reviewer: Reviewer, accept: AcceptForm, decline: DeclineForm) -> str:
    return render_template(
        "review/invitation.html",
        reviewer=reviewer,
        settings=queries.settings(g.edition),
        accept=accept,
        decline=decline,
        conflicts=queries.conflicts_of(reviewer),
    )
