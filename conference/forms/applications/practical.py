"""The pages about travel, money and what a person needs."""

from collections.abc import Sequence
from typing import Any

from babel.dates import format_date
from flask_babel import get_locale, gettext as _, lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional, ValidationError

from conference.forms.applications import choices as words
from conference.forms.applications.choices import choices
from conference.forms.applications.page import LONG, SHORT, Number, PageForm
from conference.forms.fields import DayField
from conference.rules.applications.applications import Travel
from conference.rules.funding.estimates import Cost, Route, route_of, routes_for
from conference.rules.funding.pots import Category
from conference.rules.funding.rates import Rate, Unit
from conference.rules.money import rate_written, written


class OtherFunderForm(PageForm):
    title = _l("Is anyone else paying for you?")
    other_funder = RadioField(
        _l("For example a charity, an employer or a hospital"),
        choices=choices(words.OTHER_FUNDER),
        validators=[InputRequired(_l("Choose one answer."))],
    )


class TravelForm(PageForm):
    title = _l("Your travel")
    intro = _l("A rough idea is enough. We will work out the costs.")
    travel_place = StringField(
        _l("Which town or village would you travel from?"),
        validators=[InputRequired(_l("Enter a town or village.")), SHORT],
    )
    travel_country = StringField(
        _l("Country"),
        validators=[InputRequired(_l("Enter a country.")), SHORT],
        render_kw={"autocomplete": "country-name"},
    )
    travel_mode = RadioField(
        _l("How would you travel?"),
        choices=choices(words.TRAVEL),
        validators=[InputRequired(_l("Choose how you would travel."))],
    )
    arrives_on = DayField(_l("Day you would arrive (if you know)"), validators=[Optional()])
    leaves_on = DayField(_l("Day you would leave (if you know)"), validators=[Optional()])
    nights = Number(
        _l("How many nights would you need a hotel?"), _l("Enter a number from 0 to 30."), 0, 30, needed=True
    )

    def validate_leaves_on(self, field: Field) -> None:
        if field.data and self.arrives_on.data and field.data < self.arrives_on.data:
            raise ValidationError(_("Enter a day after the day you arrive."))


class CompanionForm(PageForm):
    title = _l("The person who comes with you")
    intro = _l("They get their own free badge. They do not have to do anything, and no one scores them.")
    companion_name = StringField(_l("Their name (if you know it)"), validators=[SHORT])
    companion_badge_name = StringField(_l("Name for their badge (optional)"), validators=[SHORT])
    companion_relation = StringField(
        _l("Who are they to you? (optional)"), description=_l("For example carer, partner, friend."),
        validators=[SHORT],
    )  # fmt: skip
    companion_needs = TextAreaField(_l("What do they need? (optional)"), validators=[LONG], render_kw={"rows": 3})


class AccessForm(PageForm):
    title = _l("What do you need to take part well?")
    intro = _l(
        "You can leave this page empty. The panel does not see it. Only the people who arrange these things do,"
        " and we delete it 60 days after the conference."
    )
    needs = SelectMultipleField(_l("I need"), choices=choices(words.NEED))
    more = TextAreaField(_l("Anything else we should arrange?"), validators=[LONG], render_kw={"rows": 3})
    dietary = StringField(_l("Food you need or cannot eat"), validators=[SHORT])
    consent = BooleanField(_l("You may keep this and show it to the people who arrange it"))

    def validate_consent(self, field: Field) -> None:
        told = self.needs.data or (self.more.data or "").strip() or (self.dietary.data or "").strip()
        if told and not field.data:
            raise ValidationError(_("Tick the box to let us keep this, or delete what you wrote."))


class CarForm(PageForm):
    title = _l("Your own car")
    intro = _l("We pay for each mile or kilometre, and for each person you bring along.")
    distance = Number(
        _l("How many miles is it, one way? (if you know)"), _l("Enter a whole number, like 120."), 0, 5_000
    )
    passengers = Number(
        _l("How many other applicants will travel in your car? (optional)"),
        _l("Enter a number from 0 to 8."),
        0,
        8,
        description=_l("Do not count the person who comes to help you."),
    )

    def count_in(self, unit: str) -> None:
        """Miles or kilometres, as this conference counts."""
        if unit == Unit.kilometre:
            self.distance.label.text = _("How many kilometres is it, one way? (if you know)")


