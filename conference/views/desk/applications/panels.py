"""The panels at the desk: what each asks for, who sits on them, the questions, sharing out, the meeting."""

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_login import current_user

from conference import guards
from conference.actions.applications import scoring
from conference.db import now, page_of
from conference.forms.applications.scoring import QUESTIONS
from conference.forms.buttons import PressForm
from conference.forms.funding.settings import CriteriaForm, PanelForm, SeatForm
from conference.models.applications.scoring import Criteria
from conference.queries.applications import panels, scoring as queries, standing
from conference.queries.people import people
from conference.rules.applications.scoring import Shared
from conference.rules.languages import Lang
from conference.rules.people.duties import Duty, Kind
from conference.views.acts import act, beside

bp = guards.door("desk_panel", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/panel")


@bp.get("/")
def index() -> str:
    return _page(SeatForm(), PanelForm())


def _page(form: SeatForm, panel: PanelForm) -> str:
    found = panels.panels_of(g.edition)
    form.panel.choices = [(each.id, each.name) for each in found]
    return render_template(
        "desk/applications/panel.html",
        panels=found,
        members=panels.panel_of(g.edition),
        progress=queries.progress(g.edition),
        counts=standing.counts(g.edition),
        waiting=page_of(standing.unscored(g.edition), request.args.get("page", 1, int)),
        form=form,
        panel=panel,
        press=PressForm(formdata=None),
    )


@bp.post("/open")
def open_panel() -> ResponseReturnValue:
    form = PanelForm()
    facts = {name: form[name].data for name in ("minimum", "needs_le", "required")}
    return act(
        lambda: scoring.open_panel(g.edition, str(form.name.data).strip(), **facts, by=current_user, at=now()),
        form=form,
        onward=url_for("desk_panel.index"),
        said="Panel added. Add its members, then assign the applications.",
        again=beside(form["name"], lambda: _page(SeatForm(formdata=None), form)),
    )


@bp.get("/criteria")
def criteria() -> str:
    own = panels.criteria_of(g.edition)
    return _criteria(CriteriaForm(data=_five_lines(own.words if own else _usual_words())), own)


def _criteria(form: CriteriaForm, own: Criteria | None) -> str:
    return render_template("desk/applications/criteria.html", form=form, own=own, fixed=panels.any_sent(g.edition))


def _usual_words() -> dict[str, dict[str, list[str]]]:
    """The words that every edition begins with, in each language."""
    found: dict[str, dict[str, list[str]]] = {}
    for lang in Lang:
        with force_locale(lang):
            found[lang.value] = {
                name: [str(title), *(str(text).partition(": ")[2] for text in anchors.values())]
                for name, (title, _hint, anchors) in QUESTIONS.items()
            }
    return found


def _five_lines(words: dict[str, dict[str, list[str]]]) -> dict[str, str]:
    return {f"{name}_{lang}": "\n".join(lines) for lang, asked in words.items() for name, lines in asked.items()}


@bp.post("/criteria")
def word_criteria() -> ResponseReturnValue:
    form = CriteriaForm()
    return act(
        lambda: scoring.word_criteria(g.edition, form.words(), by=current_user, at=now()),
        form=form,
        onward=url_for("desk_panel.criteria"),
        said=lambda made: f"Questions saved. Version {made.version} is now in use.",
        again=beside(form, lambda: _criteria(form, panels.criteria_of(g.edition))),
    )


@bp.get("/meeting")
def meeting() -> str:
    """Where the assessors differ, and by how much."""
    page = page_of(standing.to_discuss(g.edition), request.args.get("page", 1, int))
    sheets = standing.sheets_by_application([row.application_id for row in page.rows])
    return render_template(
        "desk/applications/meeting.html", page=page, sheets=sheets, counts=standing.counts(g.edition)
    )


@bp.post("/seat")
def seat() -> ResponseReturnValue:
    form = SeatForm()
    if not form.validate():
        return _page(form, PanelForm(formdata=None)), 422
    person = people.by_sign_in_address(str(form.email.data))
    if person is None:
        form.email.errors = ["No one signs in with this address yet."]
        return _page(form, PanelForm(formdata=None)), 422
    panel = panels.panel_in(g.edition, form.panel.data) if form.panel.data else None
    return act(
        lambda: scoring.seat(person, g.edition, Kind(form.kind.data), panel=panel, by=current_user, at=now()),
        form=form,
        onward=url_for("desk_panel.index"),
        said="Seated.",
        again=beside(form.email, lambda: _page(form, PanelForm(formdata=None))),
    )


@bp.post("/share-out")
def share_out() -> ResponseReturnValue:
    return act(
        lambda: scoring.share_out(g.edition, by=current_user, at=now()),
        onward=url_for("desk_panel.index"),
        said=_shared_out,
    )


def _shared_out(shared: Shared) -> str:
    lacking = f"{len(shared.short)} still need a panel member: add more members."
    return f"{len(shared.pairs)} assigned. " + (lacking if shared.short else "Every application has its panel members.")
