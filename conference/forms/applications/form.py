"""The forms of the apply door: the pages of the application in their order, coming back, sending."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from conference.forms.applications import practical, story
from conference.forms.applications.page import PageForm

PAGES: dict[str, type[PageForm]] = {
    "name": story.NameForm,
    "for-whom": story.ForWhomForm,
    "helper": story.HelperForm,
    "age": story.AgeForm,
    "guardian": story.GuardianForm,
    "contact": story.ContactForm,
    "applying-for": story.ApplyingForForm,
    "relation": story.RelationForm,
    "about-you": story.AboutYouForm,
    "experience": story.ExperienceForm,
    "why-come": story.WhyComeForm,
    "interests": story.InterestsForm,
    "before": story.BeforeForm,
    "other-funder": practical.OtherFunderForm,
    "travel": practical.TravelForm,
    "car": practical.CarForm,
    "meals": practical.MealsForm,
    "childcare": practical.ChildcareForm,
    "care": practical.CareForm,
    "visa": practical.VisaForm,
    "companion": practical.CompanionForm,
    "costs": practical.CostsForm,
    "access": practical.AccessForm,
    "weigh": story.WeighForm,
    "support": practical.SupportForm,
    "agree": practical.AgreeForm,
}


class BackForm(FlaskForm):
    """Come back to a saved form."""

    reference = StringField(
        _l("Your reference"),
        description=_l("It looks like LE-4F7K-2MQR."),
        validators=[InputRequired(_l("Enter your reference.")), Length(max=40)],
        render_kw={"autocapitalize": "characters", "spellcheck": "false", "autocomplete": "off"},
    )
    code = StringField(
        _l("Your code"),
        description=_l("12 letters and numbers. Capital letters, spaces and dashes do not matter."),
        validators=[InputRequired(_l("Enter your code.")), Length(max=40)],
        render_kw={"autocapitalize": "characters", "spellcheck": "false", "autocomplete": "off"},
    )


class LostCodeForm(FlaskForm):
    """Ask for a new code."""

    reference = StringField(
        _l("Your reference"),
        validators=[InputRequired(_l("Enter your reference.")), Length(max=40)],
        render_kw={"autocapitalize": "characters", "spellcheck": "false", "autocomplete": "off"},
    )


class SendForm(FlaskForm):
    """Send the application; staff who typed it say that they read it back."""

    read_back = BooleanField(_l("I read all of it back to the person, and they said it is right"))
