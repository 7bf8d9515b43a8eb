"""Shape of the forms with which somebody votes."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length


class CodeForm(FlaskForm):
    code = StringField(
        _l("Your voting code"),
        description=_l("The 12 letters and numbers on your card. Spaces, dashes and capital letters do not matter."),
        validators=[
            InputRequired(_l("Enter the code on your card.")),
            Length(max=300, message=_l("A code has 12 letters and numbers.")),  # or the scanned link of a card
        ],
        render_kw={
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "class": "govuk-input--extra-letter-spacing govuk-input--width-20",
        },
    )
