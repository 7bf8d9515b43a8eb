"""Vote in the Patients Choice Award: choose, check, recorded. No account, and nothing here knows who votes."""

import secrets
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Response as Answer, abort, current_app, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference import guards
from conference.actions.award import awards
from conference.actions.people import sign_in
from conference.db import db, now, writing
from conference.forms.award.ballots import asked, ballot_form, marks_on
from conference.forms.award.voting import CodeForm
from conference.forms.buttons import PressForm
from conference.models.award.awards import Award, RollRow
from conference.queries.award import additions, awards as queries, ceremony, own_entry, result as results
from conference.rules.award.ballot_files import written
from conference.rules.award.codes import tidy, tracker_from
from conference.rules.award.counting import as_kept, is_before, marks_kept, may_vote
from conference.rules.award.reasons import VoteReason
from conference.rules.refusals import Refused
from conference.views.acts import why
from conference.views.award import browser
from conference.views.award.browser import Kept, keep, kept

bp = guards.door("vote", __name__, duty=guards.ANYONE, url_prefix="/vote/<edition>")
bp.before_request(browser.someone_is_here)

# Wrong codes only are counted: a whole conference may share one network address.
WRONG_CODES, WRONG_CODES_IN_ALL, WINDOW = 60, 1000, 10
LONGEST_CODE = 300  # a scanner types the whole link of a card


@bp.get("/")
def index() -> ResponseReturnValue:
    found = queries.public_ones(g.edition)
    if len(found) == 1:
        return redirect(url_for("vote.choose", award_id=found[0].id), 303)
    return render_template("vote/index.html", awards=found, name_of=queries.name_of, kiosk=browser.is_kiosk())


@bp.get("/<int:award_id>/with/<code>")
def arrive(award_id: int, code: str) -> Response:
    """From the QR code: keep the code in this browser, and go on to an address without it."""
    award, code = _award_or_404(award_id), tidy(code)
    if browser.is_kiosk():
        browser.someone_new()
    if not browser.same_code(code, kept(award.id)):
        keep(award.id, Kept(code=code))
    answer = redirect(url_for("vote.choose", award_id=award_id), 303)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@bp.get("/<int:award_id>/")
def choose(award_id: int) -> ResponseReturnValue:
    award = _award_or_404(award_id)
    here = kept(award.id)
    if here.recorded:
        if browser.is_kiosk():  # whoever comes back to the start is the next person
            return redirect(url_for("kiosk.next_person", award_id=award_id), 303)
        return _page("vote/again.html", award, form=PressForm())
    if not may_vote(award.state, award.opens_at, award.closes_at, guards.clock()):
        early = is_before(award.state, award.opens_at, guards.clock())
        return _page("vote/shut.html", award, turnout=queries.turnout(award), early=early, stays=True)
    if here == Kept() and browser.is_kiosk():
        return _page("vote/kiosk.html", award, stays=True)
    if not here.voter:
        keep(award.id, replace(here, voter=secrets.token_hex(8)))
    form = _ballot_form(award, code=here.code, choice=here.choice if here.marks is None else here.marks)
    if "code" in form and here.typed:
        form.code.data = here.typed
    return _choose_page(award, form)


@bp.post("/<int:award_id>/")
@guards.writes_late
def check_choice(award_id: int) -> ResponseReturnValue:
    """Nothing is stored yet: choice and tracker travel in this browser's own signed cookie."""
    award = _award_or_404(award_id)
    here = kept(award.id)
    form = _ballot_form(award, code=here.code)
    if "more" in request.form:
        return _more_time(award, form)
    if not form.validate():
        return _choose_page(award, form), 422
    code = here.code or tidy(str(form.code.data))
    choice = as_kept(marks_on(form, award.method))
    no = own_entry.why_not(award, queries.roll_row(award, code), choice)
    if no and no is not VoteReason.own_entry:
        words, status = _wrong_code(award) if no is VoteReason.unknown_code else (why(Refused(no)), 422)
        keep(award.id, replace(here, code=""))
        form = _ballot_form(award, code="")
        form.validate()
        form.code.errors = [words]
        return _choose_page(award, form), status
    here = Kept(voter=here.voter, slow=here.slow, code=code)
    if no:
        keep(award.id, here)
        form = _ballot_form(award, code=code)
        form.validate()
        next(asked(form)).errors = [why(Refused(no))]
        return _choose_page(award, form), 422
    keep(award.id, replace(here, choice=choice, tracker=tracker_from(secrets.token_bytes(32))))
    return redirect(url_for("vote.check", award_id=award_id), 303)


