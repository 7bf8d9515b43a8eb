"""Shape and limits of a claim: one cost a page, a receipt, who is paid, and the questions in between."""

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from conference.forms.applications.choices import Words, choices
from conference.forms.applications.page import SHORT, Number, Words as AtMost, text
from conference.forms.fields import DayField, trimmed
from conference.rules.file_kinds import Refusal
from conference.rules.funding.rates import Unit
from conference.rules.payments.claims import ForWhom, Item

ITEM: Words = {
    Item.rail: _l("Train"),
    Item.bus: _l("Coach or bus"),
    Item.air: _l("Plane"),
    Item.taxi: _l("Taxi"),
    Item.car: _l("My own car"),
    Item.motorcycle: _l("My motorbike"),
    Item.bicycle: _l("My bicycle"),
    Item.passenger: _l("A passenger in my car"),
    Item.parking: _l("Parking"),
    Item.hotel: _l("Hotel"),
    Item.meal: _l("A meal"),
    Item.per_diem: _l("A day's food, at a set amount"),
    Item.childcare: _l("Care for my children"),
    Item.replacement_care: _l("Care for someone I look after"),
    Item.assistant: _l("My personal assistant"),
    Item.interpreter: _l("An interpreter"),
    Item.visa: _l("Visa"),
    Item.phone: _l("Phone or internet"),
    Item.printing: _l("Printing"),
    Item.other: _l("Something else"),
}
FOR_WHOM: Words = {ForWhom.me: _l("For me"), ForWhom.companion: _l("For the person who came with me")}
STATE: Words = {
    "draft": _l("Not sent yet"),
    "submitted": _l("We have your claim"),
    "checking": _l("We are checking it"),
    "query": _l("We have a question"),
    "approved": _l("Approved. The money is on its way"),
    "scheduled": _l("Approved. The money is on its way"),
    "paid": _l("Paid"),
    "reconciled": _l("Paid"),
    "refused": _l("Not approved"),
    "appeal": _l("We are looking at it again"),
}
NOT_TAKEN: Words = {
    Refusal.empty: _l("Choose a photo or a file."),
    Refusal.too_large: _l("This file is too large. Take a new photo, or send a smaller file."),
    Refusal.not_this_kind: _l("Choose a photo or a PDF file."),
    Refusal.two_in_one: _l("There is a second file hidden inside this one. Please take a new photo."),
    Refusal.locked: _l("This PDF is locked with a password. Send one without, or take a photo."),
    Refusal.too_many_pages: _l("This PDF has more than 30 pages. Send only the page with the receipt."),
    Refusal.too_much: _l("This file is too large to open safely. Please take a new photo."),
    Refusal.broken: _l("We could not open this file. Please take a new photo."),
}
COUNTRIES = ("AT", "AU", "BE", "CA", "CH", "DE", "DK", "ES", "FI", "FR", "GB", "IE", "IT", "NL", "NO", "NZ", "SE", "US")
HOW_MANY: Words = {
    Unit.mile: _l("How many miles, there and back?"),
    Unit.kilometre: _l("How many kilometres, there and back?"),
    Unit.day: _l("How many days?"),
}
CURRENCIES = ("GBP", "EUR", "USD", "AUD", "CAD", "CHF", "DKK", "INR", "JPY", "NOK", "NZD", "PLN", "SEK", "ZAR")


class Money(StringField):
    """A sum as people write it: 12.50, 12,50 or £12; `data` is a Decimal or None."""

    typed = ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = valuelist[0].strip() if valuelist else ""
        self.data: Any = None
        plain = re.sub(r"[\s£€$]", "", self.typed)
        if not plain:
            return
        try:
            if not re.fullmatch(r"\d{1,7}([.,]\d{1,2})?", plain):
                raise InvalidOperation
            self.data = Decimal(plain.replace(",", "."))
        except InvalidOperation:
            raise ValueError(str(_("Enter an amount like 12.50."))) from None

    def _value(self) -> str:
        return self.typed or ("" if self.data is None else str(self.data))


def money(label: Any, hint: Any = "", *, needed: Any = "") -> Money:
    """A box for a sum."""
    checks: list[Any] = [InputRequired(needed) if needed else Optional()]
    return Money(label, description=hint, validators=checks, render_kw={"inputmode": "decimal"})


def sentences(label: Any, needed: Any) -> TextAreaField:
    """A box that may not stay empty."""
    return TextAreaField(label, validators=[DataRequired(needed), AtMost(200)], filters=[trimmed])


class WhatForm(FlaskForm):
    what = RadioField(_l("What did you pay for?"), validators=[InputRequired(_l("Choose one answer."))])


