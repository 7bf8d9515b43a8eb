"""Shape and limits of the desk's forms about paying, booking and involvement payments."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateTimeLocalField, DecimalField, IntegerField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from conference.forms.fields import trimmed
from conference.forms.funding.settings import amount
from conference.forms.numbers import finite
from conference.forms.payments.my_money import money
from conference.rules.funding.advances import BookingState
from conference.rules.funding.labels import BOOKING
from conference.rules.payments.payees import mistakes


def text(label: str, words: str, most: int = 200) -> StringField:
    """A line of text that must be there."""
    return StringField(label, filters=[trimmed], validators=[DataRequired(words), Length(max=most)])


class PayerForm(FlaskForm):
    payer_name = text("Name of the account we pay from", "Enter the name.", 140)
    payer_iban = text("IBAN", "Enter the IBAN.", 50)
    never_chased_below = amount("Smallest amount we ask back, in whole units")

    def validate_payer_iban(self, field: Any) -> None:
        if mistakes(field.data or "", "", ""):
            raise ValidationError("Enter a correct IBAN. This one has a mistake in it.")


class BookForm(FlaskForm):
    line = SelectField("Which promised cost is this for?", coerce=int)
    supplier = text("Supplier", "Enter the supplier.")
    reference = text("Reference of the booking", "Enter the reference.", 100)
    cost = money("Cost")
    changeable = BooleanField("The booking can be changed or passed on")


def some(label: str) -> DecimalField:
    """A sum that may be left open."""
    words = "Enter an amount, like 25 or 25.50."
    return DecimalField(
        label, places=2, validators=[Optional(), finite(words), NumberRange(0, 100_000, "Enter 0 or more.")],
        render_kw={"inputmode": "decimal"},
    )  # fmt: skip


class MoveForm(FlaskForm):
    booking = IntegerField(validators=[InputRequired()])
    state = SelectField(
        "Status",
        choices=[SelectChoice(each.value, words) for each, words in BOOKING.items() if each is not BookingState.booked],
    )
    more = some("Cost of the change (optional)")
    refund = some("Refund (optional)")


class FeeForm(FlaskForm):
    task = text("For which task?", "Enter the task.")
    task_at = DateTimeLocalField(
        "When does it start? (local time)", validators=[InputRequired("Enter the day and time.")]
    )
    amount = money("How much do we offer?")
