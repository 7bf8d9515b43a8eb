"""Shape and limits of the forms that turn a key."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Email, InputRequired, Length, Optional

from conference.forms.fields import trimmed
from conference.rules.keys import ALWAYS_TWO_KEYS, KIND, Kind
from conference.rules.people.duties import Rank, Side


class TurnForm(FlaskForm):
    digest = HiddenField(validators=[InputRequired(), Length(min=64, max=64)])


class SendBackForm(FlaskForm):
    reason = TextAreaField(
        _l("Why do you not approve this?"),
        description=_l("The person who made this list will read your reason. Say what should change."),
        validators=[
            InputRequired(_l("Enter a reason, so that the list can be made better.")),
            Length(max=2000, message=_l("Use at most 2,000 characters.")),
        ],
        render_kw={"rows": 4},
    )


class HolderForm(FlaskForm):
    """Ask for a change of who holds a key."""

    seat = SelectField(
        _l("Which key?"),
        choices=[
            SelectChoice(f"{side}:{rank}", label)
            for side, rank, label in (
                (Side.organiser, Rank.principal, _l("Organiser’s key: holder")),
                (Side.organiser, Rank.deputy, _l("Organiser’s key: deputy")),
                (Side.lived_experience, Rank.principal, _l("Lived-experience key: holder")),
                (Side.lived_experience, Rank.deputy, _l("Lived-experience key: deputy")),
            )
        ],
    )
    email = EmailField(
        _l("Sign-in address of the new holder"),
        filters=[trimmed],
        description=_l("Leave empty to remove the holder without naming anyone."),
        validators=[Optional(), Email(_l("Enter an email address in the right form, like name@example.org."))],
    )


class HolderAddressForm(FlaskForm):
    """Ask for another sign-in address of anybody who takes part."""

    current = EmailField(
        _l("Current sign-in address"),
        filters=[trimmed],
        validators=[
            InputRequired(_l("Enter the current address.")),
            Email(_l("Enter an email address in the right form, like name@example.org.")),
        ],
    )
    email = EmailField(
        _l("New sign-in address"),
        filters=[trimmed],
        validators=[
            InputRequired(_l("Enter the new address.")),
            Email(_l("Enter an email address in the right form, like name@example.org.")),
        ],
    )


class HolderCodeForm(FlaskForm):
    holder = SelectField(_l("Whose one-time code?"), coerce=int)


class OneKeyForm(FlaskForm):
    kinds = SelectMultipleField(
        _l("Which decisions need one key only?"),
        choices=[SelectChoice(kind.value, _l(KIND[kind])) for kind in Kind if kind not in ALWAYS_TWO_KEYS],
    )
