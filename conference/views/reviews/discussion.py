"""Talking an abstract over with its other reviewers, after my own review is sent; nobody else's door."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext as _
from flask_login import current_user

from conference import guards
from conference.actions.reviews import discussion
from conference.db import db, now
from conference.forms.reviews.sheet import FACTS, OVERALL, ChangeForm, RemarkForm, change_form_for
from conference.models.reviewers.assignment import Assignment
from conference.models.reviews.reviews import Review
from conference.queries.reviews import discussion as queries, discussion_thread, reviews, sent
from conference.rules.people.duties import Duty
from conference.rules.reviews.reviews import ReviewState

bp = guards.door("review_talk", __name__, duty=Duty.reviewer, url_prefix="/review/<edition>/talk")


@bp.get("/")
def index() -> str:
    (me, settings), at = reviews.seat_of(current_user, g.edition) or abort(404), guards.clock()
    window = queries.window_in(settings)
    open_now = window.is_open(at)
    page = queries.listed(me, number=request.args.get("page", 1, int)) if open_now else None
    return render_template("review/talks.html", page=page, window=window, over=window.is_over(at))


@bp.post("/<reference>/remark")
def remark(reference: str) -> Any:
    pair, review = _sent(reference)
    form = RemarkForm()
    if not form.validate():
        return sent_page(pair, review, remark=form), 422
    try:
        discussion.say(pair, str(form.text.data), by=current_user, at=now())
    except discussion.TalkClosed:
        return _closed(pair, remark=form)
    db.session.commit()
    flash(_("Comment sent."))
    return redirect(url_for("review.show", reference=reference, _anchor="talk"), 303)


@bp.post("/<reference>/change")
def change(reference: str) -> Any:
    pair, review = _sent(reference)
    form = change_form_for(review)()
    if not form.validate():
        return sent_page(pair, review, change=form), 422
    try:
        discussion.change_mind(
            pair, overall=form.score, facts=form.facts.ticked, reason=str(form.reason.data), by=current_user, at=now()
        )
    except discussion.TalkClosed:
        return _closed(pair, change=form)
    except discussion.SameMind:
        db.session.rollback()
        form.is_the_same()
        return sent_page(pair, review, change=form), 422
    db.session.commit()
    flash(_("Score changed. What you said before is kept below."))
    return redirect(url_for("review.show", reference=reference, _anchor="talk"), 303)


def _sent(reference: str) -> tuple[Assignment, Review]:
    """The reviewer's own pair with the review they sent; anything else is not there."""
    pair, review, _settings = reviews.pair_of(current_user, g.edition, reference) or abort(404)
    if review is None or review.state is not ReviewState.submitted:
        abort(404)
    return pair, review


def _closed(pair: Assignment, **forms: Any) -> Any:
    """What was typed is shown again, with the reason why it was not taken."""
    db.session.rollback()
    review = reviews.review_of(pair) or abort(404)
    for form in forms.values():
        form.form_errors.append(_("This discussion is closed. Nothing was sent."))
    return sent_page(pair, review, **forms), 422


def sent_page(
    pair: Assignment, review: Review, remark: RemarkForm | None = None, change: ChangeForm | None = None
) -> str:
    """What I sent, what others said, and the talk about it."""
    criteria = reviews.criteria_of(review.form_id)
    lang = str(get_locale())
    scores = {rating.criterion_id: rating.score for rating in review.ratings}
    typed = {"overall": review.overall, "facts": [fact.value for fact in review.ticked]}
    return render_template(
        "review/sent.html",
        about=reviews.blind(pair),
        credit=pair.abstract.credit,
        review=review,
        criteria=[(criterion.said_in(lang), scores.get(criterion.id)) for criterion in criteria],
        facts=[words for fact, words, _hint in FACTS if fact in review.ticked],
        overall=OVERALL[review.kind],
        others=sent.others_of(review),
        next_reference=reviews.next_reference(pair.reviewer),
        outcome=sent.outcome_of(pair.abstract),
        talk=discussion_thread.talk_of(pair, review, at=guards.clock()),
        former=discussion_thread.former_of(review),
        words_of={fact.value: words for fact, words, _hint in FACTS},
        remark=remark or RemarkForm(formdata=None),
        change=change or change_form_for(review)(formdata=None, data=typed),
    )
