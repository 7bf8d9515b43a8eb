"""The roll of an award from a registration list: read, look who may stand on it twice, load. No name is kept."""

from collections.abc import Mapping

from flask import abort, current_app, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from itsdangerous import BadData, URLSafeTimedSerializer

from conference import guards
from conference.actions.award import awards as acts
from conference.actions.column_names import keep as keep_names
from conference.db import db, now
from conference.engines import tables
from conference.forms.award.roll import LoadForm, RollForm
from conference.models.award.awards import Award
from conference.queries import column_names
from conference.queries.award import awards as queries, own_entry
from conference.rules.award.counting import AwardState, VoterClass
from conference.rules.award.reasons import AwardReason
from conference.rules.award.roll import Badge, RollFile, left, read_roll, with_makers
from conference.rules.people.duties import Duty
from conference.rules.refusals import Refused
from conference.rules.tables import Unreadable
from conference.views.acts import act, why

bp = guards.door(
    "desk_award_roll", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/award/<int:award_id>/roll"
)
READ_FOR_SECONDS = 3600


@bp.get("")
def show(award_id: int) -> str:
    return _page(_award(award_id))


@bp.post("")
def read(award_id: int) -> ResponseReturnValue:
    """A list with nothing to look at is loaded at once; any other is shown first, and nothing of it is kept."""
    award, form = _award(award_id), RollForm()
    if not form.validate():
        return _page(award, form=form), 422
    if award.state != AwardState.draft:
        return _page(award, refused=why(Refused(AwardReason.of_state(award.state)))), 422
    pairs = form.pairs() or column_names.of_person(current_user).get("roll", {})
    try:
        found = read_roll(tables.read(form.file.data.read()), pairs)
    except Unreadable as wrong:
        form.file.errors = [f"Nothing was imported. {wrong}"]
        return _page(award, form=form), 422
    if award.own_entry_barred:
        with_makers(found, own_entry.makers(award), queries.references(award))
    keep_names(current_user, "roll", form.pairs())
    if found.is_clean:
        return _load(award_id, found.badges)
    db.session.commit()
    return _page(award, found=found, form=RollForm(formdata=None))


@bp.post("/load")
def load(award_id: int) -> ResponseReturnValue:
    award, form = _award(award_id), LoadForm()
    if not form.validate():
        abort(400)
    try:
        rows = _signer(award).loads(str(form.read.data), max_age=READ_FOR_SECONDS)
    except BadData:
        return _page(award, refused=why(Refused(AwardReason.read_again))), 422
    badges = {line: Badge(number, VoterClass(kind), tuple(barred)) for line, number, kind, barred in rows}
    return _load(award_id, left(badges, form.without.data or []))


def _load(award_id: int, badges: list[Badge]) -> ResponseReturnValue:
    return act(
        lambda: acts.import_roll(_award(award_id), badges, by=current_user, at=now()),
        onward=url_for("desk_award.show", award_id=award_id),
        said=lambda count: f"{count} badges imported into the voter list.",
        again=lambda problem: _page(_award(award_id), refused=problem),
    )


def _signed(award: Award, rows: Mapping[int, Badge]) -> str:
    signed = _signer(award).dumps([[line, b.number, b.voter_class.value, b.barred] for line, b in rows.items()])
    return str(signed)


def _signer(award: Award) -> URLSafeTimedSerializer:
    """What was read counts for this award only, and only while its entries and their makers are the same."""
    salt = f"roll of award {award.id} {own_entry.mark(award)}"
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=salt)


def _page(award: Award, *, found: RollFile | None = None, refused: str = "", form: RollForm | None = None) -> str:
    return render_template(
        "desk/award/roll.html",
        award=award,
        roll=queries.roll_sizes(award),
        found=found,
        kept=column_names.of_person(current_user).get("roll", {}),
        load=LoadForm(formdata=None, read=_signed(award, found.rows)) if found else None,
        refused=refused,
        form=form or RollForm(formdata=None),
    )


def _award(award_id: int) -> Award:
    return queries.one(g.edition, award_id) or abort(404)
