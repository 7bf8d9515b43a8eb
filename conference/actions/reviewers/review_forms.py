"""The review forms and the cap rule that an edition begins with."""

from datetime import datetime

from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.reviews.reviews import Criterion, ReviewForm
from conference.models.selection import CapRuleVersion
from conference.queries.reviews import reviews as queries
from conference.rules.digests import canonical
from conference.rules.people.duties import Kind
from conference.rules.reviews.questions import STARTER, Question
from conference.rules.selection.ranking import CapRule


def prepare(edition: Edition, *, at: datetime) -> None:
    """Give an edition its first two review forms and its first cap rule, where it has none. Part of publishing."""
    for kind, questions in STARTER.items():
        if queries.form_of(edition, kind) is None:
            _add_form(edition, kind, questions, version=1, at=at)
    if db.session.get(CapRuleVersion, (edition.id, 1)) is None:
        rule = CapRule()
        db.session.add(
            CapRuleVersion(
                edition_id=edition.id,
                version=rule.version,
                threshold_tenths=int(rule.threshold * 10),
                top_from_tenths=int(rule.top_from * 10),
                second_from_tenths=int(rule.second_from * 10),
                in_force_at=at,
            )
        )
    db.session.flush()


def _add_form(edition: Edition, kind: Kind, questions: tuple[Question, ...], *, version: int, at: datetime) -> None:
    form = ReviewForm(edition_id=edition.id, kind=kind, version=version, created_at=at)
    db.session.add(form)
    db.session.flush()
    for position, question in enumerate(questions, start=1):
        words = canonical(question.as_data())
        db.session.add(Criterion(form_id=form.id, position=position, key=question.key, words=words))
