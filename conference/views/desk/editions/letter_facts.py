"""What letters need and only organisers know: who meets people, the quiet room, what is free online."""

from typing import Any

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from conference import guards
from conference.actions.editions import letter_facts
from conference.db import now
from conference.forms.editions.letter_facts import TextsForm
from conference.queries.funding import paper_letters as queries
from conference.rules.people.duties import Duty
from conference.views.acts import act, beside

bp = guards.door("desk_texts", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/texts")


@bp.get("/")
def index() -> str:
    return _page(TextsForm(data={name: text for name, _fact, _lang, text in _stored()}))


def _stored() -> list[tuple[str, Any, Any, str]]:
    texts = queries.texts_of(g.edition)
    return [(name, fact, lang, texts[fact].get(lang, "")) for name, fact, lang in TextsForm.names()]


def _page(form: TextsForm) -> str:
    return render_template("desk/editions/texts.html", form=form, holes=queries.holes(g.edition))


@bp.post("/")
def save() -> ResponseReturnValue:
    form = TextsForm()
    return act(
        lambda: _save(form),
        form=form,
        onward=url_for("desk_texts.index"),
        said="Letter details saved. Letters will use them from now on.",
        again=beside(form, lambda: _page(form)),
    )


def _save(form: TextsForm) -> None:
    """Only what is said anew is written."""
    for name, fact, lang, before in _stored():
        text = str(form[name].data or "").replace("\r\n", "\n").strip()
        if text != before:
            letter_facts.write(g.edition, fact, lang, text, by=current_user, at=now())
