"""Shape and limits of the forms about people and their duties (the desk, in English)."""

from flask_wtf import FlaskForm
from wtforms import EmailField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import Email, InputRequired, Length

from conference.forms.fields import trimmed
from conference.rules.people.duties import Duty
from conference.rules.people.labels import DUTY

# A reviewer, an assessor and a co-chair are invited on pages of their own, with a role card.
GIVEN_HERE = (Duty.organiser, Duty.treasurer, Duty.assessor)


def _address() -> EmailField:
    return EmailField(
        "Sign-in address",
        filters=[trimmed],
        validators=[
            InputRequired("Enter the address they sign in with."),
            Email("Enter an email address in the right form, like name@example.org."),
            Length(max=254, message="Enter a shorter email address."),
        ],
    )


class AppointForm(FlaskForm):
    name = StringField("Name", validators=[InputRequired("Enter their name."), Length(max=200)])
    email = _address()
    duty = SelectField("Role", choices=[SelectChoice(duty.value, DUTY[duty]) for duty in GIVEN_HERE])


class AddressForm(FlaskForm):
    email = _address()
