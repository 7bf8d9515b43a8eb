"""The equality form: one choice for each question that is in force, none of them needed."""

from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.widgets import HiddenInput

from conference.rules.editions.equality import KNOWN, Question


def form_for(questions: list[Question], lang: str) -> type[FlaskForm]:
    """The form of these questions in this language."""
    made = type("EqualityForm", (FlaskForm,), {"version": IntegerField(widget=HiddenInput())})
    for one in questions:
        choices = [SelectChoice(key, words) for key, words in one.choices(lang)]
        setattr(made, one.key, RadioField(one.said_in(lang), choices=choices, validate_choice=False))
    return made


class AskForm(FlaskForm):
    """Which questions are asked from now on."""

    questions = SelectMultipleField(
        "Questions to ask",
        choices=[SelectChoice(one.key, one.said_in("en")) for one in KNOWN.values()],
        description="A change starts a new count, and the old count is kept. Ask only what you will act on.",
    )
