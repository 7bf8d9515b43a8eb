"""The call for work at the desk: its days, its types and the parts of a text; and some days more for who asks."""

from typing import Any

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from conference import guards
from conference.actions.abstracts import submissions as actions
from conference.db import now
from conference.forms.abstracts.submissions import CallForm
from conference.queries.abstracts import abstracts, submissions as queries
from conference.rules.abstracts.submissions import MOST_WORDS, PARTS, SUMMARY_WORDS
from conference.rules.editions.dates import end_of_day, last_day, local_day, start_of_day
from conference.rules.people.duties import Duty
from conference.views.acts import act, beside

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
def keep() -> ResponseReturnValue:
    form = CallForm()
    return act(
        lambda: actions.set_up(g.edition, by=current_user, at=now(), **_facts(form)),
        onward=url_for("desk_call.index"),
        said="Kept.",
        form=form,
        again=beside(form, lambda: _page(form)),
    )


def _facts(form: CallForm) -> dict[str, Any]:
    """The call as it was typed; its days are whole days in the edition's zone."""
    zone, given = g.edition.zone, form.data
    days = {
        "opens_at": start_of_day(given["opens_on"], zone),
        "closes_at": end_of_day(given["closes_on"], zone),
        "hear_by": end_of_day(given["hear_by_on"], zone),
    }
    kept = {name: given[name] for name in ("types", "most_words", "summary_words", "shows_accepted")}
    return days | kept | {"parts": form.told(), "words": given["words"] or ""}


@bp.post("/more-time/<reference>")
def more_time(reference: str) -> ResponseReturnValue:
    """72 hours more for the author who asked."""
    abstract = abstracts.one(g.edition, reference) or abort(404)
    submission = queries.of_abstract(abstract) or abort(404)
    return act(
        lambda: actions.give_more_time(submission, by=current_user, at=now()),
        onward=url_for("desk_abstracts.show", reference=reference),
        said="The author has 72 hours more.",
    )
