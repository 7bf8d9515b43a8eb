"""A reviewer's sheet for work off line: one row an abstract, written and read back by the place of its columns."""

from collections.abc import Mapping, Sequence

from conference.rules.digests import mark
from conference.rules.reviews.reviews import Answers, Fact, contradicts
from conference.rules.tables import BadRow, Row, text_in

FACTS = tuple(Fact)
BEFORE = 2  # reference and title
LONGEST = 4000


def columns_for(criteria: Sequence[str]) -> int:
    """How many columns a sheet has: reference, title, the questions, the facts, overall, comment, note and state."""
    return BEFORE + len(criteria) + len(FACTS) + 4


def state_of(answers: Answers) -> str:
    """Eight signs that stand for what was saved when the sheet was taken; other answers have others."""
    said = [answers.overall, sorted(answers.facts), sorted(answers.ratings.items()), answers.comment, answers.note]
    return mark(said)[:8]


def row_of(reference: str, title: str, answers: Answers, criteria: Sequence[str]) -> list[object]:
    """One abstract as a row: what was saved so far, an x for each fact."""
    scores: list[object] = [answers.ratings.get(key, "") for key in criteria]
    facts = ["x" if fact in answers.facts else "" for fact in FACTS]
    return [reference, title, *scores, *facts, answers.overall or "", answers.comment, answers.note, state_of(answers)]


def answers_in(row: Row, columns: Sequence[str], criteria: Sequence[str]) -> tuple[str, Answers, str]:
    """Reference, answers and state of one row, or a refusal in plain words; an empty cell is not answered yet."""
    cells = [text_in(row.cells, column) or "" for column in columns]
    reference, scores = cells[0].strip().upper(), cells[BEFORE : BEFORE + len(criteria)]
    ticks = cells[BEFORE + len(criteria) : BEFORE + len(criteria) + len(FACTS)]
    overall, comment, note, state = cells[-4:]
    facts = frozenset(fact for fact, tick in zip(FACTS, ticks, strict=True) if tick.strip())
    if contradicts(facts):
        raise BadRow("If you tick “None of these”, tick nothing else.")
    if max(len(comment), len(note)) > LONGEST:
        raise BadRow(f"A comment has at most {LONGEST} characters.")
    ratings: Mapping[str, int] = {key: _score(cell) for key, cell in zip(criteria, scores, strict=True) if cell.strip()}
    answers = Answers(_score(overall) if overall.strip() else None, facts, ratings, comment, note)
    return reference, answers, state.strip()


def _score(cell: str) -> int:
    if cell.strip() not in ("1", "2", "3", "4", "5"):
        raise BadRow(f"“{cell.strip()[:20]}” is not a score: a whole number from 1 to 5.")
    return int(cell)
