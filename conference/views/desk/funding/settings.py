"""Funded places: dates, days, first guesses, and the two pots."""

from datetime import date, datetime
from typing import Any

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from conference import guards
from conference.actions import frozen_sets
from conference.actions.applications import applications as actions
from conference.actions.funding import pots as budget_actions
from conference.db import now
from conference.forms.funding.settings import PotForm, SettingsForm
from conference.models.funding.pots import Pot
from conference.queries.applications import applications as queries
from conference.queries.funding import pots as budget
from conference.rules.editions.dates import end_of_day, last_day, local_day, start_of_day
from conference.rules.funding.pots import PotKind
from conference.rules.keys import Kind
from conference.rules.money import minor_of, whole_units_of
from conference.rules.people.duties import Duty
from conference.views.acts import act, beside

bp = guards.door("desk_funding", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/funding")
SUMS = ("travel", "travel_abroad", "night", "meals_day", "care_day", "visa")
PLAIN = ("hear_by", "answer_days", "more_days", "remind_days", "ring_days", "fit_rule", "home_country")


@bp.get("/")
def index() -> str:
    return _page(SettingsForm(data=_stored()), PotForm())


def _page(form: SettingsForm, pot: PotForm) -> str:
    return render_template("desk/funding/funding.html", form=form, pot=pot, pots=budget.pots_of(g.edition))


def _stored() -> dict[str, Any]:
    settings, zone = queries.settings_of(g.edition), g.edition.zone
    if settings is None:
        return {"answer_days": 10, "more_days": 5, "remind_days": 5, "ring_days": 2, "fit_rule": "skip"}
    return {
        **{name: getattr(settings, name) for name in PLAIN},
        **{name: whole_units_of(getattr(settings, name), g.edition.currency) for name in SUMS},
        "opens_on": local_day(settings.opens_at, zone),
        "closes_on": last_day(settings.closes_at, zone),
        "promote_until_on": last_day(settings.promote_until, zone) if settings.promote_until else None,
    }


@bp.post("/")
def save() -> ResponseReturnValue:
    form = SettingsForm()
    return act(
        lambda: _save(form),
        form=form,
        onward=url_for("desk_funding.index"),
        said="Kept.",
        again=beside(form, lambda: _page(form, PotForm(formdata=None))),
    )


def _save(form: SettingsForm) -> None:
    zone = g.edition.zone
    facts = {name: form[name].data for name in PLAIN} | {"home_country": form.home_country.data or ""}
    facts |= {name: minor_of(form[name].data, g.edition.currency) for name in SUMS}
    opens, closes, until = (_day(form[name].data) for name in ("opens_on", "closes_on", "promote_until_on"))
    actions.set_up(
        g.edition,
        opens_at=start_of_day(opens, zone) if opens else None,
        closes_at=end_of_day(closes, zone) if closes else None,
        promote_until=end_of_day(until, zone) if until else None,
        **facts,
        by=current_user,
        at=now(),
    )


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else None


@bp.post("/pot")
def set_pot() -> ResponseReturnValue:
    """Set a pot's size; once something was frozen from it, ask both keys instead."""
    form = PotForm()
    if not form.validate():
        return _page(SettingsForm(formdata=None, data=_stored()), form), 422
    kind = PotKind(form.kind.data)
    whole = int(form.capacity.data)
    capacity = whole if kind is PotKind.places else minor_of(whole, g.edition.currency)
    at, pots = now(), budget.pots_of(g.edition)
    if kind in pots and capacity < pots[kind].committed:
        form.capacity.errors = ["More than this is already promised."]
        return _page(SettingsForm(formdata=None, data=_stored()), form), 422
    reason = str(form.reason.data or "").strip()
    return act(
        lambda: _set_or_ask(pots.get(kind), kind, capacity, reason, at),
        form=form,
        onward=url_for("desk_funding.index"),
        said=lambda done: done,
    )


def _set_or_ask(pot: Pot | None, kind: PotKind, capacity: int, reason: str, at: datetime) -> str:
    """What was done is told: one person sets a pot that nothing was frozen from; any other takes both keys."""
    if pot is None or not budget.was_used(pot):
        budget_actions.set_up(g.edition, kind, capacity, by=current_user, at=at)
        return "Pot saved."
    facts = budget.size_content(pot, capacity, new_money=False, reason=reason)
    frozen_sets.freeze(g.edition, Kind.pot_size, pot.id, content=facts, by=current_user, at=at)
    return "Sent to both key holders. Offers were made from this pot, so they must approve its size."