class CostForm(FlaskForm):
    """One cost. Fields that a kind of cost does not need are taken out by the view."""

    incurred_on = DayField(_l("When did you pay?"), validators=[DataRequired(_l("Enter the day you paid."))])
    from_place = StringField(_l("Where did you travel from?"), validators=[SHORT], filters=[trimmed])
    to_place = StringField(_l("Where did you travel to?"), validators=[SHORT], filters=[trimmed])
    quantity = Number(_l("How many days?"), _l("Enter a whole number from 1 to 10,000."), 1, 10_000, needed=True)
    units = money(_l("How much did you pay?"), needed=_l("Enter how much you paid."))
    currency = SelectField(_l("Which currency?"))
    taken = money(
        _l("If you paid in another currency, what did your bank charge you?"),
        _l("If you know. You can find it on your bank statement."),
    )
    for_whom = RadioField(_l("Who was it for?"), choices=choices(FOR_WHOM), default=ForWhom.me.value)
    details = StringField(_l("Is there anything we should know? (optional)"), validators=[SHORT], filters=[trimmed])
    over_cap_reason = text(_l("This is more than we agreed. Why was it more?"), 80, rows=3)

    def validate_incurred_on(self, field: Field) -> None:
        if field.data and self.last_day and field.data > self.last_day:
            raise ValidationError(_("Enter today’s date or an earlier one."))

    last_day: Any = None


class ReceiptForm(FlaskForm):
    photo = FileField(
        _l("A photo of the receipt, or the file"),
        description=_l("We delete from your photo where and when it was taken."),
        render_kw={"attributes": {"accept": "image/*,.heic,application/pdf"}},
    )
    same_as = SelectField(_l("Or is it on the receipt of another cost?"), validators=[Optional()])
    lost = text(_l("Or did you lose the receipt? Tell us what happened"), 60, rows=2)


class PayToForm(FlaskForm):
    who = RadioField(
        _l("Who paid?"),
        choices=choices({"me": _l("I did"), "other": _l("Someone else paid for me")}),
        validators=[InputRequired(_l("Choose one answer."))],
    )
    name = StringField(_l("Their name"), validators=[SHORT], filters=[trimmed])
    phone = StringField(_l("Their phone number (if you know)"), validators=[SHORT], filters=[trimmed])

    def validate_name(self, field: Field) -> None:
        if self.who.data == "other" and not field.data:
            raise ValidationError(_("Enter the name of the person who paid."))


class SendClaimForm(FlaskForm):
    agree = BooleanField(
        _l("I paid this to come to the conference, and no one else will pay me back for it"),
        validators=[InputRequired(_l("Tick the box if this is right."))],
    )
    read_back = BooleanField(_l("I read all of it back to the person, and they said it is right"))


class AnswerForm(FlaskForm):
    words = sentences(_l("Your answer"), _l("Enter your answer."))


class AppealForm(FlaskForm):
    words = sentences(_l("Why do you disagree?"), _l("Enter why you disagree."))


def currencies(first: str) -> list[SelectChoice]:
    """The money people may have paid in, the award's own first."""
    return [SelectChoice(code, code) for code in (first, *(c for c in CURRENCIES if c != first))]


class AskForm(FlaskForm):
    """The desk asks; the clock stops until the answer."""

    question = TextAreaField(
        "Your question, in plain words",
        validators=[DataRequired("Enter a question.")],
        filters=[trimmed],
        render_kw={"rows": 3},
    )


CAME_BY = {"phone": "By phone", "paper": "On paper", "visit": "In person"}


class TypedForm(FlaskForm):
    """How a claim that staff type reached us."""

    came_by = RadioField(
        "How did the claim reach you?",
        choices=choices(CAME_BY),
        validators=[InputRequired("Choose how it reached you.")],
    )


class ClaimSettingsForm(FlaskForm):
    pay_days = Number("Working days within which we pay", "Enter a number from 2 to 60.", 2, 60, needed=True)
    amber_day = Number(
        "Working day on which we tell the head of the programme", "Enter a number from 1 to 59.", 1, 59, needed=True
    )
    country = SelectField("Country whose bank holidays count", choices=[SelectChoice(c, c) for c in COUNTRIES])
    lost_receipt_limit = money("Accept costs without a receipt, up to", needed="Enter an amount. 0 is fine.")
    group_cap = money("One limit for travel, hotel and meals together (optional)")

    def validate_amber_day(self, field: Field) -> None:
        if field.data and self.pay_days.data and field.data >= self.pay_days.data:
            raise ValidationError("Enter a day before the last day to pay.")


class RateForm(FlaskForm):
    currency = SelectField("Currency", choices=[SelectChoice(code, code) for code in CURRENCIES])
    day = DayField("Day", validators=[DataRequired("Enter the day.")])
    rate = StringField("What 1 unit was worth, such as 0.8561", validators=[InputRequired("Enter the rate.")])
    source = StringField(
        "Source", validators=[InputRequired("Enter where you found this rate."), SHORT], filters=[trimmed]
    )

    def validate_rate(self, field: Field) -> None:
        if not re.fullmatch(r"\d{1,4}([.,]\d{1,6})?", (field.data or "").strip()) or not self.decimal():
            raise ValidationError("Enter a number above 0, such as 0.8561.")

    def decimal(self) -> Decimal:
        """The rate as it was typed."""
        return Decimal((self.rate.data or "0").strip().replace(",", "."))


def decide_form(line_ids: Iterable[int]) -> Any:
    """A sum and a reason for each line that is to be decided."""
    fields: dict[str, Any] = {}
    for line_id in line_ids:
        fields[f"sum_{line_id}"] = money("We pay", needed="Enter an amount. 0 means we pay nothing.")
        fields[f"why_{line_id}"] = StringField(
            "Why not all of it? (the person reads this)", validators=[SHORT], filters=[trimmed]
        )
    return type("DecideForm", (FlaskForm,), fields)
