"""Shape of the forms with which a registration list becomes the roll."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError


class RollForm(FlaskForm):
    file = FileField(
        "Registration list (CSV or XLSX)",
        description="The list needs the columns badge and class (LE or other). We use name, email and organisation"
        " only to find people who are on the list twice, and do not keep them. A new list replaces the voter list.",
        validators=[FileRequired("Choose a file.")],
    )
    mapping = TextAreaField(
        "Columns with other names (optional)",
        description="One on each line, for example: badge = Ticket no.",
        validators=[Length(max=2000)],
        render_kw={"rows": 3},
    )

    def pairs(self) -> dict[str, str]:
        """The columns as they were typed: our field, their column."""
        lines = [line.partition("=") for line in (self.mapping.data or "").splitlines() if line.strip()]
        return {field.strip(): column.strip() for field, _equals, column in lines}

    def validate_mapping(self, field: TextAreaField) -> None:
        for line in (field.data or "").splitlines():
            ours, _equals, theirs = line.partition("=")
            if line.strip() and not (ours.strip() and theirs.strip()):
                raise ValidationError(f"Enter “our field = their column”, not “{line.strip()[:60]}”.")


class LoadForm(FlaskForm):
    """What was read, sealed by us and carried by the page: badge, class and own entries, no name and no address."""

    read = HiddenField(validators=[InputRequired()])
    without = SelectMultipleField(coerce=int, validate_choice=False)
