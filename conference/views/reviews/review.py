"""The reviewer's door: what I am to read, one abstract with its form, and what became of it."""

from collections.abc import Callable
from datetime import datetime

from flask import abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext as _
from flask_login import current_user

from conference import guards
from conference.actions.reviewers import reviewers as reviewer_list
from conference.actions.reviews import reviews
from conference.db import db, now
from conference.forms.abstracts.content_warnings import TOPIC
from conference.forms.buttons import PressForm
from conference.forms.reviews.sheet import ReviewForm, form_for, typed_before
from conference.models.reviewers.assignment import Assignment
from conference.models.reviewers.reviewers import Reviewer, ReviewSettings
from conference.models.reviews.reviews import Review
from conference.queries.reviews import discussion, glossary, progress as review_progress, reviews as queries, sent
from conference.rules.editions.dates import last_day, local_day
from conference.rules.people.duties import Duty
from conference.rules.refusals import Refused
from conference.rules.reviewers.reviewers import done_by
from conference.rules.reviews.reasons import ReviewReason
from conference.rules.reviews.reviews import ReviewState
from conference.views.acts import act, beside, why
from conference.views.reviews.discussion import at_its_place, sent_page

bp = guards.door("review", __name__, duty=Duty.reviewer, url_prefix="/review/<edition>")
AUTOSAVE = "X-Autosave"


@bp.get("/")
def index() -> str:
    me, settings = _seat()
    page, progress = review_progress.queue_of(me, settings, number=request.args.get("page", 1, int))
    today = local_day(guards.clock(), g.edition.zone)
    ends = done_by(progress.to_do, me.pace, today) if me.pace and progress.to_do else None
    return render_template(
        "review/index.html",
        me=me,
        done_by=ends,
        too_late=bool(ends and settings.closes_at and ends > last_day(settings.closes_at, g.edition.zone)),
        page=page,
        progress=progress,
        time_left=review_progress.time_left(progress),
        next_reference=next((row.reference for row in page.rows if row.open and row.state in queries.OPEN), None),
        settings=settings,
        practised=me.practised_at is not None,
        press=PressForm(formdata=None),
        talks=discussion.window_in(settings).is_open(guards.clock()),
    )


@bp.get("/became")
def became() -> str:
    page = sent.became_of(_seat()[0], number=request.args.get("page", 1, int))
    return render_template("review/became.html", page=page)


@bp.get("/abstract/<reference>")
def show(reference: str) -> str:
    assignment, review, settings = _pair(reference)
    if review and review.state is ReviewState.submitted:
        return sent_page(assignment, review)
    return _page(assignment, review, settings)


@bp.post("/abstract/<reference>")
def answer(reference: str) -> ResponseReturnValue:
    assignment, review, _settings = _pair(reference)
    form = _form(assignment, review)
    again = at_its_place(form, lambda: _page(*_pair(reference), form))
    here = url_for("review.show", reference=reference)
    if request.form.get("do") == "send":
        return act(lambda: _send(assignment, form), onward=here, form=form, again=again)
    if AUTOSAVE in request.headers:
        return _autosave(assignment, form, again)
    return act(
        lambda: reviews.save(assignment, form.answers, at=now()),
        onward=here,
        said=_("Draft saved. You can continue whenever you like."),
        form=form,
        again=again,
    )


def _autosave(assignment: Assignment, form: ReviewForm, again: Callable[[str], str]) -> ResponseReturnValue:
    """The same without a page: nothing is flashed, and the browser stays where it is."""
    if not form.validate():
        return again(""), 422
    try:
        reviews.save(assignment, form.answers, at=now())
    except Refused as no:
        db.session.rollback()
        return again(why(no)), 422
    db.session.commit()
    return "", 204


def _send(assignment: Assignment, form: ReviewForm) -> Review:
    """What is still missing is said beside each question."""
    try:
        return reviews.submit(assignment, form.answers, by=current_user, at=now())
    except Refused as no:
        missing = no.facts.get("fields")
        if isinstance(missing, list):
            form.lacks(missing)
        raise


@bp.post("/abstract/<reference>/skip")
def skip(reference: str) -> ResponseReturnValue:
    assignment, _review, _settings = _pair(reference)
    return act(
        lambda: reviews.skip(assignment, by=current_user, at=now()),
        onward=url_for("review.index"),
        said=_("You do not have to read this abstract. Someone else will. Thank you for telling us."),
        again=lambda problem: _refused(reference, problem),
    )


@bp.post("/abstract/<reference>/conflict")
def conflict(reference: str) -> ResponseReturnValue:
    assignment, _review, settings = _pair(reference)
    return act(
        lambda: _declare(assignment, settings, at=now()),
        onward=url_for("review.index"),
        said=_("Thank you. This abstract is closed to you now, and someone else will read it."),
        again=lambda problem: _refused(reference, problem),
    )


def _declare(assignment: Assignment, settings: ReviewSettings, *, at: datetime) -> None:
    if not queries.is_open(assignment, settings, at=at):
        raise Refused(ReviewReason.closed)
    reviewer_list.declare_conflict(assignment.reviewer, assignment.abstract, by=current_user, at=at)


def _seat() -> tuple[Reviewer, ReviewSettings]:
    return queries.seat_of(current_user, g.edition) or abort(404)


def _pair(reference: str) -> tuple[Assignment, Review | None, ReviewSettings]:
    """The reviewer's own pair with its review; a skipped one is closed like somebody else's."""
    assignment, review, settings = queries.pair_of(current_user, g.edition, reference) or abort(404)
    if review and review.state is ReviewState.skipped:
        abort(404)
    return assignment, review, settings


def _form(assignment: Assignment, review: Review | None, *, posted: bool = True) -> ReviewForm:
    """The questions of this pair with what was posted just now, else with what is stored."""
    criteria = queries.criteria_for(assignment, review)
    if not criteria:
        abort(404)
    made, stored = form_for(assignment.kind, criteria, str(get_locale())), typed_before(review, criteria)
    return made(data=stored) if posted else made(formdata=None, data=stored)


def _page(
    assignment: Assignment, review: Review | None, settings: ReviewSettings, form: ReviewForm | None = None
) -> str:
    about = queries.blind(assignment)
    return render_template(
        "review/abstract.html",
        about=about,
        words=glossary.for_readers(g.edition, str(get_locale())),
        topics=[TOPIC[each] for each in about.topics],
        kind=assignment.kind,
        review=review,
        form=form or _form(assignment, review, posted=False),
        press=PressForm(formdata=None),
        settings=settings,
        open=queries.is_open(assignment, settings, at=guards.clock()),
    )


def _refused(reference: str, problem: str) -> str:
    """The page as it is stored now, with the reason at the head of its form."""
    assignment, review, settings = _pair(reference)
    form = _form(assignment, review, posted=False)
    return beside(form, lambda: _page(assignment, review, settings, form))(problem)
