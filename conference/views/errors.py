"""What people see when something goes wrong: plain words, nothing half done, and somebody to ask."""

import logging
from typing import Any

from flask import Flask, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from conference import guards
from conference.db import DataError, db
from conference.views.award import browser


def explain_all(app: Flask) -> None:
    """A page for whatever goes wrong."""
    app.register_error_handler(CSRFError, page_was_open_too_long)
    app.register_error_handler(HTTPException, explain)
    app.register_error_handler(OverflowError, too_big)
    app.register_error_handler(DataError, too_big)
    app.register_error_handler(Exception, own_up)


def page_was_open_too_long(_error: CSRFError) -> Any:
    """A form without a valid token changes nothing; typed words from our own page come back to be sent again."""
    db.session.rollback()
    if request.blueprint in ("vote", "kiosk"):
        guards.find_edition()
        if browser.is_kiosk():  # whoever sees it is not the person whose page that was
            return redirect(url_for("vote.index"), 303)
    ours = request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")
    ours &= request.headers.get("Origin", request.host_url.rstrip("/")) == request.host_url.rstrip("/")
    once = request.blueprint in ("keys", "vote")  # what was decided or chosen is not shown again to whoever asks
    fields = guards.typed_fields() if ours and not once else {}
    return render_template("errors/again.html", path=request.path, fields=fields), 400


def explain(error: HTTPException) -> Any:
    """A page in plain words for every refusal."""
    db.session.rollback()
    if error.code is None or error.code < 400 or error.response is not None:
        return error
    name = error.code if error.code in (404, 405, 410, 413, 429) else 400
    return render_template("errors/page.html", code=name), error.code


def too_big(_error: Exception) -> tuple[str, int]:
    """A number in an address that no row can have is an address of nothing."""
    db.session.rollback()
    return render_template("errors/page.html", code=404), 404


def own_up(error: Exception) -> tuple[str, int]:
    """Our fault: the log has the trace, the page has words and a number to ring."""
    logging.getLogger("alongside").exception("Request failed: %s", request.endpoint, exc_info=error)
    db.session.rollback()
    return render_template("errors/page.html", code=500), 500
