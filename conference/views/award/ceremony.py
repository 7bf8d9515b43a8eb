"""The ceremony, for organisers and key holders after both keys: the big screen, certificates, the announcement."""

from typing import Any

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from conference import guards
from conference.actions.award import ceremony
from conference.db import now
from conference.forms.buttons import PressForm
from conference.models.award.awards import Award
from conference.queries.award import awards, ceremony as queries, result as results
from conference.rules.award.ceremony import rounds
from conference.rules.people.duties import Duty
from conference.views.acts import act
from conference.views.award.entrant import printed

bp = guards.door(
    "ceremony", __name__, duty=(Duty.organiser, guards.KEY_HOLDER), url_prefix="/ceremony/<edition>/<int:award_id>"
)


@bp.get("/")
def show(award_id: int) -> str:
    award, facts = _approved(award_id)
    return _page("ceremony/show.html", award, entrants=queries.entrants(award, facts), press=PressForm())


@bp.get("/screen")
def screen(award_id: int) -> str:
    """All of it in one page, so that no network is needed in the hall; before both keys there is no such page."""
    award, facts = _approved(award_id)
    entrants = queries.entrants(award, facts)
    return _page(
        "ceremony/screen.html",
        award,
        facts=facts,
        entrants=entrants,
        titles={one.reference: one.title for one in entrants},
        rounds=rounds(facts),
    )


@bp.get("/certificates.pdf")
def certificates(award_id: int) -> ResponseReturnValue:
    """One page for each work, the winner first."""
    award, facts = _approved(award_id)
    return printed(award, facts, sorted(queries.entrants(award, facts), key=lambda one: not one.won))


@bp.post("/announce")
def announce(award_id: int) -> ResponseReturnValue:
    award, _facts = _approved(award_id)
    return act(
        lambda: ceremony.announce(award, by=current_user, at=now()),
        onward=url_for("ceremony.show", award_id=award_id),
        said=_("Result announced. Everyone can see it now."),
    )


def _approved(award_id: int) -> tuple[Award, dict[str, Any]]:
    """The award with what both keys approved; nothing is here before."""
    award = awards.one(g.edition, award_id) or abort(404)
    return award, results.approved_result(award) or abort(404)


def _page(template: str, award: Award, **facts: Any) -> str:
    return render_template(
        template, award=award, name=awards.name_of(award), question=awards.question_of(award), **facts
    )
