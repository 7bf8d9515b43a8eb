"""flask reviews ranking: what scripts read, best first, and nothing stored."""

import json

from sqlalchemy import func, select

from conference.models.selection import RankingResult
from tests import cast
from tests.builders import reviews as build


def test_the_ranking_as_scripts_read_it(app, db):
    edition = cast.an_edition()
    build.reviewed(edition, (5, 1), 4, title="Told afterwards")
    build.reviewed(edition, (4, 4), 4, title="Led by patients")
    build.an_abstract(edition, "Nobody has read it")
    db.session.commit()
    result = app.test_cli_runner().invoke(args=["reviews", "ranking", "--edition", edition.code, "--json"])
    assert result.exit_code == 0
    first, second, third = json.loads(result.stdout)["ranking"]
    assert first == {
        "abstract": "A-0002",
        "source_id": "S2",
        "stream": None,
        "reviews": 2,
        "raw": 4.0,
        "raw_given": 4.0,
        "adjusted": 4.0,
        "lived_experience": 4.0,
        "professional": 4.0,
        "co_production": 4.0,
        "gap": 0.0,
        "spread": 0.0,
        "band_before_cap": "top",
        "capped": False,
        "reason": "On its score.",
        "band": "top",
    }
    assert (second["raw"], second["gap"], second["spread"]) == (4.5, 1.0, 0.5)
    assert (second["band_before_cap"], second["capped"], second["band"]) == ("top", True, "second")
    assert second["reason"] == "Held back by the co-production rule: co-production is 1.0, below 2.0, by one score."
    assert (third["reviews"], third["raw"], third["band"], third["capped"]) == (0, None, None, False)
    assert third["reason"] == "Not yet ranked: no lived-experience review."
    assert db.session.scalar(select(func.count()).select_from(RankingResult)) == 0


def test_an_unknown_edition_leaves_with_two(app, db):
    result = app.test_cli_runner().invoke(args=["reviews", "ranking", "--edition", "NONE", "--json"])
    assert (result.exit_code, result.stdout) == (2, "")
