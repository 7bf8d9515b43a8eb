"""Abstracts come in, people are asked to read them, a plan is made: in a real browser."""

from pathlib import Path
from typing import Any

import pytest

from conference.models.reviewers.reviewers import Reviewer
from conference.rules.languages import Lang
from tests import cast

pytestmark = pytest.mark.browser

ABSTRACTS = "id,title,authors,abstract,stream\n" + "\n".join(
    f'{n},"Work number {n}, told by the people who did it",Ann Lee; Bo Chi,"AIM: Less pain.\n\nEND: It helped.",'
    f"{'Safer care' if n % 3 else 'Care at home'}"
    for n in range(1, 61)
)
REVIEWERS = "name,email,kind,max_load,streams\n" + "\n".join(
    f"Reader {n},r{n}@example.org,{'lived_experience' if n < 5 else 'professional'},25,{'Safer care' if n < 5 else ''}"
    for n in range(14)
)


def test_from_a_file_to_a_plan_and_a_yes(db: Any, visitor: Any, tmp_path: Path) -> None:
    edition = cast.an_edition()
    dara, eve = cast.dara(edition), cast.eve()
    eve.lang = Lang.nl
    db.session.commit()
    base = f"/desk/{edition.code}"
    organiser = visitor(dara)
    page = organiser.page
    for what, words in (("Abstracts", ABSTRACTS), ("Reviewers who have said yes", REVIEWERS)):
        path = tmp_path / f"{what[:4]}.csv"
        path.write_text(words)
        organiser.go(f"{base}/files/")
        page.get_by_role("radio", name=what, exact=True).check()
        page.get_by_label("File", exact=True).set_input_files(str(path))
        if what == "Abstracts":
            page.get_by_label("Test only: show what would be imported, and change nothing").check()
            organiser.press("Import file")
            organiser.look("files-tried")
            organiser.go(f"{base}/files/")
            page.get_by_role("radio", name=what, exact=True).check()
            page.get_by_label("File", exact=True).set_input_files(str(path))
            page.get_by_label("Create a stream for each new name in the file").check()
        organiser.press("Import file")
        assert "updated" in page.inner_text("main")
    organiser.go(f"{base}/abstracts/")
    organiser.look("desk-abstracts")
    page.get_by_role("link", name="Work number 1, told", exact=False).first.click()
    page.wait_for_load_state()
    organiser.look("desk-abstract")
    organiser.go(f"{base}/reviewers/settings")
    organiser.look("desk-review-settings")
    page.get_by_label("Fee for each review").fill("12.50")
    organiser.press("Save settings")
    organiser.go(f"{base}/reviewers/invite")
    organiser.look("desk-invite")
    organiser.press("Send invitation")
    organiser.look("desk-invite-wrong")
    page.get_by_label("Name", exact=True).fill("Eve Janssen")
    page.get_by_label("Email address").fill("eve@example.org")
    page.get_by_label("as a person with lived experience").check()
    page.get_by_label("How many reviews do you ask for?").fill("8")
    organiser.press("Send invitation")
    organiser.look("desk-reviewers")
    organiser.go(f"{base}/plans/")
    organiser.look("desk-plans")
    page.get_by_label("More reviewers with lived experience").fill("5")
    page.locator("#each").fill("2")
    organiser.press("Calculate")
    assert "With 5 more with lived experience" in page.inner_text("main")
    organiser.look("desk-plans-what-if")
    page.get_by_role("link", name="Back to today").click()
    page.wait_for_load_state()
    page.get_by_label("Name of the plan").fill("First try")
    organiser.press("Create plan")
    assert "There is no lived-experience reviewer in the stream “Care at home”." in page.inner_text("main")
    organiser.look("desk-plan-short")

    reader = visitor(eve, scripts=False, width=390, lang="nl")
    reader.go(f"/review/{edition.code}/invitation/")
    assert "€" not in reader.page.inner_text("main")
    assert "£ 12,50" in reader.page.inner_text("main").replace("\u00a0", " ")
    reader.page.get_by_label("Hoeveel wilt u er lezen?").fill("20")
    reader.page.get_by_label("Care at home").check()
    reader.press("Ja, ik beoordeel mee")
    assert "bewaard" in reader.page.inner_text("main")
    reader.page.get_by_label("Geweld of misbruik").check()
    reader.press("Bewaren en verder")
    wish = reader.page.get_by_role("group", name="Work number 12,")
    wish.get_by_label("Ja, graag").check()
    reader.press("Bewaar")
    assert "Bewaard" in reader.page.inner_text("main")
    reader.page.get_by_role("link", name="Meld dat u te nauw betrokken bent").click()
    reader.page.locator("section", has_text="Work number 3,").get_by_role("button").click()
    reader.page.wait_for_load_state()
    db.session.rollback()
    assert "Bewaard" in reader.page.inner_text("main")
    assert db.session.query(Reviewer).filter_by(person_id=eve.id).one().max_load == 20

    looker = visitor(eve, width=390, lang="nl")
    for path, name in (
        ("", "invitation-nl"),
        ("about-me", "about-me-nl"),
        ("wishes", "wishes-nl"),
        ("conflicts", "conflicts-nl"),
        ("../practice/1", "practice-nl"),
    ):
        looker.go(f"/review/{edition.code}/invitation/{path}")
        looker.look(name)
    organiser.go(f"{base}/plans/")
    page.get_by_label("Name of the plan").fill("Second try")
    organiser.press("Create plan")
    main = page.inner_text("main")
    assert "A-0003" in main
    assert "The only lived-experience reviewer in the stream “Care at home” has a conflict of interest." in main
    organiser.go(f"{base}/plans/")
    organiser.press("Compare plans")
    assert "First try compared with Second try" in page.inner_text("main")
    organiser.look("desk-plans-beside")
    organiser.go(f"{base}/plans/")
    page.get_by_role("link", name="Second try", exact=True).click()
    page.wait_for_load_state()
    organiser.press("Publish and tell reviewers")
    organiser.look("desk-plan-published")
    for reference in ("A-0001", "A-0003"):
        organiser.go(f"{base}/plans/2/abstract/{reference}")
        organiser.look(f"desk-plan-why-{reference}")
    assert "Reviewer, lived experience. The only lived-experience reviewer" in page.inner_text("main")
    reader.go(f"/review/{edition.code}/")
    first = reader.page.locator("main a[href*='/abstract/']").first
    reference = str(first.get_attribute("href")).rsplit("/", 1)[-1]
    reader.go(f"/review/{edition.code}/abstract/{reference}")
    reader.page.locator("details:has(form[action$='/skip']) summary").click()
    reader.page.locator("form[action$='/skip'] button").click()
    reader.page.wait_for_load_state()
    organiser.go(f"{base}/plans/uncovered")
    assert reference in page.inner_text("main")
    organiser.look("desk-plans-uncovered")
    organiser.go(f"{base}/")
    assert f"{reference}: needs a new lived-experience reviewer." in page.inner_text("main")
    organiser.look("desk-waiting")
    assert "Reviews still without a reviewer" in page.inner_text("main")
