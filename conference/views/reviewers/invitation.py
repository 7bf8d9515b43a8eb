"""A reviewer's own answer: yes with a number and themes they choose, no, and what they should not read."""

from collections.abc import Callable

from flask import abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields import SelectChoice

from conference import guards
from conference.actions.reviewers import bids, reviewers
from conference.db import Page, now
from conference.forms.buttons import PressForm
from conference.forms.reviewers.reviewers import AboutMeForm, AcceptForm, ConflictForm, DeclineForm
from conference.models.abstracts.abstracts import Abstract
from conference.models.reviewers.reviewers import Reviewer
from conference.queries.abstracts import abstracts
from conference.queries.editions import editions
from conference.queries.reviewers import reviewers as queries
from conference.rules.abstracts.abstracts import Answer
from conference.rules.payments import fees
from conference.rules.people.duties import Duty
from conference.rules.reviewers.assignment import Bid, ConflictSource
from conference.views.acts import act, beside

bp = guards.door("invitation", __name__, duty=Duty.reviewer, url_prefix="/review/<edition>/invitation")


@bp.get("/")
def index() -> str:
    reviewer = _me()
    form = _accept_form(reviewer)
    form.load.data, form.streams.data = reviewer.max_load, [stream.id for stream in reviewer.streams]
    return _page(reviewer, form, DeclineForm())


@bp.post("/accept")
def accept() -> ResponseReturnValue:
    reviewer = _me()
    form = _accept_form(reviewer)
    return act(
        lambda: reviewers.accept(
            reviewer,
            load=form.load.data,
            streams=[stream for stream in editions.streams_of(g.edition) if stream.id in (form.streams.data or [])],
            by=current_user,
            at=now(),
        ),
        onward=url_for("invitation.about_me"),
        said=_("Thank you. Your answer is saved."),
        form=form,
        again=beside(form.load, lambda: _page(reviewer, form, DeclineForm(formdata=None))),
    )


@bp.post("/decline")
def decline() -> ResponseReturnValue:
    reviewer, form = _me(), DeclineForm()
    return act(
        lambda: reviewers.decline(reviewer, reason=str(form.reason.data or ""), by=current_user, at=now()),
        onward=url_for("invitation.index"),
        said=_("Thank you for telling us. You can still change your mind here."),
        form=form,
        again=lambda _problem: _page(reviewer, _accept_form(reviewer, fresh=True), form),
    )


@bp.get("/about-me")
def about_me() -> str:
    reviewer = _me()
    return _about_me(AboutMeForm(obj=reviewer), reviewer)


@bp.post("/about-me")
def tell() -> ResponseReturnValue:
    reviewer, form = _me(), AboutMeForm()
    return act(
        lambda: reviewers.tell(
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
        ),
        onward=url_for("invitation.wishes"),
        said=_("Saved. Thank you for telling us."),
        form=form,
        again=lambda _problem: _about_me(form, reviewer),
    )


@bp.post("/pause")
def pause() -> ResponseReturnValue:
    return _rest(reviewers.pause, _("You are taking a break. We will not send you anything new until you tell us to."))


@bp.post("/go-on")
def go_on() -> ResponseReturnValue:
    return _rest(reviewers.go_on, _("Welcome back."))


def _rest(step: Callable[..., None], words: str) -> ResponseReturnValue:
    reviewer = _me()
    return act(lambda: step(reviewer, by=current_user, at=now()), onward=url_for("review.index"), said=words)


def _about_me(form: AboutMeForm, reviewer: Reviewer) -> str:
    if not reviewer.fee:
        del form.wants_fee
    return render_template("review/about_me.html", form=form, reviewer=reviewer, card=fees.CARD_VERSION)


@bp.get("/wishes")
def wishes() -> str:
    return _wishes(_me())


@bp.post("/wishes")
def keep_wishes() -> ResponseReturnValue:
    reviewer = _me()

    def say() -> None:
        given = {each.id: request.form.get(f"wish-{each.reference}", "") for each in _titles(reviewer).rows}
        said = {work: Bid(word) if word in set(Bid) else None for work, word in given.items()}
        bids.say(reviewer, said, by=current_user, at=now())

    return act(
        say,
        onward=url_for("invitation.wishes", page=request.args.get("page")),
        said=_("Saved. We will look at this when we choose who reads what."),
    )


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
def declare() -> ResponseReturnValue:
    reviewer, abstract = _me(), _abstract_or_404()
    return act(
        lambda: reviewers.declare_conflict(reviewer, abstract, by=current_user, at=now()),
        onward=url_for("invitation.conflicts"),
        said=_("Saved. We will not ask you to read it."),
    )


@bp.post("/conflicts/take-back")
def take_back() -> ResponseReturnValue:
    conflict = queries.conflict(_me(), _abstract_or_404()) or abort(404)
    if conflict.source != ConflictSource.declared or conflict.pinned:
        abort(404)
    return act(
        lambda: reviewers.take_back_conflict(conflict, by=current_user, at=now()),
        onward=url_for("invitation.conflicts"),
        said=_("Conflict of interest removed."),
    )


def _me() -> Reviewer:
    return queries.of_person(current_user, g.edition) or abort(404)


def _abstract_or_404() -> Abstract:
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
