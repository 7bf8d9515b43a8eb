"""Shape and limits of the organisers' forms about funded places."""

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange, Optional, ValidationError

from conference.forms.fields import DayField
from conference.rules.applications.applications import CameBy
from conference.rules.applications.labels import CAME_BY
from conference.rules.applications.scoring import Criterion
from conference.rules.funding.labels import REASON
from conference.rules.funding.offers import Outcome, Reason
from conference.rules.funding.pots import Category, FitRule
from conference.rules.languages import Lang
from conference.rules.people.duties import Kind


def days(label: str) -> IntegerField:
    """A number of days."""
    return IntegerField(
        label, validators=[InputRequired("Enter a number of days."), NumberRange(1, 90, "Enter a number from 1 to 90.")]
    )


def amount(label: str, hint: str = "") -> IntegerField:
    """A whole sum or count."""
    return IntegerField(
        label,
        description=hint,
        default=0,
        validators=[InputRequired("Enter a whole number. 0 is fine."), NumberRange(0, 10**9, "Enter 0 or more.")],
    )


FIT_RULES = {
    FitRule.skip: "Skip: a person whose costs do not fit waits, and the next person who fits gets the place."
    " Less money is left unused.",
    FitRule.stop: "Stop: when a person’s costs do not fit, everyone after them waits too. No one is passed over.",
}


def lines_of(text: str | None) -> list[str]:
    """What was typed, line by line, without empty ones."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def criteria(label: str) -> TextAreaField:
    """Five lines: the question, then the words for 0, 1, 2 and 3."""

    def five(_form: Any, field: Any) -> None:
        if len(lines_of(field.data)) != 5:
            raise ValidationError("Enter five lines: the question, then the words for 0, 1, 2 and 3.")

    hint = "Five lines: the question, then what 0, 1, 2 and 3 mean."
    return TextAreaField(label, description=hint, validators=[Length(max=2000), five], render_kw={"rows": 6})


class SettingsForm(FlaskForm):
    opens_on = DayField("First day to apply", validators=[DataRequired("Enter the first day.")])
    closes_on = DayField("Last day to apply", validators=[DataRequired("Enter the last day.")])
    hear_by = DayField("Day by which we tell everyone our decision", validators=[DataRequired("Enter the day.")])
    answer_days = days("Days to answer an offer")
    more_days = days("Extra days for people who ask (once)")
    remind_days = days("Days before the end when we send a reminder")
    ring_days = days("Days before the end when we call")
    promote_until_on = DayField("Last day to offer a place from the waiting list (optional)", validators=[Optional()])
    fit_rule = RadioField(
        "When the next person’s costs do not fit",
        choices=[SelectChoice(rule.value, words) for rule, words in FIT_RULES.items()],
        validators=[InputRequired("Choose a rule.")],
    )
    home_country = StringField("Country from which travel counts as near", validators=[Length(max=100)])
    travel = amount("Estimate: travel inside the country, per person")
    travel_abroad = amount("Estimate: travel from abroad, per person")
    night = amount("Estimate: one hotel night")
    meals_day = amount("Estimate: meals, per day")
    care_day = amount("Estimate: care at home, per day")
    visa = amount("Estimate: a visa")

    def validate_closes_on(self, field: Any) -> None:
        if field.data and self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError("Enter the first day or a later day.")

    def validate_answer_days(self, field: Any) -> None:
        if field.data and self.ring_days.data and field.data <= self.ring_days.data:
            raise ValidationError("Enter more days to answer than the days before the end when we call.")


class PotForm(FlaskForm):
    kind = RadioField(
        "Which pot?",
        choices=[SelectChoice("places", "Places, counted in people"), SelectChoice("money", "Money, in whole units")],
        validators=[InputRequired("Choose a pot.")],
    )
    capacity = amount("How much should it hold?")
    reason = TextAreaField("Why? (the key holders read this)", validators=[Length(max=1000)], render_kw={"rows": 2})


class NewForm(FlaskForm):
    """Start an application for somebody on the phone, on paper, by video or on a visit."""

    came_by = RadioField(
        "How did it reach us?",
        choices=[SelectChoice(each.value, words) for each, words in CAME_BY.items() if each is not CameBy.web],
        validators=[InputRequired("Choose how it reached us.")],
    )
    name = StringField("The person’s full name", validators=[InputRequired("Enter the name."), Length(max=200)])
    lang = RadioField(
        "Language for messages",
        choices=[SelectChoice(Lang.en.value, "English"), SelectChoice(Lang.nl.value, "Dutch")],
        default=Lang.en.value,
    )


class OutcomeForm(FlaskForm):
    outcome = RadioField(
        "This person",
        choices=[
            SelectChoice(Outcome.offer.value, "is offered a place"),
            SelectChoice(Outcome.waiting_list.value, "goes on the waiting list"),
            SelectChoice(Outcome.not_offered.value, "is not offered a place, with a reason"),
        ],
        validators=[InputRequired("Choose an answer.")],
    )
    reason = SelectField(
        "If not offered a place: why?",
        choices=[SelectChoice("", "Choose a reason"), *(SelectChoice(r.value, words) for r, words in REASON.items())],
    )
    reason_text = TextAreaField(
        "Feedback in our own words (the person reads this, also if they are on the waiting list)",
        validators=[Length(max=1000)],
        render_kw={"rows": 3},
    )

    def validate_reason(self, field: Any) -> None:
        if self.outcome.data == Outcome.not_offered and not field.data:
            raise ValidationError("Choose a reason.")
        if field.data == Reason.in_our_words and not (self.reason_text.data or "").strip():
            raise ValidationError("Enter the reason in your own words below.")


class CostsForm(FlaskForm):
    """What one application would need, line by line; money in whole units."""

    place = amount("Places for the person")
    companion_place = amount("Places for the companion")
    travel = amount("Travel, up to")
    hotel = amount("Hotel, up to")
    meals = amount("Meals, up to")
    companion_costs = amount("Travel and hotel of the companion, up to")
    care = amount("Care at home, up to")
    visa = amount("Visa, up to")
    pot = SelectField("The money comes from", coerce=int, default=0, choices=[SelectChoice(0, "the general pot")])

    def offer_pots(self, pots: Iterable[tuple[int, str]]) -> "CostsForm":
        """The sponsors' pots that may be named, and a word for each."""
        self.pot.choices = [SelectChoice(0, "the general pot"), *(SelectChoice(*each) for each in pots)]
        return self

    def validate_place(self, field: Any) -> None:
        if not field.data:
            raise ValidationError("Enter 1: everyone who is offered something gets a place.")

    def lines(self) -> list[tuple[Category, int]]:
        """The lines with something in them."""
        return [(each, self[each.value].data) for each in Category if self[each.value].data]


