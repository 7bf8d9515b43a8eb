"""flask offers lapse, as others script it."""

import json
from datetime import timedelta

from conference.db import db as database
from conference.models.funding.offers import Offer
from conference.queries.funding import offers as find
from tests import cast
from tests.builders import applications as build


def test_lapse_says_what_it_did_and_a_second_run_does_nothing(app, db):
    edition = cast.an_edition()
    [application] = build.round_of(edition, 10_000)
    build.carried(edition)
    offer = find.offer_of(application)
    offer.opened_at -= timedelta(days=200)
    offer.lapses_at -= timedelta(days=150)
    offer_id = offer.id
    db.session.commit()
    run = app.test_cli_runner().invoke
    first = run(args=["offers", "lapse", "--json"])
    assert (first.exit_code, json.loads(first.stdout)) == (
        0,
        {"reminded": 0, "to_ring": 1, "kept_open": 0, "lapsed": 0},
    )
    assert "0 reminded, 0 to ring, 0 kept open, 0 lapsed." in run(args=["offers", "lapse"]).stdout
    database.session.rollback()
    assert database.session.get_one(Offer, offer_id).rung_at is not None
