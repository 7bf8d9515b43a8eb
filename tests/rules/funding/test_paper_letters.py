from datetime import date

import pytest

from conference.rules.funding import paper_letters
from conference.rules.funding.offers import OfferState
from conference.rules.funding.paper_letters import Block, Fact, PaperLetter as Letter, Standing

LAST = date(2027, 5, 12)


def standing(offer=None, *, told_no=False, visa=False, today=date(2027, 3, 1)):
    return Standing(offer, told_no, visa, LAST, today)


@pytest.mark.parametrize(
    ("stands", "may"),
    [
        (standing(), ()),
        (standing(OfferState.waiting), ()),
        (standing(OfferState.reserved), ()),
        (standing(told_no=True), (Letter.regret,)),
        (standing(OfferState.open), (Letter.offer, Letter.jobcentre)),
        (standing(OfferState.open, visa=True), (Letter.offer, Letter.visa, Letter.jobcentre)),
        (standing(OfferState.accepted), (Letter.offer, Letter.jobcentre, Letter.arrival)),
        (standing(OfferState.accepted, today=LAST), (Letter.offer, Letter.jobcentre, Letter.arrival)),
        (
            standing(OfferState.accepted, today=date(2027, 5, 13)),
            (Letter.offer, Letter.jobcentre, Letter.certificate),
        ),
        (standing(OfferState.no_show, today=date(2027, 5, 13)), ()),
        (standing(OfferState.refused, visa=True), (Letter.offer,)),
    ],
)
def test_who_may_have_which_letter(stands, may):
    assert paper_letters.due_to(stands) == may


def test_a_letter_with_a_hole_is_not_given_out_and_says_what_is_missing():
    assert paper_letters.missing(Letter.visa, {Fact.signer}) == (Fact.host,)
    assert paper_letters.missing(Letter.visa, {Fact.signer, Fact.host}) == ()
    assert paper_letters.missing(Letter.regret, ()) == ()


def test_one_text_is_title_headings_paragraphs_and_lists():
    text = "# Hello\n\nOne line\nand one more.\n\n# What we pay\n\n- travel\n- hotel\n"
    assert paper_letters.blocks(text) == [
        Block("title", ("Hello",)),
        Block("text", ("One line", "and one more.")),
        Block("heading", ("What we pay",)),
        Block("list", ("travel", "hotel")),
    ]


def test_what_is_read_aloud_has_no_web_address_and_spells_the_reference():
    text = "Your reference: LE-AB12-CD34\n\nAnswer here:\nhttps://example.org/apply/X/offer\n\nGoodbye."
    assert paper_letters.aloud(text) == "Your reference: L E, A B 1 2, C D 3 4\n\nAnswer here:\n\nGoodbye.\n"
