"""Reviewers at the desk: who they are and how much they have, asking new ones, and what everybody is asked and paid."""

from flask import abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms.fields import SelectChoice

from conference import guards
from conference.actions.reviewers import reviewers
from conference.db import now
from conference.forms.abstracts.content_warnings import TOPIC
from conference.forms.buttons import PressForm
from conference.forms.reviewers.reviewers import InviteForm, SettingsForm
from conference.queries.editions import editions
from conference.queries.reviewers import reviewers as queries
from conference.rules.editions.dates import end_of_day, last_day, local_day, start_of_day
from conference.rules.money import minor_of, units_of
from conference.rules.people.duties import Duty, Kind
from conference.rules.reviewers.assignment import ConflictStatus
from conference.views.acts import act, beside

bp = guards.door("desk_reviewers", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/reviewers")


@bp.get("/")
def index() -> str:
    asked = {name: request.args.get(name, "") for name in ("kind", "state", "search")}
    return render_template(
        "desk/reviewers/reviewers.html",
        page=queries.listed(g.edition, number=request.args.get("page", 1, int), **asked),
        settings=queries.settings(g.edition),
        kinds=list(Kind),
        asked=asked,
    )


@bp.get("/<int:reviewer_id>")
def show(reviewer_id: int) -> str:
    reviewer = queries.one(g.edition, reviewer_id) or abort(404)
    return render_template(
        "desk/reviewers/reviewer.html",
        reviewer=reviewer,
        conflicts=queries.conflicts_of(reviewer),
        topics=[TOPIC[each] for each in reviewer.avoids],
        press=PressForm(formdata=None),
    )


@bp.post("/<int:reviewer_id>/may-read/<int:abstract_id>")
def may_read(reviewer_id: int, abstract_id: int) -> ResponseReturnValue:
    """What only a name suggests is taken away by an organiser; what the reviewer said is theirs to take back."""
    reviewer = queries.one(g.edition, reviewer_id) or abort(404)
    noted = {each.abstract_id: each for each in queries.conflicts_of(reviewer)}
    found = noted.get(abstract_id) or abort(404)
    if found.status != ConflictStatus.suspected:
        abort(404)
    return act(
        lambda: reviewers.take_back_conflict(found, by=current_user, at=now()),
        onward=url_for("desk_reviewers.show", reviewer_id=reviewer_id),
        said=f"Conflict removed. The next assignment plan can give this abstract to {reviewer.person.name}.",
    )


@bp.get("/invite")
def invite() -> str:
    form = _invite_form()
    form.load.data = queries.settings(g.edition).default_load
    return _invite_page(form)


@bp.post("/invite")
def send_invitation() -> ResponseReturnValue:
    form = _invite_form()
    return act(
        lambda: reviewers.invite(
            g.edition,
            name=str(form.name.data),
            email=str(form.email.data),
            kind=Kind(form.kind.data),
            load=form.load.data,
            streams=[stream for stream in editions.streams_of(g.edition) if stream.id in (form.streams.data or [])],
            by=current_user,
            at=now(),
        ),
        onward=url_for("desk_reviewers.index"),
        said=lambda asked: f"Invitation sent to {asked.person.name}. It says the number, the time and the fee.",
        form=form,
        again=beside(form.email, lambda: _invite_page(form)),
    )


@bp.get("/settings")
def settings() -> str:
    found = queries.settings(g.edition)
    form = SettingsForm(obj=found)
    form.fee.data = units_of(found.fee, g.edition.currency)
    form.closes_on.data = last_day(found.closes_at, g.edition.zone) if found.closes_at else None
    form.discuss_from.data = local_day(found.discuss_from, g.edition.zone) if found.discuss_from else None
    form.discuss_until.data = last_day(found.discuss_until, g.edition.zone) if found.discuss_until else None
    return render_template("desk/reviewers/review_settings.html", form=form)


@bp.post("/settings")
def settle() -> ResponseReturnValue:
    form, zone = SettingsForm(), g.edition.zone
    return act(
        lambda: reviewers.settle(
            g.edition,
            fee=minor_of(form.fee.data, g.edition.currency),
            minutes_each=form.minutes_each.data,
            default_load=form.default_load.data,
            closes_at=end_of_day(form.closes_on.data, zone) if form.closes_on.data else None,
            discuss_from=start_of_day(form.discuss_from.data, zone) if form.discuss_from.data else None,
            discuss_until=end_of_day(form.discuss_until.data, zone) if form.discuss_until.data else None,
            by=current_user,
            at=now(),
        ),
        onward=url_for("desk_reviewers.index"),
        said="Settings saved. New invitations will use them. Promises already made stay.",
        form=form,
        again=lambda _problem: render_template("desk/reviewers/review_settings.html", form=form),
    )


def _invite_form() -> InviteForm:
    form = InviteForm()
    form.streams.choices = [SelectChoice(stream.id, stream.name) for stream in editions.streams_of(g.edition)]
    return form


def _invite_page(form: InviteForm) -> str:
    return render_template("desk/reviewers/invite.html", form=form, settings=queries.settings(g.edition))
