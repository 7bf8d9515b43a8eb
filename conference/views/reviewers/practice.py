"""Two texts to practise on before the first real one. What is said there is shown beside ours and not kept."""

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext as _
from flask_login import current_user

from conference import guards
from conference.actions.reviewers import reviewers
from conference.db import now
from conference.forms.buttons import PressForm
from conference.forms.reviewers.practice import TEXTS, Practice
from conference.forms.reviews.sheet import FACTS, OVERALL, ReviewForm, form_for
from conference.models.reviewers.reviewers import Reviewer
from conference.queries.reviewers import reviewers as queries
from conference.queries.reviews import reviews
from conference.rules.people.duties import Duty
from conference.rules.reviews.reviews import co_production
from conference.views.acts import act

bp = guards.door("practice", __name__, duty=Duty.reviewer, url_prefix="/review/<edition>/practice")


@bp.get("/<int:number>")
def show(number: int) -> str:
    reviewer, text = _me(), _text(number)
    return _page(text, number, _form(reviewer))


@bp.post("/<int:number>")
def compare(number: int) -> ResponseReturnValue:
    """Our answers beside theirs."""
    reviewer, text = _me(), _text(number)
    form = _form(reviewer)
    if not form.validate():
        return _page(text, number, form), 422
    said = form.answers
    return render_template(
        "review/practice_answer.html",
        about=text,
        number=number,
        last=number == len(TEXTS),
        said=said,
        level=co_production(text.facts),
        ours=text.said[reviewer.kind],
        overall=OVERALL[reviewer.kind],
        facts=[(words, fact in text.facts, fact in said.facts) for fact, words, _hint in FACTS],
        press=PressForm(formdata=None),
    )


@bp.post("/done")
def done() -> ResponseReturnValue:
    reviewer = _me()
    return act(
        lambda: reviewers.practise(reviewer, by=current_user, at=now()),
        onward=url_for("review.index"),
        said=_("You have finished the practice. You can start whenever you like."),
    )


def _me() -> Reviewer:
    return queries.of_person(current_user, g.edition) or abort(404)


def _text(number: int) -> Practice:
    return TEXTS[number - 1] if 1 <= number <= len(TEXTS) else abort(404)


def _form(reviewer: Reviewer) -> ReviewForm:
    questions = reviews.questions_for(g.edition, reviewer.kind)
    return form_for(reviewer.kind, questions, str(get_locale()))()


def _page(text: Practice, number: int, form: ReviewForm) -> str:
    return render_template("review/practice.html", about=text, number=number, of=len(TEXTS), form=form)
