"""The one way for a view to act: a wrong form comes back with its words, a refusal is said, else one commit and 303."""

from collections.abc import Callable
from typing import TypeVar

from flask import abort, flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext
from flask_wtf import FlaskForm
from wtforms import Field

from conference.db import db
from conference.forms.buttons import PressForm
from conference.rules.money import written
from conference.rules.refusals import Refused, Sum

T = TypeVar("T")


def act(
    doing: Callable[[], T],
    *,
    onward: str | Callable[[T], str],
    said: str | Callable[[T], str] = "",
    form: FlaskForm | None = None,
    again: Callable[[str], str] | None = None,
    back: str = "",
) -> ResponseReturnValue:
    """Do it, commit, say so and go on. `form` is what was sent; a button and nothing else where it is left out.

    `again(problem)` is the page to show once more, with 422, when the form is wrong (then it says so itself and problem
    is empty) or the act is refused. A button that is not ours is 400, as is a wrong form without that page; a refusal
    without it is said on the page that `back` names, else on the one onward.
    """
    if not (form or PressForm()).validate():
        return (again(""), 422) if form and again else abort(400)
    try:
        done = doing()
        address = onward(done) if callable(onward) else onward
        words = said(done) if callable(said) else said
    except Refused as no:
        db.session.rollback()
        problem = why(no)
        if again:
            return again(problem), 422
        flash(problem)
        return redirect(back or str(onward), 303)
    db.session.commit()
    if words:
        flash(words)
    return redirect(address, 303)


def beside(place: FlaskForm | Field, page: Callable[[], str]) -> Callable[[str], str]:
    """The page again, with a refusal said at the head of its form or beside one field."""

    def again(problem: str) -> str:
        if problem and isinstance(place, FlaskForm):
            place.form_errors.append(problem)
        elif problem:
            place.errors = [problem]
        return page()

    return again


def why(no: Refused) -> str:
    """A refusal in the reader's words."""
    locale = str(get_locale() or "en")
    facts = {name: written(f.minor, f.currency, locale) if isinstance(f, Sum) else f for name, f in no.facts.items()}
    return str(gettext(no.reason.words, **facts))
