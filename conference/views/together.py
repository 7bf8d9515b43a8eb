"""A person's own page: what I am part of, what happens next, by when."""

from flask import render_template
from flask_login import current_user

from conference import guards
from conference.queries import keys
from conference.queries.people import people
from conference.signposts import together

bp = guards.door("together", __name__, duty=guards.SIGNED_IN, url_prefix="/together")


@bp.get("/")
def index() -> str:
    at = guards.clock()
    editions = [
        (
            edition,
            together.part_of(current_user, edition, at=at),
            people.duties_of(current_user, edition),
            keys.key_of(current_user, edition),
        )
        for edition in people.editions_of(current_user)
    ]
    return render_template("together/index.html", editions=editions, at=at)
