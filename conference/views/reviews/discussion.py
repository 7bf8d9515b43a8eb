"""Talking an abstract over with its other reviewers, after my own review is sent; nobody else's door."""

from collections.abc import Callable

from flask import abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from conference import guards
from conference.actions.reviews import discussion
from conference.db import now
from conference.forms.reviews.sheet import FACTS, OVERALL, ChangeForm, RemarkForm, change_form_for
from conference.models.reviewers.assignment import Assignment
from conference.models.reviews.reviews import Review
from conference.queries.reviews import discussion as queries, discussion_thread, reviews, sent
from conference.rules.people.duties import Duty
from conference.rules.refusals import Refused
from conference.rules.reviews.reasons import ReviewReason
from conference.rules.reviews.reviews import ReviewState
from conference.views.acts import act, beside, why

bp = guards.door("review_talk", __name__, duty=Duty.reviewer, url_prefix="/review/<edition>/talk")


@bp.get("/")
def index() -> str:
    (me, settings), at = reviews.seat_of(current_user, g.edition) or abort(404), guards.clock()
    window = queries.window_in(settings)
    open_now = window.is_open(at)
    page = queries.listed(me, number=request.args.get("page", 1, int)) if open_now else None
    return render_template("review/talks.html", page=page, window=window, over=window.is_over(at))


@bp.post("/<reference>/remark")
def remark(reference: str) -> ResponseReturnValue:
    (pair, _review), form = _sent(reference), RemarkForm()
    return act(
        lambda: discussion.say(pair, str(form.text.data), by=current_user, at=now()),
        onward=url_for("review.show", reference=reference, _anchor="talk"),
        said=_("Comment sent."),
        form=form,
        again=at_its_place(form, lambda: sent_page(pair, _now(pair), remark=form)),
    )


@bp.post("/<reference>/change")
def change(reference: str) -> ResponseReturnValue:
    pair, review = _sent(reference)
    form = change_form_for(review)()
    return act(
        lambda: _change_mind(pair, form),
        onward=url_for("review.show", reference=reference, _anchor="talk"),
        said=_("Score changed. What you said before is kept below."),
        form=form,
        again=at_its_place(form, lambda: sent_page(pair, _now(pair), change=form)),
    )


def _change_mind(pair: Assignment, form: ChangeForm) -> Review:
    """A change that is none is said beside the score."""
    reason, facts = str(form.reason.data), form.facts.ticked
    try:
        return discussion.change_mind(pair, overall=form.score, facts=facts, reason=reason, by=current_user, at=now())
    except Refused as no:
        if no.reason is ReviewReason.same_mind:
            form["overall"].errors = [why(no)]
        raise


def at_its_place(form: FlaskForm, page: Callable[[], str]) -> Callable[[str], str]:
    """The page again; a refusal that is not said beside its fields stands at the head of the form."""
    again = beside(form, page)
    return lambda problem: again("" if form.errors else problem)


def _sent(reference: str) -> tuple[Assignment, Review]:
    """The reviewer's own pair with the review they sent; anything else is not there."""
    pair, review, _settings = reviews.pair_of(current_user, g.edition, reference) or abort(404)
    if review is None or review.state is not ReviewState.submitted:
        abort(404)
    return pair, review


def _now(pair: Assignment) -> Review:
    """The review as it is stored now; another tab may have changed it since."""
    return reviews.review_of(pair) or abort(404)


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
