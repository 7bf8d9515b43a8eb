"""Open a call for work; write a submission, send it, change it until the last day, take it back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from conference import audit, mail
from conference.db import db
from conference.models.abstracts.abstracts import Abstract, AbstractAuthor, AbstractSection
from conference.models.abstracts.submissions import AbstractCall, Submission
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.queries.abstracts import abstracts, submissions as queries
from conference.rules.abstracts import submissions as rules
from conference.rules.abstracts.abstracts import AbstractState, Answer, reference
from conference.rules.abstracts.reasons import AbstractReason
from conference.rules.abstracts.submissions import Page, PassFor
from conference.rules.refusals import Refused


def set_up(edition: Edition, *, by: Person, at: datetime, **facts: Any) -> AbstractCall:
    """Say what the edition asks of authors, and until when."""
    call = queries.call_of(edition) or AbstractCall(edition_id=edition.id)
    for name, value in facts.items():
        setattr(call, name, value)
    db.session.add(call)
    db.session.flush()
    audit.record("call.set_up", about=edition, by=by, at=at, edition=edition, parts=len(call.parts))
    return call


def start(edition: Edition, title: str, *, by: Person, at: datetime) -> Submission:
    """Begin a piece of work: a draft of one's own, that nobody reads before it is sent."""
    call = queries.call_of(edition)
    if call is None or not rules.may_edit(AbstractState.draft, call.opens_at, call.closes_at, None, at):
        raise Refused(AbstractReason.closed)
    db.session.execute(sa.select(Edition.id).where(Edition.id == edition.id).with_for_update())
    number = abstracts.last_number(edition) + 1
    abstract = Abstract(
        edition=edition, number=number, reference=reference(number), title=title, state=AbstractState.draft,
        submitter_id=by.id, created_at=at, created_by=by.id, updated_at=at, updated_by=by.id,
    )  # fmt: skip
    db.session.add(abstract)
    db.session.flush()
    made = Submission(abstract=abstract)
    db.session.add(made)
    db.session.flush()
    audit.record("submission.started", about=abstract, by=by, at=at, edition=edition)
    return made


def save(submission: Submission, page: Page, given: Mapping[str, Any], *, by: Person, at: datetime) -> None:
    """Keep one page. Saving leaves no audit entry (a named exception); what was sent stays whole."""
    _must_be_open(submission, at)
    abstract = submission.abstract
    for fields, row in ((queries.ABSTRACT_FIELDS, abstract), (queries.FIELDS, submission)):
        for name in fields.get(page, ()):
            setattr(row, name, given[name])
    if page is Page.together and submission.pass_for is not PassFor.named:
        submission.pass_name = ""
    if page is Page.declare:
        submission.agreed_at = (submission.agreed_at or at) if given["agree"] else None
        submission.licence_version = rules.LICENCE_VERSION if given["agree"] else ""
    _touch(submission, by=by, at=at)


def save_parts(submission: Submission, given: Mapping[str, str], *, by: Person, at: datetime) -> None:
    """Keep some parts of the text, by their label; the others stay as they are."""
    _must_be_open(submission, at)
    call = queries.call_of(submission.abstract.edition)
    labels = [label for label, _hint in call.parts] if call else []
    rows = {section.label: section for section in submission.abstract.sections}
    for position, label in enumerate(labels, start=1):
        if label not in given:
            continue
        if label in rows:
            rows[label].text = given[label]
        elif given[label]:
            submission.abstract.sections.append(AbstractSection(position=position, label=label, text=given[label]))
    _touch(submission, by=by, at=at)


def put_author(
    submission: Submission, author: AbstractAuthor | None, given: Mapping[str, Any], *, by: Person, at: datetime
) -> AbstractAuthor:
    """Add an author at the end, or change one."""
    _must_be_open(submission, at)
    authors = submission.abstract.authors
    if author is None:
        if len(authors) >= rules.MOST_AUTHORS:
            raise Refused(AbstractReason.too_many_authors)
        author = AbstractAuthor(position=len(authors) + 1)
        authors.append(author)
    author.name, author.presents = given["name"], given["presents"]
    place = {"org": given["organisation"], "country": given["country"]}
    author.affiliations = [place] if given["organisation"] else []
    author.lived_experience = Answer.yes if given["lived_experience"] else Answer.no
    author.consents_to_label = given["lived_experience"] and given["consents_to_label"]
    _touch(submission, by=by, at=at)
    return author