class MealsForm(PageForm):
    title = _l("Meals not provided by the conference")
    intro = _l("For example dinner in the evening, or breakfast where the hotel has none.")
    breakfasts = Number(_l("How many breakfasts?"), _l("Enter a number from 0 to 30."), 0, 30)
    lunches = Number(_l("How many lunches?"), _l("Enter a number from 0 to 30."), 0, 30)
    dinners = Number(_l("How many dinners?"), _l("Enter a number from 0 to 30."), 0, 30)

    def validate_breakfasts(self, field: Field) -> None:
        if not any((field.data, self.lunches.data, self.dinners.data)):
            raise ValidationError(_("Enter at least one meal."))


class ChildcareForm(PageForm):
    title = _l("Care for your children")
    childcare_days = Number(
        _l("For how many days do you need it?"), _l("Enter a number from 1 to 30."), 1, 30, needed=True
    )


class CareForm(PageForm):
    title = _l("Care for someone you look after")
    care_days = Number(_l("For how many days do you need it?"), _l("Enter a number from 1 to 30."), 1, 30, needed=True)


class VisaForm(PageForm):
    title = _l("Help with a visa")
    intro = _l("We will write the letter you need for it. We can pay for the visa too.")
    passport_country = StringField(
        _l("Which country is your passport from?"), validators=[InputRequired(_l("Enter a country.")), SHORT]
    )
    passport_name = StringField(_l("Your name in your passport (if it is different)"), validators=[SHORT])


class CostsForm(PageForm):
    """One choice for each line of the estimate; `fit` keeps the lines that this person would have."""

    title = _l("What we would pay for you")
    travel, hotel, meals, companion_costs, care, visa = (
        RadioField(words.CATEGORY[each], choices=choices(words.ROUTE), validators=[Optional()])
        for each in (
            Category.travel,
            Category.hotel,
            Category.meals,
            Category.companion_costs,
            Category.care,
            Category.visa,
        )
    )

    def __init__(self, *args: Any, data: Any = None, **more: Any) -> None:
        super().__init__(*args, data={**(data or {}), **((data or {}).get("routes") or {})}, **more)

    def fit(
        self, costs: Sequence[Cost], unknown: Sequence[Category], mode: Travel | None, currency: str, *, typed: bool
    ) -> None:
        """Only these lines, each with its sum, how it was worked out, and the ways to pay it, the best first."""
        self.unpriced = [str(words.CATEGORY[category]) for category in unknown]
        self.sums = {cost.category.value: cost.amount for cost in costs}
        found, locale = {cost.category.value: cost for cost in costs}, str(get_locale())
        for field in self.asked():
            cost = found.get(field.name)
            if cost is None:
                del self[field.name]
                continue
            sums = _("%(what)s: about %(sum)s", what=field.label.text, sum=written(cost.amount, currency, locale))
            field.label.text = sums
            field.description = worked_out(cost, currency, locale)
            field.choices = choices({way: words.ROUTE[way] for way in routes_for(cost.category, mode)})
            if not typed:
                field.data = route_of(cost.category, mode, {field.name: field.data})

    def pays_first(self, currency: str) -> str:
        """What the person chose to pay up front, in words; nothing is the common case."""
        total = sum(self.sums[field.name] for field in self.asked() if field.data == Route.reimburse)
        return written(total, currency, str(get_locale())) if total else ""

    def answers(self) -> dict[str, Any]:
        return {"routes": {field.name: field.data for field in self.asked() if field.data}}


def worked_out(cost: Cost, currency: str, locale: str) -> str:
    """How a sum came about, as far as rates say it."""
    if cost.guessed:
        return str(_("This is a first estimate."))
    return "; ".join(_rated(step.quantity, step.rate, currency, locale) for step in cost.steps if step.rate)


def _rated(quantity: int, rate: Rate, currency: str, locale: str) -> str:
    """So many at this rate, where the rate is written and since when it counts."""
    told = rate_written(rate.numerator, rate.denominator, currency, locale)
    since = format_date(rate.since, "long", locale=locale) if rate.since else ""
    source = _("%(source)s, from %(day)s", source=rate.source, day=since) if rate.source else ""
    return f"{words.RATE[rate.kind]}: {quantity} × {told}" + (f" ({source})" if source else "")


class SupportForm(PageForm):
    title = _l("People we can contact")
    intro = _l("You can leave this page empty.")
    support_person = StringField(_l("Someone who helps you with this form (name and phone)"), validators=[SHORT])
    emergency_contact = StringField(
        _l("Who should we call if you are taken ill at the conference?"), validators=[SHORT]
    )


class AgreeForm(PageForm):
    title = _l("What we do with your answers")
    agree = BooleanField(
        _l("I have read this, and you may use my answers in this way"),
        validators=[InputRequired(_l("Tick the box to continue. Without it we may not keep your application."))],
    )
