from conference.rules.applications.applications import Interest
from conference.rules.editions.opportunities import PARTS, Opportunity, Told, in_language, unfilled
from conference.rules.languages import Lang


def test_everything_that_one_can_tick_can_be_described():
    assert {each.value for each in Interest} == {each.value for each in Opportunity} - {"funded_place"}


def test_a_part_of_spaces_says_nothing():
    assert unfilled(dict.fromkeys(PARTS, "Words.")) == []
    assert unfilled({"what": "Words.", "paid": " \n"}) == ["time_needed", "paid", "decided", "changeable"]


def test_each_is_told_once_in_the_language_of_the_person_or_else_in_the_other():
    english, dutch = (Told(Opportunity.review, lang, (lang,)) for lang in Lang)
    other = Told(Opportunity.funded_place, Lang.en, ("only",))
    for found in ([english, dutch, other], [other, dutch, english]):
        assert in_language(found, Lang.nl) == [other, dutch]
        assert in_language(found, Lang.en) == [other, english]
