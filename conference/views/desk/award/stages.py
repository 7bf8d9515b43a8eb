"""The stages before a ballot at the desk: who decides, the long list, the jury, the shortlist."""

from collections.abc import Callable
from typing import Any

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from conference import guards
from conference.actions import frozen_sets
from conference.actions.award import jury, stages as awards
from conference.actions.people import people as people_acts
from conference.db import now
from conference.forms.award.ceremony import AnnounceForm
from conference.forms.award.nomination import NomineeForm
from conference.forms.award.stages import LeaveOutForm, ListForm, SomebodyForm, StagesForm
from conference.forms.buttons import PressForm
from conference.models.award.awards import Award
from conference.models.award.stages import AwardStages, AwardWork
from conference.queries.award import awards as awards_found, jury as award_jury, result, stages as queries
from conference.queries.selection import decisions as abstract_decisions
from conference.rules.award.counting import AwardState, moment
from conference.rules.award.reasons import AwardReason
from conference.rules.award.stages import Phase, Stages, figure
from conference.rules.editions.dates import end_of_day, last_day
from conference.rules.keys import Kind
from conference.rules.people.duties import Duty
from conference.rules.refusals import Refused
from conference.views.acts import act
from conference.views.award import nomination

bp = guards.door("desk_award_stages", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/award/<int:award_id>")


@bp.get("/stages")
def show(award_id: int) -> str:
    return _page(_award(award_id))


@bp.post("/stages")
def set_stages(award_id: int) -> ResponseReturnValue:
    award, form = _award(award_id), StagesForm()
    if not form.is_whole():
        return _page(award, stages_form=form), 422
    untils = {
        field.name: end_of_day(field.data, g.edition.zone) if field.data else None
        for field in (form.nominations_until, form.rating_until)
    }
    stages, size = Stages(form.stages.data), form.size.data or 4
    return _act(award_id, "Saved: who decides.", lambda: _set(award, stages, size, untils))


def _set(award: Award, stages: Stages, size: int, untils: dict[str, Any]) -> None:
    awards.set_stages(award, stages=stages, size=size, **untils, by=current_user, at=now())


@bp.post("/stages/nominations")
def open_nominations(award_id: int) -> ResponseReturnValue:
    stages = _stages(award_id)
    return _act(
        award_id,
        "Nominations are open. You can no longer change who decides.",
        lambda: awards.open_nominations(stages, by=current_user, at=now()),
    )


# -- One work -------------------------------------------------------------------------------------


@bp.get("/works/<int:work_id>")
def work(award_id: int, work_id: int) -> str:
    return _work_page(_work(award_id, work_id))


@bp.post("/works/<int:work_id>/ask")
def ask_nominee(award_id: int, work_id: int) -> ResponseReturnValue:
    """Ask the contact of the abstract whom we know, or somebody by name and address."""
    found, form = _work(award_id, work_id), SomebodyForm()
    known = abstract_decisions.contact_of(found.abstract) if found.abstract else None
    if known is None and not form.validate():
        return _work_page(found, ask_form=form), 422

    def doing() -> None:
        at = now()
        nominee = known or people_acts.join(str(form.name.data), str(form.email.data), by=current_user, at=at)
        awards.ask_nominee(found, nominee=nominee, by=current_user, at=at)

    return _act(award_id, "Question sent.", doing, work_id=work_id)


@bp.post("/works/<int:work_id>/leave-out")
def leave_out(award_id: int, work_id: int) -> ResponseReturnValue:
    found, form = _work(award_id, work_id), LeaveOutForm()
    if not form.validate():
        return _work_page(found, leave_form=form), 422
    because = str(form.because.data)
    return _act(
        award_id, "Entry left out.", lambda: awards.leave_out(found, because=because, by=current_user, at=now())
    )


@bp.post("/works/<int:work_id>/nominee")
def nominee_says(award_id: int, work_id: int) -> ResponseReturnValue:
    """Write down what a nominee said on the phone or on paper."""
    found, form = _work(award_id, work_id), NomineeForm()
    if not form.is_whole():
        return _work_page(found, nominee_form=form), 422
    return _act(award_id, "Answer saved.", lambda: nomination.answer_of_nominee(found, form), work_id=work_id)


@bp.post("/works/<int:work_id>/co-presenter/<answer>")
def co_presenter_says(award_id: int, work_id: int, answer: str) -> ResponseReturnValue:
    """Write down what a co-presenter said on the phone or on paper."""
    found, yes = _work(award_id, work_id), _yes(answer)
    return _act(
        award_id,
        "Answer saved.",
        lambda: awards.co_presenter_says(found, yes=yes, by=current_user, at=now()),
        work_id=work_id,
    )


# -- The jury and its shortlist -------------------------------------------------------------------


@bp.post("/jury")
def invite(award_id: int) -> ResponseReturnValue:
    stages, form = _stages(award_id), SomebodyForm()
    if not form.validate():
        return _page(stages.award, juror_form=form), 422

    def doing() -> None:
        at = now()
        person = people_acts.join(str(form.name.data), str(form.email.data), by=current_user, at=at)
        jury.invite(stages, person=person, by=current_user, at=at)

    return _act(award_id, "Juror asked by email.", doing)


@bp.post("/jury/<int:juror_id>/<answer>")
def juror_says(award_id: int, juror_id: int, answer: str) -> ResponseReturnValue:
    """Write down what a juror said on the phone or on paper."""
    juror = award_jury.juror_by_id(_award(award_id), juror_id) or abort(404)
    yes = _yes(answer)
    return _act(award_id, "Answer saved.", lambda: jury.juror_says(juror, yes=yes, by=current_user, at=now()))


@bp.post("/jury/start")
def start_rating(award_id: int) -> ResponseReturnValue:
    stages = _stages(award_id)
    return _act(
        award_id, "Rating started. The jury can rate now.", lambda: jury.start_rating(stages, by=current_user, at=now())
    )


@bp.post("/jury/close")
def close_rating(award_id: int) -> ResponseReturnValue:
    stages = _stages(award_id)
    return _act(award_id, "Rating closed.", lambda: jury.close_rating(stages, by=current_user, at=now()))


@bp.post("/shortlist")
def fill_ballot(award_id: int) -> ResponseReturnValue:
    stages, form = _stages(award_id), ListForm()
    if not form.validate():
        abort(400)
    digest = str(form.digest.data)
    return _act(
        award_id,
        "Shortlist saved.",
        lambda: jury.fill_ballot(stages, digest=digest, by=current_user, at=now()),
    )


@bp.post("/jury/result")
def freeze_result(award_id: int) -> ResponseReturnValue:
    """Where a jury alone decides, its result goes to both keys."""
    stages = _stages(award_id)
    if stages.stages is not Stages.jury_only or stages.phase is not Phase.shortlisted:
        abort(404)
    form = AnnounceForm()
    if not form.validate():
        return _page(_award(award_id), announce_form=form), 422
    announce_at = moment(form.announce_at.data, g.edition.zone) if form.announce_at.data else None

    def freeze() -> None:
        if stages.award.state != AwardState.draft:
            raise Refused(AwardReason.of_state(stages.award.state))
        content = result.to_freeze(g.edition, award_id, announce_at)
        frozen_sets.freeze(g.edition, Kind.award_result, award_id, by=current_user, at=now(), content=content)

    return _act(award_id, "Result frozen. It is now waiting for both keys.", freeze)


# -- Finding and showing --------------------------------------------------------------------------


def _act(award_id: int, words: str, doing: Callable[[], object], *, work_id: int | None = None) -> ResponseReturnValue:
    """Act, and go back to the page it came from; a refusal is said on the page of the stages."""
    if work_id:
        onward = url_for("desk_award_stages.work", award_id=award_id, work_id=work_id)
    else:
        onward = url_for("desk_award_stages.show", award_id=award_id)
    return act(
        doing,
        onward=onward,
        said=words,
        again=lambda problem: _page(_award(award_id), refused=problem),
    )


def _yes(answer: str) -> bool:
    return answer == "yes" if answer in ("yes", "no") else abort(404)


def _award(award_id: int) -> Award:
    return awards_found.one(g.edition, award_id) or abort(404)


def _stages(award_id: int) -> AwardStages:
    return queries.stages_of(_award(award_id)) or abort(404)


def _work(award_id: int, work_id: int) -> AwardWork:
    return queries.work(_award(award_id), work_id) or abort(404)


def _stages_form(stages: AwardStages | None) -> StagesForm:
    if stages is None:
        return StagesForm(formdata=None)
    untils = {name: last_day(getattr(stages, name), g.edition.zone) for name in ("nominations_until", "rating_until")}
    return StagesForm(formdata=None, stages=stages.stages.value, size=stages.size, **untils)


def _page(award: Award, refused: str = "", **forms: Any) -> str:
    stages = queries.stages_of(award)
    suggested = award_jury.suggested(award, stages) if stages else []
    return render_template(
        "desk/award/stages.html",
        award=award,
        stages=stages,
        refused=refused,
        works=queries.long_list(award) if stages else [],
        in_words=queries.in_words,
        seats=award_jury.seats(award) if stages else [],
        stood=award_jury.standings_of(award) if stages else [],
        suggested=[one.work for one in suggested],
        drawn=award_jury.drawn(award, stages) if stages else [],
        comments=award_jury.comments_of(award) if stages else {},
        figure=figure,
        frozen_result=result.result_set(award),
        press=PressForm(),
        announce_form=forms.get("announce_form") or AnnounceForm(formdata=None),
        list_form=ListForm(formdata=None, digest=award_jury.digest_of(suggested)),
        stages_form=forms.get("stages_form") or _stages_form(stages),
        juror_form=forms.get("juror_form") or SomebodyForm(formdata=None),
    )


def _work_page(found: AwardWork, **forms: Any) -> str:
    return render_template(
        "desk/award/work.html",
        award=found.award,
        stages=queries.stages_of(found.award),
        work=found,
        lacks=queries.listed(found).lacks,
        in_words=queries.in_words,
        nominations=queries.nominations_of(found),
        known=abstract_decisions.contact_of(found.abstract) if found.abstract else None,
        ask_form=forms.get("ask_form") or SomebodyForm(formdata=None),
        leave_form=forms.get("leave_form") or LeaveOutForm(formdata=None),
        nominee_form=forms.get("nominee_form")
        or NomineeForm(formdata=None, presenters=found.presenters, pitch=found.pitch),
        press=PressForm(),
    )
