"""Shape and limits of the review form, whose questions are data: each kind of reviewer has its own."""

from collections.abc import Sequence
from typing import Any, ClassVar

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, ValidationError

from conference.forms.fields import trimmed
from conference.models.reviews.reviews import Criterion, Review
from conference.rules.people.duties import Kind
from conference.rules.reviews.glossary import MOST_TERMS, problem, terms_in
from conference.rules.reviews.reviews import Answers, Fact, contradicts

LONGEST = 4000
LONGEST_REMARK = 2000
TOO_LONG = _l("Use at most 4,000 characters.")

FACTS = (
    (Fact.told, _l("They were told about it, or asked once"), ""),
    (Fact.consulted, _l("They were asked for advice as it went on"), ""),
    (Fact.designed, _l("They helped to shape it from early on"), ""),
    (Fact.decided, _l("They shared in the decisions"), _l("For instance, they had a vote or chaired the group.")),
    (Fact.delivered, _l("They did part of the work"), _l("For instance, they led sessions or wrote part of it.")),
    (Fact.none, _l("None of these, as far as I can tell"), ""),
)
OVERALL = {
    Kind.lived_experience: (
        _l("Should people at the conference hear about this?"),
        _l("Your score weighs as much as all the professional scores together."),
        (_l("No"), _l("Rather not"), _l("Maybe"), _l("Yes"), _l("Yes, everyone should")),
    ),
    Kind.professional: (
        _l("Your overall score"),
        _l("Lived-experience scores weigh as much as all the professional scores together."),
        (_l("Poor"), _l("Weak"), _l("Fair"), _l("Good"), _l("Outstanding")),
    ),
}


def _score(value: object) -> int | None:
    return int(str(value)) if str(value) in ("1", "2", "3", "4", "5") else None


class _ScoreField(RadioField):
    """One to five, each with its word; empty until it is answered."""

    def __init__(self, label: Any, hint: Any, anchors: Sequence[Any], **kwargs: Any) -> None:
        choices = [SelectChoice(score, f"{score} – {anchor}") for score, anchor in enumerate(anchors, start=1)]
        super().__init__(label, description=hint, choices=choices, coerce=_score, validate_choice=False, **kwargs)
        self.type = "RadioField"


class _FactsField(SelectMultipleField):
    """Ticks, some with an example beside them."""

    hints: ClassVar[dict[str, Any]] = {fact.value: hint for fact, _words, hint in FACTS if hint}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.type = "SelectMultipleField"

    @property
    def ticked(self) -> frozenset[Fact]:
        return frozenset(Fact(value) for value in self.data or [] if value in set(Fact))


def _facts(hint: Any) -> _FactsField:
    """How people with lived experience took part, as ticks."""
    return _FactsField(
        _l("How did people with lived experience take part?"),
        description=hint,
        choices=[SelectChoice(fact.value, words) for fact, words, _hint in FACTS],
        validate_choice=False,
    )


class ReviewForm(FlaskForm):
    """What both kinds of form share; the questions of one kind are added by `form_for`."""

    facts = _facts(
        _l("Patients, carers and members of the community count. Tick everything that the abstract tells you.")
    )
    unknown = StringField(
        _l("Words that you did not understand"),
        description=_l(
            "Put a comma between them. This never counts against you or the work: we explain the words to everyone."
        ),
        filters=[trimmed],
    )
    comment = TextAreaField(
        _l("Your comment for the author"),
        description=_l("What is good? What would make it better? Your name is not shown."),
        validators=[Length(max=LONGEST, message=TOO_LONG)],
        render_kw={"rows": 6},
    )
    note = TextAreaField(
        _l("A note for the organisers (optional)"),
        description=_l("The author does not see this."),
        validators=[Length(max=LONGEST, message=TOO_LONG)],
        render_kw={"rows": 3},
    )
    scores: tuple[str, ...] = ()

    def validate_unknown(self, field: Any) -> None:
        said = {
            "many": _("Enter at most %(most)s words.", most=MOST_TERMS),
            "long": _("One of these is too long. Put a comma between the words."),
        }
        passed = problem(terms_in(field.data or ""))
        if passed:
            raise ValidationError(said[passed])

    def validate_facts(self, field: Any) -> None:
        if contradicts(self.facts.ticked):
            raise ValidationError(_("If you tick “None of these”, tick nothing else."))

    @property
    def answers(self) -> Answers:
        ratings = {key: self[f"criterion_{key}"].data for key in self.scores}
        return Answers(
            overall=self["overall"].data,
            facts=self.facts.ticked,
            ratings={key: score for key, score in ratings.items() if score},
            comment=str(self.comment.data or "").strip(),
            note=str(self.note.data or "").strip(),
            unknown=terms_in(self.unknown.data or ""),
        )

    def lacks(self, fields: Sequence[str]) -> None:
        """Say beside each field what is still missing before this can be sent."""
        words = {
            "facts": _("Tick what the abstract tells you, or “None of these”."),
            "comment": _("Enter a comment for the author."),
        }
        for name in fields:
            field = self[name]
            field.errors = [
                *field.errors,
                words.get(name) or _("Choose a score: %(question)s", question=field.label.text),
            ]