def move_author(submission: Submission, author: AbstractAuthor, *, up: bool, by: Person, at: datetime) -> None:
    """A place further up or down in the order in which authors are named."""
    _must_be_open(submission, at)
    _in_order(submission, rules.moved([each.id for each in submission.abstract.authors], author.id, up))
    _touch(submission, by=by, at=at)


def take_author_out(submission: Submission, author: AbstractAuthor, *, by: Person, at: datetime) -> None:
    """Name this author no more."""
    _must_be_open(submission, at)
    submission.abstract.authors.remove(author)
    db.session.flush()
    _in_order(submission, [each.id for each in submission.abstract.authors])
    _touch(submission, by=by, at=at)


def _in_order(submission: Submission, order: Sequence[int]) -> None:
    """Number the authors anew; a place is one author's only, so all step aside first."""
    rows = {each.id: each for each in submission.abstract.authors}
    for offset in (1000, 1):
        for place, key in enumerate(order):
            rows[key].position = place + offset
        db.session.flush()
    db.session.expire(submission.abstract, ["authors"])


def send(submission: Submission, *, by: Person, at: datetime) -> None:
    """Send the work: it can be changed until the last day, and then it is read."""
    _must_be_open(submission, at)
    abstract = submission.abstract
    if abstract.state is not AbstractState.draft:
        raise Refused(AbstractReason.already_sent)
    if queries.missing_pages(submission):
        raise Refused(AbstractReason.missing)
    abstract.state, submission.submitted_at = AbstractState.submitted, at
    db.session.flush()
    call = queries.call_of(abstract.edition)
    mail.queue("work_received", to=by, edition=abstract.edition, key=f"{abstract.id}:{at:%Y%m%d%H%M%S}", at=at,
               abstract=abstract, call=call)  # fmt: skip
    audit.record("submission.sent", about=submission.abstract, by=by, at=at, edition=abstract.edition)


def take_back(submission: Submission, *, by: Person, at: datetime) -> None:
    """An author takes work back before anything is decided, without a reason."""
    abstract = submission.abstract
    db.session.refresh(abstract, with_for_update={"of": Abstract})
    if abstract.state not in (AbstractState.draft, AbstractState.submitted, AbstractState.under_review):
        raise Refused(AbstractReason.decided)
    was_sent = abstract.state is not AbstractState.draft
    abstract.state, submission.withdrawn_at = AbstractState.withdrawn, at
    if was_sent:
        mail.queue("work_taken_back", to=by, edition=abstract.edition, key=str(abstract.id), at=at, abstract=abstract)
    audit.record("submission.taken_back", about=submission.abstract, by=by, at=at, edition=abstract.edition)


def give_more_time(submission: Submission, *, by: Person, at: datetime) -> None:
    """Somebody who asks gets some days more, after the last day or before it."""
    call = queries.call_of(submission.abstract.edition)
    if call is None or submission.abstract.state not in rules.OPEN:
        raise Refused(AbstractReason.no_more_time)
    submission.grace_until = max(call.closes_at, at) + rules.GRACE
    audit.record("submission.given_time", about=submission.abstract, by=by, at=at, edition=submission.abstract.edition)


def _must_be_open(submission: Submission, at: datetime) -> None:
    db.session.refresh(submission.abstract, ["state"], with_for_update={"of": Abstract})
    if not queries.may_edit(submission, at=at):
        raise Refused(AbstractReason.closed)


def _touch(submission: Submission, *, by: Person, at: datetime) -> None:
    """Note the change, keep what is told of the authors, and let nothing that was sent become less than whole."""
    abstract = submission.abstract
    abstract.updated_at, abstract.updated_by = at, by.id
    lived = [each for each in abstract.authors if each.lived_experience is Answer.yes]
    asked = bool(abstract.authors)
    presents = any(each.presents for each in lived) or submission.pass_for is not PassFor.nobody
    abstract.lived_experience_author = (Answer.yes if lived else Answer.no) if asked else Answer.not_asked
    abstract.lived_experience_presenter = (Answer.yes if presents else Answer.no) if asked else Answer.not_asked
    db.session.flush()
    lacks = queries.missing_pages(submission) if abstract.state is AbstractState.submitted else []
    if lacks:
        raise Refused(AbstractReason.no_presenter if Page.authors in lacks else AbstractReason.not_whole)
