"""The pages about travel, money and what a person needs."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional, ValidationError

from conference.forms import apply_choices as words
from conference.forms.apply_choices import choices
from conference.forms.apply_page import LONG, SHORT, Number, PageForm, YesNo
from conference.forms.fields import DayField


class OtherFunderForm(PageForm):
    title = _l("Does somebody else pay for you?")
    other_funder = RadioField(
        _l("For example a charity, an employer or a hospital"),
        choices=choices(words.OTHER_FUNDER),
        validators=[InputRequired(_l("Choose one answer."))],
    )


class TravelForm(PageForm):
    title = _l("Your travel")
    intro = _l("A rough idea is enough. We work out the costs.")
    travel_place = StringField(
        _l("Where would you come from? Town or village"), validators=[InputRequired(_l("Enter a place.")), SHORT]
    )
    travel_country = StringField(
        _l("Country"),
        validators=[InputRequired(_l("Enter a country.")), SHORT],
        render_kw={"autocomplete": "country-name"},
    )
    travel_mode = RadioField(
        _l("How would you come?"),
        choices=choices(words.TRAVEL),
        validators=[InputRequired(_l("Choose how you would come."))],
    )
    arrives_on = DayField(_l("Day you would arrive (if you know)"), validators=[Optional()])
    leaves_on = DayField(_l("Day you would leave (if you know)"), validators=[Optional()])
    nights = Number(
        _l("How many nights would you need a hotel?"), _l("Enter a number from 0 to 30."), 0, 30, needed=True
    )

    def validate_leaves_on(self, field: Field) -> None:
        if field.data and self.arrives_on.data and field.data < self.arrives_on.data:
            raise ValidationError(_("The day you leave must come after the day you arrive."))


class CompanionForm(PageForm):
    title = _l("The person who comes with you")
    intro = _l("They get their own free badge. They have no duties and nobody scores them.")
    companion_name = StringField(_l("Their name (if you know it already)"), validators=[SHORT])
    companion_badge_name = StringField(_l("Name for their badge (if you like)"), validators=[SHORT])
    companion_relation = StringField(
        _l("Who are they to you? (if you like)"), description=_l("For example carer, partner, friend."),
        validators=[SHORT],
    )  # fmt: skip
    companion_needs = TextAreaField(_l("What do they need? (if you like)"), validators=[LONG], render_kw={"rows": 3})


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
            raise ValidationError(_("Tick the box if we may keep it, or empty this page."))


class MoneyFirstForm(PageForm):
    title = _l("Should we pay before you travel?")
    intro = _l("You never have to pay first. We can book for you, or send money before you go.")
    advance_needed = YesNo(_l("Do you need us to book or pay first?"), _l("Choose yes or no."))
    advance_amount = Number(
        _l("If you need money in your hand: about how much? (if you know)"),
        _l("Enter a whole amount."),
        0,
        100_000,
        description=_l("Whole amounts only."),
    )


class SupportForm(PageForm):
    title = _l("Somebody we may turn to")
    intro = _l("You can leave this page empty.")
    support_person = StringField(_l("Somebody who helps you with this form (name and phone)"), validators=[SHORT])
    emergency_contact = StringField(_l("Whom should we ring if you fall ill there?"), validators=[SHORT])


class AgreeForm(PageForm):
    title = _l("What we do with your answers")
    agree = BooleanField(
        _l("I have read this, and you may use my answers in this way"),
        validators=[InputRequired(_l("Tick the box to go on. Without it we may not keep your form."))],
    )
