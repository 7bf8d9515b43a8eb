"""The authors of a piece of work, in their order: who presents it, who has lived experience and wants it shown."""

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from conference import guards
from conference.actions.abstracts import submissions as actions
from conference.db import now
from conference.forms.abstracts.submissions import AuthorForm
from conference.forms.buttons import PressForm
from conference.models.abstracts.abstracts import AbstractAuthor
from conference.models.abstracts.submissions import Submission
from conference.queries.abstracts import submissions as queries
from conference.views.abstracts.submission import one_or_404
from conference.views.acts import act, beside

bp = guards.door("submit_authors", __name__, duty=guards.SIGNED_IN, url_prefix="/submit/<edition>/<reference>/authors")


@bp.get("/")
def index(reference: str) -> str:
    return _page(one_or_404(reference), AuthorForm(formdata=None))


@bp.post("/")
def add(reference: str) -> ResponseReturnValue:
    return _put_author(one_or_404(reference), None)


def _page(submission: Submission, form: AuthorForm, author: AbstractAuthor | None = None) -> str:
    return render_template(
        "submit/authors.html",
        submission=submission,
        abstract=submission.abstract,
        form=form,
        author=author,
        press=PressForm(formdata=None),
        may_edit=queries.may_edit(submission, at=guards.clock()),
    )


@bp.get("/<int:author_id>")
def show(reference: str, author_id: int) -> str:
    submission = one_or_404(reference)
    found = _author_or_404(submission, author_id)
    place = found.affiliations[0] if found.affiliations else {}
    form = AuthorForm(
        formdata=None,
        obj=found,
        data={"organisation": place.get("org", ""), "country": place.get("country", "")},
        lived_experience=found.lived_experience.value == "yes",
    )
    return _page(submission, form, found)


def _author_or_404(submission: Submission, author_id: int) -> AbstractAuthor:
    return next((each for each in submission.abstract.authors if each.id == author_id), None) or abort(404)


@bp.post("/<int:author_id>")
def change(reference: str, author_id: int) -> ResponseReturnValue:
    submission = one_or_404(reference)
    return _put_author(submission, _author_or_404(submission, author_id))


def _put_author(submission: Submission, found: AbstractAuthor | None) -> ResponseReturnValue:
    form = AuthorForm()
    given = {field.name: field.data or "" for field in form if field.name != "csrf_token"}
    given |= {name: bool(given[name]) for name in ("presents", "lived_experience", "consents_to_label")}
    return act(
        lambda: actions.put_author(submission, found, given, by=current_user, at=now()),
        onward=url_for("submit_authors.index", reference=submission.abstract.reference),
        form=form,
        again=beside(form, lambda: _page(submission, form, found)),
    )


@bp.post("/<int:author_id>/<step>")
def move(reference: str, author_id: int, step: str) -> ResponseReturnValue:
    """Up, down, or out."""
    submission = one_or_404(reference)
    found = _author_or_404(submission, author_id)
    if not PressForm().validate() or step not in ("up", "down", "out"):
        abort(404)
    return act(lambda: _step(submission, found, step), onward=url_for("submit_authors.index", reference=reference))


def _step(submission: Submission, found: AbstractAuthor, step: str) -> None:
    if step == "out":
        actions.take_author_out(submission, found, by=current_user, at=now())
    else:
        actions.move_author(submission, found, up=step == "up", by=current_user, at=now())
