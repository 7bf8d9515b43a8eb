"""Voting cards for 3,000 people beside the plain way of making them: time, memory, and whether every code is read.

    python bench/cards.py [cards]

Ours is the worker's own way, from the database to the sealed sheets. The plain way is one page of inline blocks with
the QR codes as the library makes them. Both are tagged (PDF/UA-1) and made in this run. Leaves with 1 when goal 18 is
not met.
"""

import resource
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import segno  # noqa: E402

from bench import killed  # noqa: E402
from bench.goals import Cost, told  # noqa: E402
from conference.cli.award import cards as award_cards  # noqa: E402
from conference.db import db, writing  # noqa: E402
from conference.models.award.awards import Award  # noqa: E402
from conference.queries.award import awards as queries  # noqa: E402
from conference.rules.award.codes import in_fours  # noqa: E402
from tests import cast  # noqa: E402
from tests.builders import award as build  # noqa: E402
from tests.printed import codes_on  # noqa: E402

CARDS, MOST_OF_PLAIN, MOST_MEGABYTES = 3_000, 0.6, 350
PLAIN = """<style>@page { size: A4; margin: 10mm } body { font-family: sans-serif; margin: 0 } .card { display:
inline-block; width: 60mm; height: 34mm; font-size: 7.5pt; vertical-align: top } img { width: 24mm; float: left }
</style>"""


def plain(addresses: list[str]) -> bytes:
    """The plain way: the library's own codes, one flowing page, one document."""
    import weasyprint

    cards = "".join(
        f'<div class="card"><img src="{segno.make(address).png_data_uri(scale=4)}" alt="Code to vote">'
        f"<p>Patients Choice Award</p><p>vote.example.org</p><p>{in_fours(address[-12:])}</p><p>Badge</p></div>"
        for address in addresses
    )
    page = f'<html lang="en"><head><title>Cards</title>{PLAIN}</head><body>{cards}</body></html>'
    made: bytes = weasyprint.HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
    return made


def in_a_child(addresses: list[str]) -> None:
    command = [sys.executable, __file__, "plain"]
    subprocess.run(command, input="\n".join(addresses), text=True, check=True, stdout=subprocess.DEVNULL)


def megabytes() -> int:
    """The most memory that any child of this process has had."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def main() -> None:
    if sys.argv[1:] == ["plain"]:
        sys.stdout.buffer.write(plain(sys.stdin.read().split("\n")))
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CARDS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app = killed.open_app(f"sqlite:///{folder / 'cards.db'}", folder)
        with app.app_context():
            killed.make_tables()
            with writing():
                opens, closes = cast.AT + timedelta(days=1), cast.AT + timedelta(days=2)
                award, codes = build.a_frozen_award(cast.an_edition(), voters=count, opens_at=opens, closes_at=closes)
                award_id = award.id
            made, ours = Cost.of(lambda: list(award_cards.sheets(award_id, as_pdf=True)))
            child = megabytes()
            here = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            address = f"{app.config['BASE_URL']}/vote/FORUM27/{award_id}/with/"
            assert len(queries.cards(db.session.get_one(Award, award_id))) == count
            killed.close()
        _none, naive = Cost.of(lambda: in_a_child([address + code for code in codes]))
        read = {code.rsplit("/", 1)[1] for _number, _cards, data in made for code in codes_on(data)}
        ratio = ours.work / naive.work
        print(
            f"{count} cards: ours {ours}, {1000 * ours.clock / count:.1f} ms a card; plain {naive}; ratio {ratio:.2f}"
        )
        print(f"memory: {child} MB the child, {here} MB the worker; plain {megabytes()} MB")
        size = sum(len(data) for _number, _cards, data in made) // 1000
        whole = read == set(codes)
        words = (
            f"{ratio:.2f} of the plain way (at most {MOST_OF_PLAIN}), {child} MB (at most {MOST_MEGABYTES}), {size} kB,"
        )
        met = ratio <= MOST_OF_PLAIN and child <= MOST_MEGABYTES
        told(18, met and whole, f"{words} {len(read)} of {count} codes read")
    sys.exit(0 if met and whole else 1)


if __name__ == "__main__":
    main()