class WhatIfForm(FlaskForm):
    class Meta:
        csrf = False  # it only reads

    places = amount("Places")
    money = amount("Money")
    rule = RadioField(
        "When the next person’s costs do not fit",
        choices=[SelectChoice(rule.value, words) for rule, words in FIT_RULES.items()],
        validators=[InputRequired("Choose a rule.")],
    )


class ShortenForm(FlaskForm):
    keep = amount("How many stay on the waiting list?")
    reason = SelectField(
        "Reason for the others",
        choices=[SelectChoice(r.value, words) for r, words in REASON.items() if r is not Reason.in_our_words],
    )


class PanelForm(FlaskForm):
    name = StringField("Name of the panel", validators=[InputRequired("Enter a name."), Length(max=100)])
    minimum = IntegerField(
        "How many people read each application?",
        default=2,
        validators=[InputRequired("Enter a number."), NumberRange(2, 9, "Enter a number from 2 to 9.")],
    )
    needs_le = BooleanField("At least one of them has lived experience", default=True)
    required = BooleanField("No one is offered a place before this panel has read the application", default=True)


class CriteriaForm(FlaskForm):
    """The questions and the words for 0 to 3, in one language after the other; a line each."""

    contribution_en = criteria("What would this person bring? In English")
    contribution_nl = criteria("The same question in Dutch")
    benefit_en = criteria("Who would gain from it, and how far would it reach? In English")
    benefit_nl = criteria("The same question in Dutch")
    need_en = criteria("How much does this person need our help to come? In English")
    need_nl = criteria("The same question in Dutch")

    def words(self) -> dict[str, dict[str, list[str]]]:
        """Language to question to its five lines."""
        return {lang.value: {each.value: lines_of(self[f"{each}_{lang}"].data) for each in Criterion} for lang in Lang}


class SeatForm(FlaskForm):
    panel = SelectField("On which panel?", coerce=int, validate_choice=False)
    email = EmailField(
        "Sign-in address",
        validators=[
            InputRequired("Enter the address they sign in with."),
            Email("Enter an address like name@example.org."),
        ],
    )
    kind = RadioField(
        "They are on the panel as",
        choices=[
            SelectChoice(Kind.lived_experience.value, "a person with lived experience"),
            SelectChoice(Kind.professional.value, "a professional"),
        ],
        validators=[InputRequired("Choose an answer.")],
    )
