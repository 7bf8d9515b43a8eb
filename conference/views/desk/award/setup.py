"""The award at the desk: entries, roll, freeze, cards, open, close, seal, and the result for both keys."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from conference import guards
from conference.actions import frozen_sets
from conference.actions.award import awards
from conference.db import now
from conference.forms.award.ceremony import AnnounceForm
from conference.forms.award.setup import AwardForm, EntryForm
from conference.forms.buttons import PressForm
from conference.models.award.awards import Award, AwardEntry
from conference.queries.abstracts import abstracts
from conference.queries.award import awards as queries, ceremony, result as results, stages
from conference.queries.people import people
from conference.rules.award.counting import AwardState, Method, Undefined, moment
from conference.rules.award.reasons import AwardReason
from conference.rules.keys import Kind
from conference.rules.people.duties import Duty
from conference.rules.refusals import Refused
from conference.views.acts import act

bp = guards.door("desk_award", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/award")


@bp.get("/")
def index() -> str:
    return render_template("desk/award/index.html", awards=queries.of_edition(g.edition))


@bp.get("/new")
def new() -> str:
    return render_template("desk/award/new.html", form=AwardForm())


@bp.post("/new")
def make() -> ResponseReturnValue:
    form = AwardForm()
    if form.validate() and form.name.data in {award.name for award in queries.of_edition(g.edition)}:
        form.name.errors = ["This conference already has an award with this name."]
    if form.errors or form.name.errors:
        return render_template("desk/award/new.html", form=form), 422

    def made() -> int:
        award = awards.make(g.edition, by=current_user, at=now(), **_typed(form))
        return award.id

    return act(
        made,
        onward=lambda award_id: url_for("desk_award.show", award_id=award_id),
        said="Award created. Add its entries and its voter list.",
    )


@bp.get("/<int:award_id>")
def show(award_id: int) -> str:
    return _page(_award(award_id))


@bp.post("/<int:award_id>/entries")
def add_entry(award_id: int) -> ResponseReturnValue:
    award, form = _award(award_id), EntryForm()
    named = people.by_sign_in_address(str(form.co_presenter.data or ""))
    if form.validate():
        if named is None:
            form.co_presenter.errors = ["We do not know anyone with this email address yet. Ask them to sign in first."]
        if queries.entry(award, form.reference.data):
            form.reference.errors = ["There is already an entry with this reference."]
        if not form.title.data and abstracts.one(g.edition, str(form.reference.data)) is None:
            form.title.errors = ["No abstract of this conference has this reference. Enter the title."]
    if form.errors or named is None:
        return _page(award, entry_form=form), 422
    fields = {name: getattr(form, name).data for name in ("reference", "title", "presenters", "pitch")}
    return _act(
        award_id,
        lambda: awards.add_entry(award, co_presenter=named, by=current_user, at=now(), **fields),
        "Entry added. We have asked the co-presenter to confirm.",
    )


@bp.post("/<int:award_id>/entries/<int:entry_id>/confirm")
def confirm_entry(award_id: int, entry_id: int) -> ResponseReturnValue:
    return _step(award_id, awards.confirm_entry, "Saved: confirmed.", _entry(award_id, entry_id))


@bp.post("/<int:award_id>/entries/<int:entry_id>/remove")
def remove_entry(award_id: int, entry_id: int) -> ResponseReturnValue:
    return _step(award_id, awards.remove_entry, "Entry removed.", _entry(award_id, entry_id))


@bp.post("/<int:award_id>/freeze")
def freeze(award_id: int) -> ResponseReturnValue:
    words = "Award frozen: rules, entries and voter list. Publish the fingerprint below."
    return _step(award_id, awards.freeze, words)


@bp.post("/<int:award_id>/thaw")
def thaw(award_id: int) -> ResponseReturnValue:
    return _step(award_id, awards.thaw, "Award unfrozen. The old fingerprint is no longer valid.")


@bp.post("/<int:award_id>/open")
def open_poll(award_id: int) -> ResponseReturnValue:
    return _step(award_id, awards.open_poll, "Voting is open. No one can make voting cards any more.")


@bp.post("/<int:award_id>/close")
def close(award_id: int) -> ResponseReturnValue:
    """Close at the published time; the worker seals it within a minute."""
    return _step(award_id, awards.close, "Voting is closed. The votes will be sealed within a minute.")


@bp.post("/<int:award_id>/result")
def freeze_result(award_id: int) -> ResponseReturnValue:
    award, form = _award(award_id), AnnounceForm()
    if not form.validate():
        return _page(award, announce_form=form), 422
    announce_at = moment(form.announce_at.data, g.edition.zone) if form.announce_at.data else None
    return _act(award_id, lambda: _freeze_result(award, announce_at), "Result frozen. It is now waiting for both keys.")


def _freeze_result(award: Award, announce_at: datetime | None) -> None:
    if award.state != AwardState.sealed:
        raise Refused(AwardReason.of_state(award.state))
    try:
        content = results.to_freeze(g.edition, award.id, announce_at)
    except Undefined:
        raise Refused(AwardReason.no_vote) from None
    frozen_sets.freeze(g.edition, Kind.award_result, award.id, by=current_user, at=now(), content=content)


def _step(
    award_id: int, doing: Callable[..., None], words: str, entry: AwardEntry | None = None
) -> ResponseReturnValue:
    """One press about the award, or about one of its entries."""
    about = entry or _award(award_id)
    return _act(award_id, lambda: doing(about, by=current_user, at=now()), words)


def _act(award_id: int, doing: Callable[[], object], words: str) -> ResponseReturnValue:
    """Act, and go back to the award's page."""
    return act(
        doing,
        onward=url_for("desk_award.show", award_id=award_id),
        said=words,
        again=lambda problem: _page(_award(award_id), refused=problem),
    )


def _award(award_id: int) -> Award:
    return queries.one(g.edition, award_id) or abort(404)


def _entry(award_id: int, entry_id: int) -> AwardEntry:
    found = queries.entry_by_id(g.edition, entry_id)
    return found if found and found.award_id == award_id else abort(404)


def _typed(form: AwardForm) -> dict[str, Any]:
    fields = {name: getattr(form, name).data or "" for name in ("name", "name_nl", "question", "question_nl")}
    fields |= {"method": Method(form.method.data), "most": form.most.data or 3}
    fields |= {"own_entry_barred": bool(form.own_entry_barred.data)}
    return fields | {name: moment(getattr(form, name).data, g.edition.zone) for name in ("opens_at", "closes_at")}


def _page(award: Award, refused: str = "", **forms: Any) -> str:
    at = guards.clock()
    return render_template(
        "desk/award/show.html",
        award=award,
        at=at,
        refused=refused,
        stages=stages.stages_of(award),
        entries=queries.entries_of(award),
        roll=queries.roll_sizes(award),
        turnout=queries.turnout(award),
        missing=queries.why_not_frozen(award),
        frozen_result=results.result_set(award),
        witnesses=len(ceremony.witnesses_of(award)),
        press=PressForm(),
        announce_form=forms.get("announce_form") or AnnounceForm(formdata=None),
        entry_form=forms.get("entry_form") or EntryForm(formdata=None),
    )
