"""Pages that many open often ask the database little: at most 6 statements for a list, 8 for the review form."""

from typing import Any

import pytest

from conference.db import writing
from tests import cast
from tests.builders import applications, reviews as build, submissions

PAGES = {
    "queue": ("/review/FORUM27/", 5),
    "review form": ("/review/FORUM27/abstract/A-0001", 8),
    "list of abstracts": ("/desk/FORUM27/abstracts/", 6),
    "ranking": ("/desk/FORUM27/ranking/", 6),
    "landing": ("/edition/FORUM27", 4),
}


@pytest.mark.parametrize("name", PAGES)
def test_as_few_for_forty_rows_as_for_two(db: Any, client_of: Any, counted: Any, name: str) -> None:
    path, most = PAGES[name]
    with writing():
        edition = cast.an_edition()
        applications.settings(edition)
        submissions.call(edition)
        amina, stream = build.a_reviewer(cast.amina(), edition), cast.a_stream(edition)
        build.a_pair(build.an_abstract(edition, "To write", stream=stream), amina)
        dara = cast.dara(edition)
    who = {"desk": dara, "review": cast.amina()}.get(path.split("/")[1])
    client, sent = client_of(who), list[int]()
    for rows in (1, 39):
        with writing():
            for n in range(rows):
                build.reviewed(edition, (4, 3), 4, title=f"Work {n}", stream=stream)
            build.ranked(edition)
        with counted() as statements:
            assert client.get(path).status_code == 200
        sent.append(len(statements))
    assert sent[0] == sent[1] <= most
