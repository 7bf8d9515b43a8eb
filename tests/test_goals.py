"""docs/goals.md holds what benches and tests cite, and what it cites is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "goals.md").read_text()
GOALS = set(re.findall(r"^\| (T?\d+) \|", PAGE, re.M))


def sources() -> dict[Path, str]:
    files = [*(ROOT / "bench").rglob("*.py"), *(ROOT / "tests").rglob("*.py"), ROOT / "bench" / "README.md"]
    return {file: file.read_text() for file in files if file != Path(__file__)}


def cited(text: str) -> set[str]:
    """The numbers of goals that a text names or tells of."""
    found = set(re.findall(r"(?:told|figure)\((\d+),", text))
    for first, last in re.findall(r"\b[Gg]oals? (\d+)(?: (?:to|and) (\d+))?", text):
        found |= {str(number) for number in range(int(first), int(last or first) + 1)}
    return found


def missing(page: str, tests: str) -> list[str]:
    """The words after -k that stand in no name of a test or of its file, and the benches that are not there."""
    words = " or ".join(one or more for one, more in re.findall(r'-k (?:"([^"]+)"|(\w+))', page)).split(" or ")
    lost = [each for each in words if each != "words" and not re.search(rf"(def |/)test_\w*{each}|/{each}\.py", tests)]
    benches = (name.replace(".", "/") for name in re.findall(r"bench[/.][a-z_]+", page))
    return lost + [f"{name}.py" for name in benches if not (ROOT / f"{name}.py").exists()]


def names() -> str:
    return "\n".join(f"/{file.relative_to(ROOT)}\n{text}" for file, text in sources().items() if file.suffix == ".py")


def test_every_goal_that_is_cited_stands_on_the_page() -> None:
    lost = {file.name: cited(text) - GOALS for file, text in sources().items()}
    assert {name: found for name, found in lost.items() if found} == {}
    assert {str(number) for number in range(1, 19)} <= GOALS


def test_what_the_page_cites_is_there() -> None:
    assert missing(PAGE, names()) == []


def test_nothing_is_cited_that_lies_beside_the_project() -> None:
    assert [file.name for file, text in sources().items() if "/".join(("..", "shared")) in text] == []


def test_control_a_goal_a_test_and_a_bench_that_are_not_there_are_found() -> None:
    assert cited("goals 9 to 11, told(16, None") == {"9", "10", "11", "16"}
    assert missing("`-k no_such_words`, `bench/none.py`, `bench.nor_this`", names()) == [
        "no_such_words",
        "bench/none.py",
        "bench/nor_this.py",
    ]
