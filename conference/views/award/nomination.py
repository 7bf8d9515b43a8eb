"""Nominate a work for an award, without an account; and the page on which its two people say yes or no."""

from collections.abc import Callable
from typing import Any

from flask import abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from conference import guards
from conference.actions.award import stages as awards
from conference.actions.people import people as people_acts, sign_in
from conference.db import now
from conference.forms.award.nomination import OTHER, SESSION, CoPresenterForm, NominateForm, NomineeForm
from conference.models.abstracts.abstracts import Abstract
from conference.models.award.stages import AwardStages, AwardWork
from conference.queries.award import awards as awards_found, stages as queries
from conference.queries.people import people
from conference.rules.award.stages import Phase, may_nominate
from conference.views.acts import act

bp = guards.door("nominate", __name__, duty=guards.ANYONE, url_prefix="/nominate/<edition>")


@bp.get("/<int:award_id>/")
def form(award_id: int) -> str:
    stages = _stages(award_id)
    if not may_nominate(stages.phase, stages.nominations_until, guards.clock()):
        return _page("nominate/shut.html", stages)
    return _page("nominate/form.html", stages, form=_form())


@bp.post("/<int:award_id>/")
def nominate(award_id: int) -> ResponseReturnValue:
    """A title that may be several works, or none, is asked about once more; nothing is stored until then."""
    stages, given, at = _stages(award_id), _form(), now()
    if not may_nominate(stages.phase, stages.nominations_until, at):
        return _page("nominate/shut.html", stages), 422
    whole = given.validate()
    abstract, title = _meant(given) if given.work.data else (None, "")
    if not whole or not (abstract or title):
        return _page("nominate/form.html", stages, form=given), 422
    if not sign_in.count_try(f"nominate-from:{request.remote_addr}", limit=60, minutes=15, at=at):
        abort(429)
    person = current_user if current_user.is_authenticated else None
    return act(
        lambda: awards.nominate(
            stages,
            abstract=abstract,
            title=title,
            why=str(given.why.data),
            name=person.name if person else str(given.name.data),
            reach="" if person else str(given.reach.data),
            person=person,
            by=person or people.system(),
            at=at,
        ),
        onward=url_for("nominate.thanks", award_id=award_id),
        again=lambda _problem: _page("nominate/shut.html", _stages(award_id)),  # it says why by itself
    )


@bp.get("/<int:award_id>/thanks")
def thanks(award_id: int) -> str:
    return _page("nominate/thanks.html", _stages(award_id))


# -- The nominee and the co-presenter -------------------------------------------------------------


@bp.get("/work/<int:work_id>")
def work(work_id: int) -> ResponseReturnValue:
    if not current_user.is_authenticated:
        return guards.sign_in_first()
    return _work_page(_work(work_id))


@bp.post("/work/<int:work_id>")
def nominee_says(work_id: int) -> ResponseReturnValue:
    """Whoever answers for the work takes part and names the co-presenter, or says no."""
    if not current_user.is_authenticated:
        return guards.sign_in_first()
    found, given = _work(work_id), NomineeForm()
    if found.nominee_id != current_user.id:
        abort(404)
    if not given.is_whole():
        return _work_page(found, form=given), 422
    return _answer(work_id, lambda: answer_of_nominee(found, given))


def answer_of_nominee(found: AwardWork, given: NomineeForm) -> None:
    """Write down what the nominee said; a co-presenter who is new becomes known by name and address."""
    at, co_presenter, named = now(), found.nominee, ""
    if given.is_yes and given.who.data == OTHER:
        named = str(given.name.data)
        co_presenter = people_acts.join(named, str(given.email.data), by=current_user, at=at)
    awards.nominee_says(
        found,
        yes=given.is_yes,
        co_presenter=co_presenter if given.is_yes else None,
        named=named,
        presenters=given.presenters.data or "",
        pitch=given.pitch.data or "",
        by=current_user,
        at=at,
    )


@bp.post("/work/<int:work_id>/confirm")
def co_presenter_says(work_id: int) -> ResponseReturnValue:
    """The co-presenter with lived experience confirms, or says no."""
    if not current_user.is_authenticated:
        return guards.sign_in_first()
    found, given = _work(work_id), CoPresenterForm()
    if found.co_presenter_id != current_user.id:
        abort(404)
    if not given.validate():
        return _work_page(found, confirm=given), 422
    yes = given.says.data == "yes"
    return _answer(work_id, lambda: awards.co_presenter_says(found, yes=yes, by=current_user, at=now()))


def _answer(work_id: int, doing: Callable[[], None]) -> ResponseReturnValue:
    thanks = _("Thank you. Your answer is saved.")
    return act(doing, onward=url_for("nominate.work", work_id=work_id), said=thanks)


# -- Finding things -------------------------------------------------------------------------------


def _form() -> NominateForm:
    given = NominateForm()
    if current_user.is_authenticated:
        given.for_somebody_known()
    return given


def _meant(given: NominateForm) -> tuple[Abstract | None, str]:
    """The accepted abstract, or the title of a session; neither where we have to ask which one is meant."""
    typed, which = str(given.work.data), str(given.which.data or "")
    if which == SESSION:
        return None, typed
    abstract = queries.accepted(g.edition, which or typed)
    if abstract:
        return abstract, ""
    found = queries.meant(g.edition, typed)
    if not found:
        return None, typed
    given.offer(found)
    given.which.errors = [_("Choose the one you mean.")]
    return None, ""


def _stages(award_id: int) -> AwardStages:
    award = awards_found.one(g.edition, award_id)
    stages = queries.stages_of(award) if award else None
    return stages if stages and stages.phase is not Phase.preparing else abort(404)


def _work(work_id: int) -> AwardWork:
    return queries.work_for(current_user, g.edition, work_id) or abort(404)


def _work_page(found: AwardWork, **forms: Any) -> str:
    stages = _stages(found.award_id)
    return _page(
        "nominate/work.html",
        stages,
        work=found,
        why=queries.why_of(found),
        heard=stages.phase in (Phase.nominating, Phase.rating),
        is_nominee=found.nominee_id == current_user.id,
        is_co_presenter=found.co_presenter_id == current_user.id,
        form=forms.get("form") or NomineeForm(formdata=None, presenters=found.presenters, pitch=found.pitch),
        confirm=forms.get("confirm") or CoPresenterForm(formdata=None),
    )


def _page(template: str, stages: AwardStages, **facts: Any) -> str:
    return render_template(
        template,
        award=stages.award,
        stages=stages,
        name=awards_found.name_of(stages.award),
        question=awards_found.question_of(stages.award),
        **facts,
    )
