"""The pages about the person and what they tell us."""

from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional, ValidationError

from conference.forms.applications import choices as words
from conference.forms.applications.choices import choices
from conference.forms.applications.page import EMAIL, LONG, SHORT, Number, PageForm, YesNo, text
from conference.rules.applications import applications as rules


class NameForm(PageForm):
    title = _l("What is your name?")
    name = StringField(
        _l("Your full name"),
        validators=[InputRequired(_l("Enter your name.")), SHORT],
        render_kw={"autocomplete": "name", "spellcheck": "false"},
    )
    preferred_name = StringField(_l("What should we call you? (optional)"), validators=[SHORT])
    pronouns = StringField(
        _l("Your pronouns (optional)"), description=_l("For example she, he or they."), validators=[SHORT]
    )


class ForWhomForm(PageForm):
    title = _l("Who is this form for?")
    for_another = YesNo(
        _l("I am filling in this form"),
        _l("Choose one answer."),
        yes=_l("for someone else"),
        no=_l("for myself"),
        no_first=True,
    )


class HelperForm(PageForm):
    title = _l("About you, who are helping")
    intro = _l("All the other questions are about the person who would come. Ask them before you send the form.")
    helper_name = StringField(_l("Your own name"), validators=[InputRequired(_l("Enter your own name.")), SHORT])
    helper_relation = StringField(
        _l("Who are you to them?"),
        description=_l("For example daughter, friend, nurse."),
        validators=[InputRequired(_l("Enter who you are to them.")), SHORT],
    )
    helper_contact = StringField(_l("Your phone or email (if we may contact you)"), validators=[SHORT])


class AgeForm(PageForm):
    title = _l("Are you 18 or older?")
    under_18 = YesNo(
        _l("On the first day of the conference"),
        _l("Choose one answer."),
        yes=_l("I will be under 18"),
        no=_l("I will be 18 or older"),
        no_first=True,
    )


class GuardianForm(PageForm):
    title = _l("Your parent or guardian")
    intro = _l("You are welcome. Someone who looks after you must agree first. We may call them.")
    guardian_name = StringField(_l("Their name"), validators=[InputRequired(_l("Enter their name.")), SHORT])
    guardian_contact = StringField(
        _l("Their phone or email"), validators=[InputRequired(_l("Enter a phone number or an email address.")), SHORT]
    )
    consent = BooleanField(
        _l("They agree that I may apply for a place, and that you may keep my answers"),
        validators=[InputRequired(_l("Tick the box if they agree. Otherwise we cannot accept your application."))],
    )


class ContactForm(PageForm):
    title = _l("How can we reach you?")
    intro = _l("One way is enough. You do not need email.")
    contact_email = EmailField(
        _l("Email"), validators=[Optional(), EMAIL, SHORT], render_kw={"autocomplete": "email", "spellcheck": "false"}
    )
    phone = StringField(_l("Phone"), validators=[SHORT], render_kw={"autocomplete": "tel", "inputmode": "tel"})
    postal_address = TextAreaField(_l("Postal address"), validators=[LONG], render_kw={"rows": 3})
    channel = RadioField(
        _l("How would you like us to contact you?"),
        choices=choices(words.CHANNEL),
        validators=[InputRequired(_l("Choose how you would like us to contact you."))],
    )
    best_times = StringField(_l("Good times to call you (optional)"), validators=[SHORT])

    def validate_channel(self, field: Field) -> None:
        needed = {
            "email": (self.contact_email, _l("Enter your email, or choose another way.")),
            "phone": (self.phone, _l("Enter your phone number, or choose another way.")),
            "post": (self.postal_address, _l("Enter your address, or choose another way.")),
        }
        box, message = needed[field.data]
        if not (box.data or "").strip():
            box.errors = [*box.errors, message]
            raise ValidationError(message)

    def answers(self) -> dict[str, Any]:
        given = super().answers()
        return given | {name: given[name] or None for name in ("contact_email", "phone", "postal_address")}


