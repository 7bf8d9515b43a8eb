"""Shape and limits of the forms about pots."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from conference.forms.funding.settings import amount


class RingFenceForm(FlaskForm):
    kind = RadioField(
        "Inside which pot?",
        choices=[SelectChoice("money", "Money"), SelectChoice("places", "Places")],
        default="money",
        validators=[InputRequired("Choose a pot.")],
    )
    name = StringField("Name, such as a sponsor’s", validators=[InputRequired("Enter a name."), Length(max=100)])
    what_for = TextAreaField(
        "What is it for?",
        validators=[InputRequired("Enter what it is for."), Length(max=500)],
        render_kw={"rows": 2},
    )


class SizeForm(FlaskForm):
    capacity = amount("How much should it hold?")
    new_money = BooleanField("This is new money: it also makes the general pot larger")
    reason = TextAreaField(
        "Why? (both key holders read this)",
        validators=[InputRequired("Enter the reason."), Length(max=1000)],
        render_kw={"rows": 2},
    )
