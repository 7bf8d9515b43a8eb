"""Shape and limits of what a person says about money: how they are paid, money ahead, a payment for their time."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import format_date, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DecimalField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, StopValidation

from conference.forms.fields import DayField, trimmed
from conference.forms.numbers import finite
from conference.rules.payments import payees as rules
from conference.rules.payments.fees import Choice
from conference.rules.payments.payees import Way, Wrong

WORDS = {
    Wrong.iban: _l("This IBAN has a mistake in it. Check it letter by letter."),
    Wrong.sort_code: _l("A sort code has six digits, like 60-16-13."),
    Wrong.account: _l("A UK account number has eight digits."),
    Wrong.one_kind: _l("Enter an IBAN, or a sort code with an account number. One of the two is enough."),
}


class Amount(DecimalField):
    """A sum with its cents after a point or, as Dutch hands write it, after a comma; "1,000" stays unclear."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([re.sub(r"^(\d+),(\d{1,2})$", r"\1.\2", typed.strip()) for typed in valuelist])


def money(label: Any, hint: Any = "", *, required: bool = True) -> DecimalField:
    """A sum in pounds or euros."""
    first = InputRequired(_l("Enter an amount, like 25 or 25.50.")) if required else Optional()
    return Amount(
        label,
        description=hint,
        places=2,
        validators=[first, finite(str(_l("Enter an amount, like 25 or 25.50."))), more_than_nothing],
        render_kw={"inputmode": "decimal"},
    )


def more_than_nothing(_form: Any, field: Any) -> None:
    """A sum is above nothing, and not larger than any we could pay."""
    if field.data is not None and not Decimal(0) < field.data <= Decimal(100_000):
        raise StopValidation(str(_l("Enter an amount that is more than 0.")))


class PayForm(FlaskForm):
    way = RadioField(
        _l("How should we pay you?"),
        choices=[
            SelectChoice(Way.bank.value, _l("Into a bank account")),
            SelectChoice(Way.cheque.value, _l("By cheque, in the post")),
            SelectChoice(Way.cash_card.value, _l("By prepaid card, in the post")),
        ],
        validators=[InputRequired(_l("Choose how we should pay you."))],
    )
    name = StringField(
        _l("Name on the account, cheque or card"),
        filters=[trimmed],
        validators=[DataRequired(_l("Enter the name.")), Length(max=70)],
    )
    sort_code = StringField(
        _l("Sort code (UK)"), filters=[trimmed], validators=[Length(max=20)], render_kw={"inputmode": "numeric"}
    )
    account = StringField(
        _l("Account number (UK)"), filters=[trimmed], validators=[Length(max=20)], render_kw={"inputmode": "numeric"}
    )
    iban = StringField(
        _l("IBAN (other countries)"),
        description=_l("It starts with two letters."),
        filters=[trimmed],
        validators=[Length(max=50)],
    )
    postal_address = TextAreaField(
        _l("Postal address (for a cheque or a card)"), filters=[trimmed], validators=[Length(max=300)],
        render_kw={"rows": 3},
    )  # fmt: skip

    def validate_iban(self, _field: Any) -> None:
        if self.way.data != Way.bank:
            return
        fields: dict[Wrong, Any] = {
            Wrong.iban: self.iban, Wrong.sort_code: self.sort_code, Wrong.account: self.account,
            Wrong.one_kind: self.iban,
        }  # fmt: skip
        for wrong in rules.mistakes(self.iban.data or "", self.sort_code.data or "", self.account.data or ""):
            fields[wrong].errors = [*fields[wrong].errors, WORDS[wrong]]

    def validate(self, extra_validators: Any = None) -> bool:
        fine = super().validate(extra_validators)
        if self.way.data in (Way.cheque, Way.cash_card) and not self.postal_address.data:
            self.postal_address.errors = [_l("Enter your postal address.")]
        return fine and not any(field.errors for field in self)

    def details(self) -> dict[str, str]:
        """What the bank or the post needs, and no more."""
        if self.way.data != Way.bank:
            return {"name": self.name.data or "", "postal_address": self.postal_address.data or ""}
        given = {name: rules.plain(self[name].data or "") for name in ("iban", "sort_code", "account")}
        return {"name": self.name.data or ""} | {name: text for name, text in given.items() if text}


class AheadForm(FlaskForm):
    line = SelectField(_l("What is it for?"), coerce=int)
    amount = money(_l("How much do you need in advance?"))
    travels_on = DayField(
        _l("Which day do you start your journey?"),
        validators=[DataRequired(_l("Enter a day, month and year, like 27 3 2027."))],
    )


class ChoiceForm(FlaskForm):
    choice = RadioField(
        _l("What would you like?"),
        choices=[
            SelectChoice(Choice.full.value, _l("All of it")),
            SelectChoice(Choice.part.value, _l("A part of it")),
            SelectChoice(Choice.none.value, _l("Nothing")),
            SelectChoice(Choice.donate.value, _l("Nothing for me: give it to the fund for others")),
        ],
        validators=[InputRequired(_l("Choose what you would like."))],
    )
    part = money(_l("If you would like a part, how much?"), required=False)
    month = SelectField(_l("Which month should we pay you in?"))

    def offer_months(self, months: list[date]) -> "ChoiceForm":
        """The months to choose from."""
        self.month.choices = [SelectChoice(each.isoformat(), format_date(each, "MMMM y")) for each in months]
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        fine = super().validate(extra_validators)
        if self.choice.data == Choice.part and self.part.data is None and not self.part.errors:
            self.part.errors = [_l("Enter an amount, like 25 or 25.50.")]
        return fine and not self.part.errors
