"""What letters need and only organisers know: who meets people, the quiet room, what is free online."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_login import current_user

from conference import guards
from conference.actions.editions import letter_facts
from conference.db import db, now
from conference.forms.editions.letter_facts import TextsForm
from conference.queries.funding import paper_letters as queries
from conference.rules.people.duties import Duty

bp = guards.door("desk_texts", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/texts")


@bp.get("/")
def index() -> str:
    return _page(TextsForm(data={name: text for name, _fact, _lang, text in _stored()}))


def _stored() -> list[tuple[str, Any, Any, str]]:
    texts = queries.texts_of(g.edition)
    return [(name, fact, lang, texts[fact].get(lang, "")) for name, fact, lang in TextsForm.names()]


def _page(form: TextsForm) -> str:
    return render_template("desk/texts.html", form=form, holes=queries.holes(g.edition))


@bp.post("/")
def save() -> Any:
    form = TextsForm()
    if not form.validate():
        return _page(form), 422
    for name, fact, lang, before in _stored():
        text = str(form[name].data or "").replace("\r\n", "\n").strip()
        if text != before:
            letter_facts.write(g.edition, fact, lang, text, by=current_user, at=now())
    db.session.commit()
    flash("Letter details saved. Letters will use them from now on.")
    return redirect(url_for("desk_texts.index"), 303)
