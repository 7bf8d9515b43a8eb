"""The jury: say yes or no, then rate each work that one saw. A juror sees their own ratings and nobody else's."""

from typing import Any

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from conference import guards
from conference.actions.award import jury as awards
from conference.db import now
from conference.forms.award.jury import JurorForm, RatingForm
from conference.models.award.stages import AwardStages, AwardWork, Juror
from conference.queries.award import awards as awards_found, jury as queries, stages as stages_found
from conference.rules.award.stages import CRITERIA, Phase, Said
from conference.views.acts import act

bp = guards.door("jury", __name__, duty=guards.SIGNED_IN, url_prefix="/jury/<edition>/<int:award_id>")


@bp.get("/")
def index(award_id: int) -> str:
    return _index(_juror(award_id), JurorForm(formdata=None))


@bp.post("/")
def says(award_id: int) -> ResponseReturnValue:
    juror, given = _juror(award_id), JurorForm()
    if not given.validate():
        return _index(juror, given), 422
    return act(
        lambda: awards.juror_says(juror, yes=given.says.data == "yes", by=current_user, at=now()),
        onward=url_for("jury.index", award_id=award_id),
        said=_("Thank you. Your answer is saved."),
    )


@bp.get("/<int:work_id>")
def rate(award_id: int, work_id: int) -> str:
    juror = _juror(award_id)
    work = _work(juror, work_id)
    kept = queries.rating_of(juror, work)
    facts = {"seen": kept.seen.value, "comment": kept.comment} if kept else {}
    facts |= {name: str(getattr(kept, name) or "") for name in CRITERIA} if kept else {}
    return _rate_page(juror, work, RatingForm(formdata=None, own_name=juror.person.name, **facts))


@bp.post("/<int:work_id>")
def keep_rating(award_id: int, work_id: int) -> ResponseReturnValue:
    juror = _juror(award_id)
    work, given = _work(juror, work_id), RatingForm(own_name=juror.person.name)
    if not given.is_whole():
        return _rate_page(juror, work, given), 422

    def again(problem: str) -> str:
        juror = _juror(award_id)
        given.seen.errors = [problem]
        return _rate_page(juror, _work(juror, work_id), given)

    return act(
        lambda: awards.rate(juror, work, **given.given(), by=current_user, at=now()),
        onward=url_for("jury.index", award_id=award_id),
        said=_("Rating saved."),
        again=again,
    )


def _juror(award_id: int) -> Juror:
    award = awards_found.one(g.edition, award_id)
    return (queries.juror(award, current_user) if award else None) or abort(404)


def _stages(juror: Juror) -> AwardStages:
    return stages_found.stages_of(juror.award) or abort(404)


def _work(juror: Juror, work_id: int) -> AwardWork:
    """A work that this juror may say something of; before the rating starts and after it closes there is none."""
    found = stages_found.work(juror.award, work_id)
    if _stages(juror).phase is not Phase.rating or juror.said is not Said.yes or found is None:
        abort(404)
    return found if stages_found.listed(found).is_eligible else abort(404)


def _index(juror: Juror, given: JurorForm) -> str:
    stages = _stages(juror)
    rates = juror.said is Said.yes and stages.phase is Phase.rating
    rows = queries.to_rate(juror) if rates else []
    return _page("jury/index.html", juror, form=given, rows=rows, left=[row for row in rows if row.rating is None])


def _rate_page(juror: Juror, work: AwardWork, given: RatingForm) -> str:
    return _page("jury/rate.html", juror, work=work, form=given, too_close=queries.is_too_close(juror, work))


def _page(template: str, juror: Juror, **facts: Any) -> str:
    award = juror.award
    name = awards_found.name_of(award)
    return render_template(template, juror=juror, award=award, name=name, stages=_stages(juror), **facts)