def _more_time(award: Award, form: Any) -> Response:
    """On a kiosk: what is marked and typed so far stays, in this browser only, and the page comes again."""
    here = replace(kept(award.id), slow=True, marks=as_kept(marks_on(form, award.method)))
    keep(award.id, replace(here, typed=str(form.code.data or "")[:LONGEST_CODE]) if "code" in form else here)
    return redirect(url_for("vote.choose", award_id=award.id), 303)


@bp.get("/<int:award_id>/check")
def check(award_id: int) -> ResponseReturnValue:
    award = _award_or_404(award_id)
    if not kept(award.id).choice:
        return redirect(url_for("vote.choose", award_id=award_id), 303)
    return _check_page(award)


@bp.post("/<int:award_id>/check")
def cast(award_id: int) -> ResponseReturnValue:
    here, choice, tracker = kept(award_id), request.form.get("choice", ""), request.form.get("tracker", "")
    if here.recorded and tracker == here.tracker:
        return redirect(url_for("vote.recorded", award_id=award_id), 303)
    if not choice or not tracker or not here.code:
        return redirect(url_for("vote.choose", award_id=award_id), 303)
    if (choice, tracker) != (here.choice, here.tracker):
        problem = _("You chose something else in another window. Check your choice again.")
        return _check_page(_award_or_404(award_id), problem), 422
    try:
        awards.cast(g.edition, award_id, code=here.code, choice=choice, tracker=tracker, at=now())
    except Refused as no:
        db.session.rollback()
        return _not_cast(award_id, no), 422
    db.session.commit()
    salt = secrets.token_hex(16)
    mark = browser.mark(here.code, salt)
    keep(award_id, Kept(tracker=tracker, recorded=True, mark=mark, salt=salt, slow=here.slow))
    return redirect(url_for("vote.recorded", award_id=award_id), 303)


@bp.get("/<int:award_id>/recorded")
def recorded(award_id: int) -> ResponseReturnValue:
    award = _award_or_404(award_id)
    here = kept(award.id)
    if not here.recorded:
        return redirect(url_for("vote.choose", award_id=award_id), 303)
    pause = browser.pause_of(award, recorded=True)
    return _page("vote/recorded.html", award, tracker=here.tracker, form=PressForm(), pause=pause)


@bp.post("/<int:award_id>/leave")
@guards.writes_late
def leave(award_id: int) -> ResponseReturnValue:
    """Forget code and tracker in this browser, for the next person."""
    if not PressForm().validate():
        abort(400)
    browser.forget(_award_or_404(award_id).id)
    return redirect(url_for("vote.index"), 303)


@bp.get("/<int:award_id>/used")
def used(award_id: int) -> ResponseReturnValue:
    award = _award_or_404(award_id)
    code = kept(award.id).code
    return _used_page(award, CodeForm(), queries.roll_row(award, code) if code else None)


@bp.post("/<int:award_id>/used")
@guards.writes_late
def was_it_used(award_id: int) -> ResponseReturnValue:
    """Answered at once and kept nowhere: this browser may hold the tracker of the same code."""
    award, form = _award_or_404(award_id), CodeForm()
    if not form.validate():
        return _used_page(award, form, None), 422
    row = queries.roll_row(award, str(form.code.data))
    if row is None:
        words, status = _wrong_code(award)
        form.code.errors = [words]
        return _used_page(award, form, None), status
    return _used_page(award, CodeForm(formdata=None), row)


@bp.get("/<int:award_id>/kept")
def how_kept(award_id: int) -> str:
    award = _award_or_404(award_id)
    return _page("vote/kept.html", award, log=additions.log(award))


