"""A reviewer reads and sends; an organiser ranks, drafts and freezes; two people turn two keys; the author hears."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from conference.db import now, writing
from conference.models.outbox import Message
from conference.models.reviews.reviews import Review
from conference.models.selection import AbstractDecision
from conference.rules.people.duties import Kind
from tests import cast
from tests.builders import reviews as build

pytestmark = pytest.mark.browser


@pytest.fixture
def edition(db):
    edition = cast.an_edition()
    stream = cast.a_stream(edition)
    cast.dara(edition), cast.lena(edition)
    titles = ("Walking groups that patients lead", "A ward that asked its night staff", "Shaped with carers")
    for number, title in enumerate(titles):
        work = build.an_abstract(edition, title, stream=stream, source_id=f"S-{number}")
        author = cast.a_person(f"Author {number}", contact_email=f"author{number}@example.org")
        work.submitter_id = author.id
        build.a_pair(work, build.a_reviewer(cast.amina(), edition))
        clinician = build.a_pair(work, build.a_reviewer(cast.chidi(), edition, Kind.professional))
        build.sent(clinician, (4, 5, 3)[number], 2, comment="The figures are clear.")
    build.slots(edition, stream, oral=1, poster=2)
    db.session.commit()
    return edition


def fill(page, score, fact, comment):
    """Answer every question as a person does: by its words."""
    for legend in (
        "Does it matter to us?",
        "Could you follow it?",
        "Does it speak of people with respect?",
        "Could you, or people like you, use it?",
        "Should people at the conference hear about this?",
    ):
        page.get_by_role("group", name=re.compile("^" + re.escape(legend))).locator(f"input[value='{score}']").check()
    page.get_by_label(fact).check()
    page.get_by_label("Your comment for the author").fill(comment)


def test_from_the_reviewers_queue_to_the_authors_letter(db, edition, visitor):
    amina = visitor(cast.amina(), width=390)
    amina.go(f"/review/{edition.code}/")
    amina.look("review-queue")
    amina.page.get_by_role("button", name="Start reading").click()
    amina.look("review-abstract")
    assert "Ann Lee" not in amina.page.content() and "Authorname" not in amina.page.content()
    amina.press("Submit review")
    amina.look("review-unfinished")
    amina.page.get_by_role("link", name="Enter a comment for the author.").click()
    assert amina.page.evaluate("document.activeElement.name") == "comment"
    fill(amina.page, 4, "They helped to shape it from early on", "I would join this group.")
    expect(amina.page.locator("#saved")).to_contain_text("Saved at")
    db.session.expire_all()
    db.session.rollback()
    assert db.session.scalar(select(Review.comment).where(Review.state == "started")) == "I would join this group."
    amina.press("Submit review")
    amina.look("review-sent")
    assert "Wilhelmina Authorname" in amina.page.inner_text("main")
    assert "The figures are clear." in amina.page.inner_text("main")

    plain = visitor(cast.amina(), scripts=False, width=390)
    for number, (score, fact) in enumerate(
        ((5, "None of these, as far as I can tell"), (3, "They were asked for advice as it went on"))
    ):
        plain.go(f"/review/{edition.code}/")
        plain.page.get_by_role("button", name="Continue reading").click()
        fill(plain.page, score, fact, f"My words {number}.")
        plain.press("Submit review")
        assert "Review submitted" in plain.page.inner_text("main")
    plain.go(f"/review/{edition.code}/")
    assert "You have submitted all your reviews. Thank you." in plain.page.inner_text("main")

    dara = visitor(cast.dara(edition))
    dara.go(f"/desk/{edition.code}/ranking/")
    dara.press("Update the ranking")
    dara.look("desk-ranking")
    told = dara.page.inner_text("main")
    assert (
        "What the co-production rule changed on this page" in told
        and "Held back by the co-production rule: co-production is 0.0, below 2.0, by one score." in told
    )
    assert "Walking groups that patients lead: from second band to top band" in told
    dara.go(f"/desk/{edition.code}/decisions/")
    dara.page.get_by_role("link", name="Draft Safer care").click()
    dara.look("desk-suggestions")
    dara.press("Draft 3 decisions")
    dara.look("desk-decisions")
    assert "Held back by one score" in dara.page.inner_text("main")
    dara.press("Freeze and send to key holders")
    dara.look("keys-abstract-decisions")
    dara.press("Approve: turn my key")
    assert letters(db) == []

    lena = visitor(cast.lena(edition), scripts=False, width=390)
    lena.go(f"/keys/{edition.code}/")
    lena.page.get_by_role("link", name="Decisions on abstracts").first.click()
    lena.look("keys-abstract-decisions-lena")
    assert "One score alone decided this. Is it right?" in lena.page.inner_text("main")
    lena.press("Approve: turn my key")
    assert "It is done" in lena.page.inner_text("main")
    found = letters(db)
    assert [letter.subject for letter in found] == [
        "Your abstract A-0001",
        "Your abstract A-0002",
        "Your abstract A-0003",
    ]
    assert (
        "We have accepted it as an oral presentation" in found[0].body
        and "That is why it is a poster." in found[1].body
    )
    assert all("Amina" not in letter.body and "lived experience review" not in letter.body for letter in found)
    assert {d.outcome for d in db.session.scalars(select(AbstractDecision))} == {"oral", "poster"}

    amina.go(f"/review/{edition.code}/became")
    amina.look("review-became")
    assert "Oral presentation (a talk)" in amina.page.inner_text("main")
    dara.go(f"/desk/{edition.code}/decisions/settled")
    dara.look("desk-settled")


def letters(db):
    db.session.rollback()
    return list(db.session.scalars(select(Message).where(Message.kind == "abstract_decided").order_by(Message.id)))


def test_every_other_page_is_clean_in_english_and_in_dutch(db, edition, visitor):
    dara = visitor(cast.dara(edition))
    for path, name in (
        ("ranking/rule", "desk-cap-rule"),
        ("ranking/slots", "desk-slots"),
        ("ranking/reviews", "desk-reviews"),
        ("decisions/contacts", "desk-contacts"),
    ):
        dara.go(f"/desk/{edition.code}/{path}")
        dara.look(name)
    dara.go(f"/desk/{edition.code}/ranking/rule")
    dara.page.get_by_label("Lowest co-production for the top band").fill("nine")
    dara.press("Send to key holders")
    dara.look("desk-cap-rule-wrong")
    dara.page.get_by_label("Lowest co-production for the top band").fill("2.5")
    dara.press("Send to key holders")
    dara.look("keys-cap-rule")
    assert "now 2.0, from then on 2.5" in dara.page.inner_text("main")

    with writing():
        cast.amina().lang = "nl"
    amina = visitor(cast.amina(), width=390, lang="nl")
    amina.go(f"/review/{edition.code}/")
    amina.look("review-queue-nl")
    assert "Begin met lezen" in amina.page.inner_text("main")
    amina.page.get_by_role("button", name="Begin met lezen").click()
    amina.look("review-abstract-nl")
    amina.press("Verstuur mijn beoordeling")
    amina.look("review-unfinished-nl")
    assert now()
