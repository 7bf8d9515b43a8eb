"""Whether evened scores come nearer the truth than raw ones, and what they cost: goal 16.

    python -m bench.severity                            # three kinds of meeting, 2,000 and 20,000 abstracts
    python -m bench.severity --judge venv/bin/python    # statsmodels, with that interpreter, fits the mixed model

Meetings with a fixed seed: scores 0 to 6 in whole numbers, each abstract read once by lived experience and twice by
professionals, a quarter of them from other streams; an abstract's worth and a review's chance deviate by 1.
"""

import argparse
import json
import random
from collections import defaultdict

from bench.goals import Cost, asked, told
from conference.rules.selection.severity import Score, adjusted, severities

# Name, deviation of reviewers, deviation of streams.
MEETINGS = (
    ("reviewers differ by .7", 0.7, 0.0),
    ("streams differ too, by .7", 0.7, 0.7),
    ("nobody is strict", 0.0, 0.0),
)
LIVED, PROFESSIONAL = "lived_experience", "professional"
FIT = """
import json, re, sys, time
import numpy as np, pandas as pd, statsmodels.api as sm
rows = pd.DataFrame(json.load(sys.stdin), columns=["abstract", "stream", "reviewer", "kind", "points"])
began = time.process_time()
parts = {"a": "0 + C(abstract)", "r": "0 + C(reviewer)"}
model = sm.MixedLM.from_formula("points ~ C(kind) + C(stream)", groups=np.ones(len(rows)), vc_formula=parts, data=rows)
effects = model.fit().random_effects[1.0]
spent = time.process_time() - began
print("JUDGED", spent, *(f"{re.findall('[0-9]+', name)[0]}={one}" for name, one in effects.items() if name[0] == "r"))
"""


def meeting(
    works: int, reviewers: int, strict: float, apart: float, streams: int = 20
) -> tuple[list[Score], list[float]]:
    """The scores, and what each abstract is truly worth."""
    chance = random.Random(2027)
    level = [chance.gauss(0, apart) for _ in range(streams)]
    lean = [chance.gauss(0, strict) for _ in range(reviewers)]
    kinds = [LIVED if n % 10 < 3 else PROFESSIONAL for n in range(reviewers)]
    at_home: dict[tuple[int, str], list[int]] = defaultdict(list)
    for reviewer, kind in enumerate(kinds):
        at_home[reviewer // 10 % streams, kind].append(reviewer)
    anywhere = {kind: [n for n in range(reviewers) if kinds[n] == kind] for kind in (LIVED, PROFESSIONAL)}
    scores, worth = [], []
    for work in range(works):
        stream = chance.randrange(streams)
        worth.append(3 + level[stream] + chance.gauss(0, 1))
        readers: set[int] = set()
        for kind in (LIVED, PROFESSIONAL, PROFESSIONAL):
            among = at_home[stream, kind] if chance.random() < 0.75 else anywhere[kind]
            readers.add(chance.choice([one for one in among if one not in readers]))
        for reader in sorted(readers):
            given = min(6, max(0, round(worth[-1] + lean[reader] + chance.gauss(0, 1))))
            scores.append(Score(work, stream, reader, kinds[reader], float(given)))
    return scores, worth


def raw(scores: list[Score]) -> dict[int, float]:
    """The mean of its kinds' means, for each abstract."""
    lanes: dict[int, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for one in scores:
        lanes[one.abstract][one.kind].append(one.points)
    return {work: sum(sum(row) / len(row) for row in kinds.values()) / len(kinds) for work, kinds in lanes.items()}


def naive(scores: list[Score]) -> dict[int, float]:
    """The control: each score less the mean of its reviewer, which takes a good stream for a mild reviewer."""
    given: dict[int, list[float]] = defaultdict(list)
    for one in scores:
        given[one.reviewer].append(one.points)
    means = {reviewer: sum(row) / len(row) for reviewer, row in given.items()}
    return raw([one._replace(points=one.points - means[one.reviewer]) for one in scores])


def correlation(left: list[float], right: list[float]) -> float:
    """Pearson's."""
    middle = [sum(row) / len(row) for row in (left, right)]
    first, second = ([one - mid for one in row] for row, mid in zip((left, right), middle, strict=True))
    both = sum(a * b for a, b in zip(first, second, strict=True))
    return both / (sum(a * a for a in first) * sum(b * b for b in second)) ** 0.5


def ranks(figures: list[float]) -> list[float]:
    """The place of each; equal ones share theirs."""
    places: dict[float, list[int]] = defaultdict(list)
    for place, figure in enumerate(sorted(figures)):
        places[figure].append(place)
    return [sum(places[figure]) / len(places[figure]) for figure in figures]


def near(found: dict[int, float], worth: list[float]) -> float:
    """Spearman's rank correlation with the truth."""
    return correlation(ranks([found[work] for work in range(len(worth))]), ranks(worth))


def judged(judge: str) -> None:
    """The same strictness as a mixed model fitted by likelihood finds, on a meeting small enough for it."""
    scores, _worth = meeting(200, 40, 0.7, 0.0, streams=4)
    found, cost = Cost.of(lambda: severities(scores))
    words = asked([judge, "-c", FIT], json.dumps(scores)) or []
    if "JUDGED" not in words:
        return told(16, None, "statsmodels did not finish")
    spent, *effects = words[words.index("JUDGED") + 1 :]
    theirs = {int(reviewer): float(one) for reviewer, one in (pair.split("=") for pair in effects)}
    same = correlation(list(found.values()), [theirs[reviewer] for reviewer in found])
    times = float(spent) / max(cost.work, 1e-4)
    return told(
        16, same >= 0.999 and times >= 50, f"correlation with statsmodels' MixedLM {same:.5f}, x {times:.0f} faster"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--judge", default="", help="an interpreter that has statsmodels")
    given = parser.parse_args()
    for works, reviewers in ((2_000, 300), (20_000, 3_000)):
        for name, strict, apart in MEETINGS:
            scores, worth = meeting(works, reviewers, strict, apart)
            print(f"\n{works} abstracts, {reviewers} reviewers: {name}")
            plain, even = Cost.of(lambda scores=scores: raw(scores)), Cost.of(lambda scores=scores: adjusted(scores))
            before, after, control = (near(found, worth) for found in (plain[0], even[0], naive(scores)))
            words = f"rank correlation raw {before:.4f}, evened {after:.4f} (control, centred {control:.4f}); {even[1]}"
            told(16, after >= before - 0.005, words)
    print()
    if given.judge:
        judged(given.judge)
    else:
        told(16, None, "agreement with a mixed model by likelihood; R's lme4 is not here, and no judge was given")


if __name__ == "__main__":
    main()
