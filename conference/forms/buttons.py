"""Shape of the front door's one form."""

from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.fields import SelectChoice


class LanguageForm(FlaskForm):
    lang = SelectField(choices=[SelectChoice("en", "English"), SelectChoice("nl", "Nederlands")])


class PressForm(FlaskForm):
    """A button and nothing else."""
