"""Shape and limits of the desk's forms about rates."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DecimalField, IntegerField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from conference.forms.fields import DayField
from conference.rules.funding.labels import UNIT
from conference.rules.funding.rates import UNITS, RateKind, Unit

KIND = {
    RateKind.car: "Your own car",
    RateKind.motorcycle: "Your own motorcycle",
    RateKind.bicycle: "Your own bicycle",
    RateKind.passenger: "Each passenger in your own car",
    RateKind.train: "Train, there and back",
    RateKind.coach: "Coach or bus, there and back",
    RateKind.plane: "Plane, there and back",
    RateKind.taxi: "Taxi, there and back",
    RateKind.hotel: "Hotel, at most",
    RateKind.breakfast: "Breakfast",
    RateKind.lunch: "Lunch",
    RateKind.dinner: "Dinner",
    RateKind.per_diem: "All meals of a day together",
    RateKind.childcare: "Care for children",
    RateKind.care: "Care for someone at home",
    RateKind.visa: "Visa",
}


class RateForm(FlaskForm):
    kind = SelectField("What is the rate for?", choices=[SelectChoice(kind.value, name) for kind, name in KIND.items()])
    unit = SelectField("Unit", choices=[SelectChoice(unit.value, words) for unit, words in UNIT.items()])
    rate = DecimalField(
        "Amount for each unit",
        description="In the currency of the conference, like 0.45.",
        places=None,
        validators=[
            InputRequired("Enter an amount, like 0.45."),
            NumberRange(0, 100_000, "Enter an amount from 0 to 100,000."),
        ],
    )
    place = StringField(
        "Town (optional)",
        description="For a hotel, the town it is in. For a fare, the town people come from."
        " Leave this empty for everywhere.",
        validators=[Length(max=100)],
    )
    band_from = IntegerField(
        "From this distance", default=0, validators=[Optional(), NumberRange(0, 10**6, "Enter 0 or more.")]
    )
    band_to = IntegerField(
        "Up to this distance (optional)", validators=[Optional(), NumberRange(1, 10**6, "Enter 1 or more.")]
    )
    valid_from = DayField("First day", validators=[DataRequired("Enter the first day.")])
    valid_to = DayField("Last day (optional)", validators=[Optional()])
    source = StringField(
        "Where did you find this rate?", validators=[InputRequired("Enter where you found this rate."), Length(max=300)]
    )
    source_on = DayField("Day on which you found it", validators=[DataRequired("Enter the day.")])

    def validate_rate(self, field: Any) -> None:
        if isinstance(field.data, Decimal) and not field.data.is_finite():
            raise ValidationError("Enter an amount, like 0.45.")

    def validate_unit(self, field: Any) -> None:
        units = UNITS.get(self.kind.data, ())
        if units and field.data not in units:
            raise ValidationError(f"Choose another unit: this is paid per {' or '.join(units)}.")

    def validate_band_to(self, field: Any) -> None:
        if field.data and field.data <= (self.band_from.data or 0):
            raise ValidationError("Enter a distance that ends after it begins.")
        if self.unit.data not in (Unit.mile, Unit.kilometre) and (field.data or self.band_from.data):
            raise ValidationError("Enter distances only for miles and kilometres.")

    def validate_valid_to(self, field: Any) -> None:
        if field.data and self.valid_from.data and field.data < self.valid_from.data:
            raise ValidationError("Enter the first day or a later day.")

    def fraction(self, minor_in_one: int) -> Fraction:
        """The amount in minor units, exactly as typed."""
        return Fraction(self.rate.data or Decimal(0)) * minor_in_one


class EndForm(FlaskForm):
    rate = SelectField("Which rate?", coerce=int)
    last_day = DayField("Last day", validators=[DataRequired("Enter the last day.")])
