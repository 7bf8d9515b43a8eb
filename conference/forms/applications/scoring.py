"""The score sheet: three questions from 0 to 3, each number with its words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from conference.forms.applications.choices import choices
from conference.rules.applications.scoring import Conflict

CONTRIBUTION = {
    0: _l("0: I cannot see it in what is written"),
    1: _l("1: A little: one thing is named"),
    2: _l("2: Clear: I can see what this person would add"),
    3: _l("3: Strong: others would miss it if this person were not there"),
}
BENEFIT = {
    0: _l("0: I cannot see it in what is written"),
    1: _l("1: For the person alone"),
    2: _l("2: For the person and people around them"),
    3: _l("3: For many, who would hear of it from this person"),
}
NEED = {
    0: _l("0: Would come in any case, as far as I can read"),
    1: _l("1: Coming would be somewhat harder without help"),
    2: _l("2: Coming would be very hard without help"),
    3: _l("3: Could not come without help"),
}


def scale(label: Any, hint: Any, anchors: dict[int, Any]) -> RadioField:
    """Four answers, each number with its words."""
    return RadioField(
        label, choices=choices(anchors), coerce=int, description=hint, validators=[InputRequired(_l("Choose 0 to 3."))]
    )


QUESTIONS = {
    "contribution": (
        _l("What would this person bring?"),
        _l("Look at what they would add for others there."),
        CONTRIBUTION,
    ),
    "benefit": (
        _l("Who would gain from it, and how far would it reach?"),
        _l("Look at what they would take back, and who they would share it with."),
        BENEFIT,
    ),
    "need": (
        _l("How much does this person need our help to come?"),
        _l("Go by their own words. No one has to prove anything."),
        NEED,
    ),
}
CONFLICT = {
    Conflict.knows: _l("I know this person"),
    Conflict.organisation: _l("We work or volunteer for the same organisation"),
    Conflict.on_behalf: _l("I helped with the form, or sent it for them"),
    Conflict.too_close: _l("It is too close to my own life"),
    Conflict.other: _l("Something else. I would rather not say"),
}


class ScoreForm(FlaskForm):
    contribution = scale(*QUESTIONS["contribution"])
    benefit = scale(*QUESTIONS["benefit"])
    need = scale(*QUESTIONS["need"])
    comment = TextAreaField(
        _l("Why did you give these scores?"),
        description=_l("Short and kind, in plain words. It helps us to give a fair reason. Do not write names."),
        validators=[
            InputRequired(_l("Enter at least one sentence.")),
            Length(max=2000, message=_l("Use at most 2,000 characters.")),
        ],
        render_kw={"rows": 4},
    )

    def ask_in(self, words: Mapping[str, list[str]] | None) -> "ScoreForm":
        """Ask in the edition's own words: for each question its title, and what 0, 1, 2 and 3 mean."""
        for name, (title, *anchors) in (words or {}).items():
            self[name].label.text, self[name].description = title, ""
            self[name].choices = [(number, f"{number}: {text}") for number, text in enumerate(anchors)]
        return self

    def given(self) -> dict[str, Any]:
        """The scores and the reason."""
        return {name: getattr(self, name).data for name in ("contribution", "benefit", "need", "comment")}


class ConflictForm(FlaskForm):
    conflict = RadioField(
        _l("Why should someone else score this?"),
        choices=choices(CONFLICT),
        coerce=Conflict,
        validators=[InputRequired(_l("Choose one. You do not have to explain."))],
    )
