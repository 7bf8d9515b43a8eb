"""Reviews written elsewhere: how a row is read, and how another scale is turned onto ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from conference.rules.people.duties import Kind
from conference.rules.reviewers.reviewers import KIND_WORDS
from conference.rules.reviews.reviews import FULL
from conference.rules.tables import BadRow, Field, Row, text_in

MICRO = 1_000_000  # scores are kept in whole millionths
BEST, WORST = 5, 1
FIELDS = (
    Field("abstract", ("paper", "submission", "source_id", "submission #", "id", "#"), required=True),
    Field("reviewer", ("email", "reviewer_id", "reviewername", "member #", "external_id"), required=True),
    Field("kind", ("reviewer kind", "role")),
    Field("score", ("overall", "total score"), required=True),
    Field("co_production", ("co-production", "co production")),
    Field("comment", ("comments", "review")),
)


class NoScale(ValueError):
    """These words name no scale; says why."""


def number(words: str) -> Fraction | None:
    """A plain decimal number of at most six places, or None."""
    whole, _point, places = words.strip().lstrip("+-").partition(".")
    digits = whole + places
    return Fraction(words.strip()) if digits.isascii() and digits.isdigit() and len(places) <= 6 else None


@dataclass(frozen=True)
class Scale:
    """From the best to the worst score that reviewers could give elsewhere."""

    best: Fraction
    worst: Fraction

    @classmethod
    def of(cls, words: str) -> "Scale":
        """Read BEST:WORST, such as 1:5 or 10:1."""
        best, worst = (number(end) for end in words.partition(":")[::2])
        if best is None or worst is None:
            raise NoScale(f"Write a scale as BEST:WORST, such as 1:5, not {words!r}.")
        if best == worst:
            raise NoScale("The best and the worst score of a scale are not the same.")
        return cls(best, worst)

    def __str__(self) -> str:
        return f"{float(self.best):g}:{float(self.worst):g}"

    def holds(self, given: Fraction) -> bool:
        return min(self.best, self.worst) <= given <= max(self.best, self.worst)

    def turned(self, given: Fraction) -> int:
        """On our scale, 1 worst to 5 best, in millionths, to the nearest one."""
        return round(MICRO * (WORST + (BEST - WORST) * (given - self.worst) / (self.best - self.worst)))


@dataclass(frozen=True)
class ReviewReading:
    """One review as a file tells it; `score` is on our scale and `given` on theirs, both in millionths."""

    abstract: str
    reviewer: str
    kind: Kind | None
    score: int
    given: int
    co_production: int | None
    comment: str


def read_review(row: Row, columns: Mapping[str, str], scale: Scale, kind: Kind | None) -> ReviewReading:
    """One row becomes one review, or is refused with a reason in plain words."""
    words = {field.name: text_in(row.cells, columns.get(field.name)) or "" for field in FIELDS}
    for name in ("abstract", "reviewer"):
        if not words[name]:
            raise BadRow(f"This row names no {name}.")
    given = number(words["score"])
    if given is None:
        raise BadRow(f"“{words['score']}” is not a score: a number such as 3 or 2.5.")
    if not scale.holds(given):
        raise BadRow(f"The score {words['score']} is not between {scale}.")
    if words["kind"] and words["kind"].lower() not in KIND_WORDS:
        raise BadRow(f"“{words['kind']}” is not a kind of reviewer: lived_experience or professional.")
    level = words["co_production"]
    if level and level not in {str(n) for n in range(FULL + 1)}:
        raise BadRow(f"“{level}” is not a co-production score: 0 to {FULL}, or nothing where it was not asked.")
    return ReviewReading(
        words["abstract"],
        words["reviewer"],
        KIND_WORDS.get(words["kind"].lower(), kind),
        scale.turned(given),
        int(given * MICRO),
        int(level) if level else None,
        words["comment"],
    )
