"""The ranking at the desk: how each stream stands and why, the reviews behind it, the cap rule and the slots."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from conference import guards
from conference.actions import frozen_sets
from conference.actions.selection import ranking
from conference.db import db, now
from conference.forms.buttons import PressForm
from conference.forms.selection import CapRuleForm, SlotsForm, slots_form
from conference.queries import keys as sets
from conference.queries.editions import editions
from conference.queries.reviews import progress
from conference.queries.selection import cap_and_slots, ranking as queries
from conference.rules.frozen import Content
from conference.rules.keys import Kind
from conference.rules.people.duties import Duty
from conference.rules.selection.ranking import Outcome, in_words

bp = guards.door("desk_ranking", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/ranking")


@bp.get("/")
def index() -> str:
    streams, rule = queries.counts(g.edition), queries.rule_of(g.edition)
    fullest = next((one for one in streams if one.abstracts), streams[0] if streams else queries.EMPTY)
    wanted = request.args.get("stream", fullest.id, int)
    here = next((one for one in streams if one.id == wanted), fullest)
    page = queries.ranked(g.edition, here, number=request.args.get("page", 1, int))
    return render_template(
        "desk/selection/ranking.html",
        streams=streams,
        here=here,
        page=page,
        changed=[row for row in page.rows if row.band != row.band_before_cap],
        rule=rule,
        threshold=float(rule.threshold),
        in_words=in_words,
        stale=queries.stale(g.edition),
        press=PressForm(formdata=None),
    )


@bp.post("/")
def rank() -> Response:
    if not PressForm().validate():
        abort(400)
    capped = ranking.rank(g.edition, by=current_user, at=now())
    db.session.commit()
    flash(f"Ranking updated. The co-production rule keeps {capped} out of the top band.")
    return redirect(url_for("desk_ranking.index", stream=request.args.get("stream")), 303)


@bp.get("/reviews")
def reviews() -> str:
    state = request.args.get("state", "")
    page = progress.for_desk(g.edition, state=state, number=request.args.get("page", 1, int))
    return render_template("desk/selection/reviews.html", page=page, state=state)


@bp.get("/rule")
def cap_rule() -> str:
    return _rule_page(CapRuleForm.of(queries.rule_of(g.edition)))


@bp.post("/rule")
def ask_rule() -> Any:
    form = CapRuleForm()
    if not form.validate():
        return _rule_page(form), 422
    content = cap_and_slots.cap_rule_content(
        g.edition,
        threshold=form.threshold.fraction,
        top_from=form.top_from.fraction,
        second_from=form.second_from.fraction,
    )
    return _freeze(Kind.cap_rule, content)


@bp.get("/slots")
def slots() -> str:
    have = {(slot.stream_id, slot.outcome): slot.places for slot in queries.slots_of(g.edition)}
    streams = _streams()
    data = {
        f"{outcome}_{stream}": have.get((stream or None, outcome))
        for stream, _name in streams
        for outcome in (Outcome.oral, Outcome.poster)
    }
    return _slots_page(slots_form(streams)(formdata=None, data=data))


@bp.post("/slots")
def ask_slots() -> Any:
    form = slots_form(_streams())()
    if form.validate():
        for slot in queries.slots_of(g.edition):
            if form.wanted.get(slot.stream_id, {}).get(slot.outcome, slot.taken) < slot.taken:
                field = form[f"{slot.outcome}_{slot.stream_id or queries.NO_STREAM}"]
                field.errors = [*field.errors, f"{slot.taken} of these slots are already promised."]
    if form.errors or not form.is_submitted():
        return _slots_page(form), 422
    return _freeze(Kind.slots, cap_and_slots.slots_content(g.edition, form.wanted))


def _freeze(kind: Kind, content: Content) -> Response:
    frozen = frozen_sets.freeze(g.edition, kind, g.edition.id, content=content, by=current_user, at=now())
    db.session.commit()
    flash("Sent to key holders. Nothing changes until both have approved.")
    return redirect(url_for("keys.show", set_id=frozen.id), 303)


def _streams() -> list[tuple[int, str]]:
    """Every stream, and the bucket without one where some abstract is in it."""
    streams = [(stream.id, stream.name) for stream in editions.streams_of(g.edition)]
    return [*streams, (queries.NO_STREAM, "No stream yet")] if queries.has_bucket(g.edition) else streams


def _rule_page(form: CapRuleForm) -> str:
    waiting = sets.waiting_set(g.edition, Kind.cap_rule, g.edition.id)
    return render_template("desk/selection/cap_rule.html", form=form, rule=queries.rule_of(g.edition), waiting=waiting)


def _slots_page(form: SlotsForm) -> str:
    waiting = sets.waiting_set(g.edition, Kind.slots, g.edition.id)
    return render_template("desk/selection/slots.html", form=form, streams=_streams(), waiting=waiting)
