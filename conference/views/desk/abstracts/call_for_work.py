"""The call for work at the desk: its days, its types and the parts of a text; and some days more for who asks."""

from datetime import datetime
from typing import Any

from flask import abort, flash, g, redirect, render_template, url_for
from flask_login import current_user

from conference import guards
from conference.actions.abstracts import submissions as actions
from conference.db import db, now
from conference.forms.abstracts.submissions import CallForm
from conference.forms.buttons import PressForm
from conference.queries.abstracts import abstracts, submissions as queries
from conference.rules.abstracts.submissions import MOST_WORDS, PARTS, SUMMARY_WORDS
from conference.rules.editions.dates import end_of_day, last_day, local_day, start_of_day
from conference.rules.people.duties import Duty

bp = guards.door("desk_call", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/call")


@bp.get("/")
def index() -> str:
    call, zone = queries.call_of(g.edition), g.edition.zone
    parts: Any = call.parts if call else PARTS
    data: dict[str, Any] = {
        "types": call.types if call else ["oral", "poster", "workshop", "minicourse"],
        "most_words": call.most_words if call else MOST_WORDS,
        "summary_words": call.summary_words if call else SUMMARY_WORDS,
        "parts": "\n".join(f"{label} | {hint}" for label, hint in parts),
        "words": call.words if call else "",
        "shows_accepted": call.shows_accepted if call else False,
    }
    if call:
        data |= {
            "opens_on": local_day(call.opens_at, zone),
            "closes_on": last_day(call.closes_at, zone),
            "hear_by_on": last_day(call.hear_by, zone),
        }
    return _page(CallForm(formdata=None, data=data))


def _page(form: CallForm) -> str:
    return render_template("desk/abstracts/call.html", form=form, call=queries.call_of(g.edition))


@bp.post("/")
def keep() -> Any:
    form, zone = CallForm(), g.edition.zone
    days = [form.opens_on.data, form.closes_on.data, form.hear_by_on.data]
    if not form.validate() or None in days:
        return _page(form), 422
    opens, closes, hear_by = _moments(days, zone)
    actions.set_up(
        g.edition,
        opens_at=opens,
        closes_at=closes,
        hear_by=hear_by,
        types=form.types.data,
        parts=form.told(),
        most_words=form.most_words.data,
        summary_words=form.summary_words.data,
        words=form.words.data or "",
        shows_accepted=bool(form.shows_accepted.data),
        by=current_user,
        at=now(),
    )
    db.session.commit()
    flash("Kept.")
    return redirect(url_for("desk_call.index"), 303)


def _moments(days: list[Any], zone: str) -> tuple[datetime, datetime, datetime]:
    opens, closes, hear_by = days
    return start_of_day(opens, zone), end_of_day(closes, zone), end_of_day(hear_by, zone)


@bp.post("/more-time/<reference>")
def more_time(reference: str) -> Any:
    """72 hours more for the author who asked."""
    abstract = abstracts.one(g.edition, reference) or abort(404)
    submission = queries.of_abstract(abstract) or abort(404)
    if not PressForm().validate():
        abort(400)
    try:
        actions.give_more_time(submission, by=current_user, at=now())
        db.session.commit()
        flash("The author has 72 hours more.")
    except actions.MayNot:
        db.session.rollback()
        flash("The author can no longer change this abstract. Nothing was changed.")
    return redirect(url_for("desk_abstracts.show", reference=reference), 303)
