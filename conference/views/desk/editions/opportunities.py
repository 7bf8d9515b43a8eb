"""What an edition offers, at the desk: write it in each language, show it or take it back."""

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from conference import guards
from conference.actions.editions import opportunities as actions
from conference.db import now
from conference.forms.editions.opportunities import KIND, OpportunityForm
from conference.queries.editions import opportunities as queries
from conference.rules.editions.opportunities import Opportunity, unfilled
from conference.rules.languages import Lang
from conference.rules.people.duties import Duty
from conference.views.acts import act

bp = guards.door("desk_opportunities", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/opportunities")
LANG = {Lang.en: "English", Lang.nl: "Dutch"}


@bp.get("/")
def index() -> str:
    return render_template("desk/editions/opportunities.html", kinds=KIND, langs=LANG, texts=queries.of(g.edition))


@bp.get("/<kind>/<lang>")
def edit(kind: str, lang: str) -> str:
    found, language = _named(kind, lang)
    text = queries.one(g.edition, found, language)
    form = OpportunityForm(obj=text, publish=text is not None and text.published_at is not None)
    return _page(form, found, language)


def _page(form: OpportunityForm, kind: Opportunity, lang: Lang) -> str:
    return render_template(
        "desk/editions/opportunity.html", form=form, kind=kind, lang_code=lang, name=KIND[kind], told=LANG[lang]
    )


@bp.post("/<kind>/<lang>")
def save(kind: str, lang: str) -> ResponseReturnValue:
    found, language = _named(kind, lang)
    form = OpportunityForm()
    if not form.validate():
        return _page(form, found, language), 422
    publish, missing = bool(form.publish.data), unfilled(form.words())
    if publish and missing:
        for part in missing:
            form[part].errors = ["Fill this in before you publish the description."]
        return _page(form, found, language), 422
    return act(
        lambda: actions.write(g.edition, found, language, form.words(), publish=publish, by=current_user, at=now()),
        form=form,
        onward=url_for("desk_opportunities.index"),
        said="Description saved and published." if publish else "Description saved. It is not published yet.",
    )


def _named(kind: str, lang: str) -> tuple[Opportunity, Lang]:
    if kind not in list(Opportunity) or lang not in list(Lang):
        abort(404)
    return Opportunity(kind), Lang(lang)