class ApplyingForForm(PageForm):
    title = _l("What are you applying for?")
    intro = _l("Tick everything you need. A free ticket alone is fine.")
    applying_for = SelectMultipleField(
        _l("What do you need?"),
        choices=choices(words.WANTED),
        validators=[InputRequired(_l("Tick at least one thing."))],
    )


class RelationForm(PageForm):
    title = _l("What is your connection to health and care?")
    intro = _l("Tick all that apply. You choose the words.")
    relation = SelectMultipleField(_l("Which of these describe you?"), choices=choices(words.RELATION))
    relation_words = StringField(_l("Or say it in your own words"), validators=[SHORT])

    def validate_relation(self, field: Field) -> None:
        if not field.data and not (self.relation_words.data or "").strip():
            raise ValidationError(_("Tick at least one, or say it in your own words."))


class AboutYouForm(PageForm):
    title = _l("Tell us about you")
    about_me = text(
        _l("About me"),
        rules.ABOUT_WORDS,
        _l("Tell us what you want us to know. You do not need to list your jobs. At most 250 words."),
        rows=9,
        needed=_l("Enter a few words about yourself."),
    )


class ExperienceForm(PageForm):
    title = _l("Your health or care experience")
    intro = _l("You can leave this page empty. The panel does not see it.")
    experience_area = text(
        _l("What is your experience about? (optional)"),
        rules.EXPERIENCE_WORDS,
        _l("For example a kind of illness or care. At most 60 words."),
        rows=3,
    )
    consent = BooleanField(_l("You may keep what I wrote here, to plan the programme"))

    def validate_consent(self, field: Field) -> None:
        if (self.experience_area.data or "").strip() and not field.data:
            raise ValidationError(_("Tick the box to let us keep this, or delete what you wrote."))


class WhyComeForm(PageForm):
    title = _l("Why would you like to come?")
    intro = _l("Answer at least two of these three. A few sentences are enough.")
    why_come = text(_l("Why do you want to come?"), rules.STORY_WORDS, _l("At most 150 words."))
    bring = text(_l("What would you bring?"), rules.STORY_WORDS, _l("At most 150 words."))
    take_back = text(
        _l("What would you take back, and who would you share it with?"), rules.STORY_WORDS, _l("At most 150 words.")
    )

    def validate_why_come(self, field: Field) -> None:
        if not self.heard and not rules.enough_told(field.data, self.bring.data, self.take_back.data):
            raise ValidationError(_("Answer at least two of the three questions."))


class InterestsForm(PageForm):
    title = _l("What might you like to do there?")
    intro = _l("You do not have to choose a role. Ticking a box does not commit you to anything.")
    interests = SelectMultipleField(
        _l("I might like to"),
        choices=choices(words.INTEREST),
        validators=[InputRequired(_l("Tick at least one. “Just come and take part” is fine."))],
    )
    streams = SelectMultipleField(_l("Which streams (themes) interest you? (optional)"), coerce=int)


class BeforeForm(PageForm):
    title = _l("Have you been before?")
    intro = _l("Answer as far as you remember. We do not check. People who are new come first.")
    attended_before = YesNo(_l("Have you been to this conference before?"), _l("Choose yes or no."))
    funded_before = YesNo(_l("Did this conference pay for you before?"), _l("Choose yes or no."))
    last_funded_year = Number(
        _l("If yes, in which year was the last time? (if you remember)"), _l("Enter a year, like 2023."), 1990, 2100
    )


class WeighForm(PageForm):
    title = _l("Is there anything the panel should take into account?")
    intro = _l(
        "You can leave this page empty. We show the panel nothing about your own situation except what you write here."
    )
    selection_statement = text(
        _l("What should the panel take into account? (optional)"),
        rules.WEIGH_WORDS,
        _l("At most 80 words. Do not write your name."),
        rows=4,
    )
    consent = BooleanField(_l("You may show what I wrote here to the panel"))

    def validate_consent(self, field: Field) -> None:
        if (self.selection_statement.data or "").strip() and not field.data:
            raise ValidationError(_("Tick the box to let the panel read this, or delete what you wrote."))
