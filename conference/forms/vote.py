"""Shape of the forms with which somebody votes."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import InputRequired, Length


class CodeForm(FlaskForm):
    code = StringField(
        _l("Your voting code"),
        description=_l("The 12 signs on your card. Spaces, dashes and small letters do not matter."),
        validators=[
            InputRequired(_l("Type the code on your card.")),
            Length(max=60, message=_l("A code has 12 signs.")),
        ],
        render_kw={
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "class": "govuk-input--extra-letter-spacing govuk-input--width-20",
        },
    )


class ChoiceForm(FlaskForm):
    choice = RadioField(
        _l("Choose one"),
        choices=[],
        validators=[InputRequired(_l("Choose one before you go on."))],
        render_kw={"lang": "en"},  # the entries are quoted in the language of the conference
    )


class CodeAndChoiceForm(CodeForm, ChoiceForm):
    """Code and choice on one page, for a voter who came without a QR code."""


class CastForm(FlaskForm):
    choice = HiddenField(validators=[InputRequired()])
    tracker = HiddenField(validators=[InputRequired()])
