"""Words that reviewers did not understand, and what they mean: the shared glossary."""

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from conference import guards
from conference.actions.reviews import glossary
from conference.db import now
from conference.forms.reviews.glossary import WordForm
from conference.queries.reviews import glossary as queries
from conference.rules.languages import Lang
from conference.rules.people.duties import Duty
from conference.rules.reviews.glossary import term_of
from conference.views.acts import act

bp = guards.door("desk_words", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/words")


@bp.get("/")
def index() -> str:
    term = term_of(request.args.get("term", "")[:200])
    return _page(WordForm(formdata=None, data={"term": term, **queries.meanings(g.edition, term)}))


@bp.post("/")
def explain() -> ResponseReturnValue:
    form = WordForm()
    meanings = {lang: str(form[lang.value].data or "") for lang in Lang}
    return act(
        lambda: glossary.explain(g.edition, term_of(str(form.term.data)), meanings, by=current_user, at=now()),
        onward=url_for("desk_words.index"),
        said="Meaning saved. Reviewers see it beside every abstract.",
        form=form,
        again=lambda _problem: _page(form),
    )


def _page(form: WordForm) -> str:
    return render_template(
        "desk/reviews/words.html",
        form=form,
        page=queries.asked(g.edition, number=request.args.get("page", 1, int)),
        explained=queries.for_readers(g.edition, "en"),
    )
