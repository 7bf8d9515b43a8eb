"""Shape and limits of the desk's forms about abstracts, files and plans."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from conference.rules.reviewers.assignment import Seat, Seats


class StreamForm(FlaskForm):
    """Which stream an abstract is in; 0 is none."""

    stream = SelectField("Stream", coerce=int)


class ImportForm(FlaskForm):
    what = RadioField(
        "What is in the file?",
        choices=[
            SelectChoice("abstracts", "Abstracts"),
            SelectChoice("reviewers", "Reviewers who have said yes"),
            SelectChoice("preferences", "What reviewers would like to review (bids)"),
        ],
        validators=[InputRequired("Choose what is in the file.")],
    )
    file = FileField(
        "File",
        description="A workbook (XLSX), CSV, JSON, or a schedule in XML. It can be compressed with gzip.",
        validators=[FileRequired("Choose a file.")],
    )
    mapping = TextAreaField(
        "Columns with other names (optional)",
        description="One on each line, for example: title = Paper title.",
        validators=[Length(max=2000)],
        render_kw={"rows": 3},
    )
    create_streams = BooleanField("Create a stream for each new name in the file")
    try_first = BooleanField("Test only: show what would be imported, and change nothing")

    def pairs(self) -> dict[str, str]:
        """The columns as they were typed: our field, their column."""
        lines = [line.partition("=") for line in (self.mapping.data or "").splitlines() if line.strip()]
        return {field.strip(): column.strip() for field, _equals, column in lines}

    def validate_mapping(self, field: TextAreaField) -> None:
        for line in (field.data or "").splitlines():
            ours, _equals, theirs = line.partition("=")
            if line.strip() and not (ours.strip() and theirs.strip()):
                raise ValidationError(f"Enter “our field = their column”, not “{line.strip()[:60]}”.")


def _count(label: str, least: int, most: int = 20) -> IntegerField:
    return IntegerField(
        label,
        validators=[
            InputRequired("Enter a number."),
            NumberRange(least, most, message=f"Enter a number from {least} to {most}."),
        ],
    )


class PlanForm(FlaskForm):
    """Draw up a plan of who reviews what."""

    name = StringField(
        "Name of the plan",
        description="Use a name that helps you tell plans apart.",
        validators=[InputRequired("Enter a name."), Length(max=100, message="Use at most 100 characters.")],
    )
    per_abstract = _count("Reviews for each abstract", 1)
    lived_experience = _count("At least this many by people with lived experience", 0)
    professional = _count("At least this many by professionals", 0)

    def seats(self) -> Seats:
        """The numbers, as a plan asks for them."""
        return Seats(self.per_abstract.data or 0, self.lived_experience.data or 0, self.professional.data or 0)

    def validate_professional(self, _field: IntegerField) -> None:
        problem = self.seats().problem()
        if problem:
            raise ValidationError(problem)


class TryForm(FlaskForm):
    """What if more people read, or each abstract got other reviews?"""

    class Meta:
        csrf = False  # it only reads

    more_lived = _count("More reviewers with lived experience", 0, 500)
    more_professional = _count("More professionals", 0, 500)
    each = _count("Reviews for each abstract", 1)


class GiveForm(FlaskForm):
    """Which empty seat goes to whom."""

    reviewer = IntegerField(validators=[InputRequired()])
    seat = SelectField(choices=[SelectChoice(seat.value, seat.value) for seat in Seat])
