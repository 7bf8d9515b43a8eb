"""Shape and limits of what an organiser says about a word."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from conference.forms.fields import trimmed
from conference.rules.reviews.glossary import LONGEST_TERM, term_of

LONG = Length(max=400, message="Use at most 400 characters.")


class WordForm(FlaskForm):
    term = StringField(
        "The word",
        filters=[trimmed],
        validators=[InputRequired("Enter the word."), Length(max=LONGEST_TERM, message="Use at most 60 characters.")],
    )
    en = TextAreaField(
        "What it means, in English",
        description="One short sentence that an eleven-year-old can read."
        " Leave both meanings empty to remove the word.",
        filters=[trimmed],
        validators=[LONG],
        render_kw={"rows": 2},
    )
    nl = TextAreaField("What it means, in Dutch", filters=[trimmed], validators=[LONG], render_kw={"rows": 2})

    def validate_term(self, field: Any) -> None:
        if not term_of(field.data or ""):
            raise ValidationError("Enter the word.")