@bp.get("/<int:award_id>/result")
def result(award_id: int) -> ResponseReturnValue:
    award = _award_or_404(award_id)
    facts = results.published_result(award)
    if facts is None:
        abort(404)
    return _page(
        "vote/result.html",
        award,
        facts=facts,
        winner=ceremony.winner(award, facts),
        witnesses=ceremony.named_witnesses(award),
    )


@bp.get("/<int:award_id>/award.json")
def public_file(award_id: int) -> Answer:
    award = _award_or_404(award_id)
    content = results.public_content(award) if results.published_result(award) else None
    if content is None:
        abort(404)
    return current_app.response_class(
        written(content),
        mimetype="application/json",
        headers={"Content-Disposition": f'attachment; filename="award-{g.edition.code}-{award.id}.json"'},
    )


@bp.get("/verify_award.py")
def script() -> Answer:
    return send_file(Path(current_app.root_path) / "verify_award.py", mimetype="text/plain", as_attachment=True)


# -- The pages -------------------------------------------------------------------------------------


def _award_or_404(award_id: int) -> Award:
    found = queries.one(g.edition, award_id)
    return found if found and queries.is_public(found) else abort(404)


def _ballot_form(award: Award, *, code: str, choice: str = "") -> Any:
    entries, own = queries.ballot_order(award, kept(award.id).voter), _own(award, code)
    entries = [entry for entry in entries if entry.reference not in own]
    question, marks = queries.question_of(award), marks_kept(choice)
    return ballot_form(award.method, question, entries, most=award.most, with_code=not code, marks=marks)


def _own(award: Award, code: str) -> set[str]:
    """The entries that this card may not choose; asked only where the rules say so."""
    return own_entry.barred(queries.roll_row(award, code)) if award.own_entry_barred and code else set()


def _choose_page(award: Award, form: Any) -> str:
    own = _own(award, kept(award.id).code)
    titles = [entry.title for entry in queries.entries_of(award) if entry.reference in own] if own else []
    return _page("vote/choose.html", award, form=form, asked=list(asked(form)), own=titles)


def _used_page(award: Award, form: CodeForm, row: RollRow | None) -> str:
    return _page("vote/used.html", award, form=form, row=row, line=row and queries.line_of(row))


def _check_page(award: Award, problem: str = "") -> str:
    here = kept(award.id)
    marked = queries.marked(award, here.choice)
    return _page("vote/check.html", award, choice=here.choice, tracker=here.tracker, marked=marked, problem=problem)


def _not_cast(award_id: int, no: Refused) -> str:
    award = _award_or_404(award_id)
    if no.reason is VoteReason.tracker_taken:
        keep(award.id, replace(kept(award.id), tracker=tracker_from(secrets.token_bytes(32))))
        return _check_page(award, why(no))
    return _page("vote/not_cast.html", award, why=why(no))


def _wrong_code(award: Award) -> tuple[str, int]:
    """Count a wrong code, for this network and in all, and say what to do.

    A right code is never held up: one guesser must not be able to shut out everybody on the conference's
    network, and with 25 to the power of 12 codes a hundred guesses a second find none in years.
    """
    network = request.remote_addr
    with writing():
        at = now()
        few = sign_in.count_try(f"vote:{award.id}:{network}", limit=WRONG_CODES, minutes=WINDOW, at=at)
        few &= sign_in.count_try(f"vote:{award.id}", limit=WRONG_CODES_IN_ALL, minutes=WINDOW, at=at)
    if not few:
        return _("Too many wrong codes came from here. Wait ten minutes, or ask at the registration desk."), 429
    return why(Refused(VoteReason.unknown_code)), 422


def _page(template: str, award: Award, *, stays: bool = False, **facts: Any) -> str:
    """A page of the vote; on a kiosk it goes back to the start by itself, but for the first one, which `stays`."""
    kiosk = browser.is_kiosk()
    if kiosk and not stays:
        facts = {"pause": browser.pause_of(award), "more": PressForm(formdata=None), **facts}
    name, question = queries.name_of(award), queries.question_of(award)
    return render_template(template, award=award, name=name, question=question, kiosk=kiosk, **facts)
