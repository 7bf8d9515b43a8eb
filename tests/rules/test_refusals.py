"""Every reason has words, every reason is given somewhere, and its words name only facts that a refusal has."""

import re
from importlib import import_module

import pytest

from conference.rules.award.counting import AwardState
from conference.rules.money import written
from conference.rules.refusals import Reason, Refused, Sum, said
from tests.house import of, sources


def reasons() -> list[Reason]:
    """Every reason of every noun."""
    for module in of("conference.rules"):
        import_module(module)
    ours = [kind for kind in Reason.__subclasses__() if kind.__module__.startswith("conference.")]
    return [member for kind in ours for member in kind]


def test_no_reason_is_mute_and_none_is_an_orphan() -> None:
    found = reasons()
    code = "\n".join(f.read_text() for m, f in sources().items() if not m.endswith(".reasons"))
    given = set(re.findall(r"\b([A-Z]\w+)\.(\w+)\b", code))
    given |= {("AwardReason", f"is_{state}") for state in AwardState}  # asked by the state: AwardReason[f"is_{state}"]
    assert len(found) > 100
    assert [f"{type(each).__name__}.{each.name}" for each in found if not each.words.endswith((".", "?"))] == []
    orphans = [f"{type(each).__name__}.{each.name}" for each in found if (type(each).__name__, each.name) not in given]
    assert orphans == []


def test_a_reason_without_words_cannot_be_written() -> None:
    with pytest.raises(TypeError):

        class Mute(Reason):
            nothing = "nothing"


def test_the_facts_of_a_refusal_stand_in_its_words() -> None:
    class Why(Reason):
        over = "over", said("There is %(left)s left for %(what)s.")

    no = Refused(Why.over, left=Sum(1250, "GBP"), what="meals")
    assert (str(no), no.words) == ("over", f"There is {written(1250, 'GBP')} left for meals.")