class RemarkForm(FlaskForm):
    text = TextAreaField(
        _l("What would you like to say?"),
        description=_l("The other reviewers of this abstract and the organisers will read this. The author will not."),
        filters=[trimmed],
        validators=[
            DataRequired(_l("Enter your comment.")),
            Length(max=LONGEST_REMARK, message=_l("Use at most 2,000 characters.")),
        ],
        render_kw={"rows": 4},
    )


class ChangeForm(FlaskForm):
    """A changed mind; its score has the words of the reviewer's own kind, added by `change_form_for`."""

    facts = _facts(_l("Tick everything that the abstract tells you."))
    reason = TextAreaField(
        _l("Why have you changed your score?"),
        description=_l("The other reviewers will read this with your new score. The author will not."),
        filters=[trimmed],
        validators=[
            DataRequired(_l("Enter a reason in a few words.")),
            Length(max=LONGEST_REMARK, message=_l("Use at most 2,000 characters.")),
        ],
        render_kw={"rows": 4},
    )

    def validate_facts(self, field: Any) -> None:
        if contradicts(self.facts.ticked):
            raise ValidationError(_("If you tick “None of these”, tick nothing else."))
        if not self.facts.ticked:
            raise ValidationError(_("Tick what the abstract tells you, or “None of these”."))

    @property
    def score(self) -> int:
        return int(self["overall"].data)


class SheetForm(FlaskForm):
    file = FileField(_l("The spreadsheet that you filled in"), validators=[FileRequired(_l("Choose a file."))])


def form_for(kind: Kind, criteria: Sequence[Criterion], lang: str) -> type[ReviewForm]:
    """The form of one kind, with its questions in this language."""
    fields: dict[str, Any] = {"scores": tuple(criterion.key for criterion in criteria)}
    for criterion in criteria:
        words = criterion.said_in(lang)
        fields[f"criterion_{criterion.key}"] = _ScoreField(words["label"], words["hint"], words["anchors"])
    fields["overall"] = _ScoreField(*OVERALL[kind])
    return type("ReviewForm", (ReviewForm,), fields)


def change_form_for(review: Review) -> type[ChangeForm]:
    """The form of a changed mind in the words of the reviewer's own kind."""
    label, hint, anchors = OVERALL[review.kind]
    words = {"validators": [DataRequired(_("Choose a score: %(question)s", question=label))]}
    return type("ChangeForm", (ChangeForm,), {"overall": _ScoreField(label, hint, anchors, **words)})


def typed_before(review: Review | None, criteria: Sequence[Criterion]) -> dict[str, Any]:
    """What was filled in the last time."""
    if review is None:
        return {}
    keys = {criterion.id: f"criterion_{criterion.key}" for criterion in criteria}
    given = {keys[rating.criterion_id]: rating.score for rating in review.ratings if rating.criterion_id in keys}
    facts = [fact.value for fact in review.ticked]
    unknown = ", ".join(each.term for each in review.unknown_words)
    words = {"comment": review.comment, "note": review.note, "unknown": unknown}
    return {**given, "overall": review.overall, "facts": facts, **words}
