#!/usr/bin/env python3
"""Count a Patients Choice Award again, from the file that was published.

    python3 verify_award.py FILE [DIGEST ...]

FILE is the public file of the award. Each DIGEST is one you were given by another way: on a poster or by
letter, or its first 16 signs, as on the voting card. You need nothing else: no network, no password, no other program.
The answer is 0 if all is well, 1 if something does not fit, 2 if the file cannot be read.
"""

import hashlib
import json
import sys

# ---- How a digest is made: the same content always has the same digest, any other content another one.


def digest(content):
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


# ---- How a ballot is read. At each place stands an entry, "" (left empty), "overvote" or "equal".


def scores_of(places, entries):
    """Points from 0 to 5, written "entry=points"; the first that an entry got counts."""
    found = {}
    for place in places:
        entry, _, points = place.rpartition("=")
        if entry in entries and points in ("0", "1", "2", "3", "4", "5"):
            found.setdefault(entry, points)
    return [entry + "=" + points for entry, points in found.items()]


def choices_of(ballot, entries, method):
    """Over-votes, equal ranks and repeats are skipped, and the next place counts."""
    if method == "score":
        return scores_of(ballot["choice"], entries)
    places = [place for place in ballot["choice"] if place not in ("", "overvote")]
    if method == "choice" and places[:1] == ["equal"]:
        return []
    choices = list(dict.fromkeys(place for place in places if place in entries))
    return choices[:1] if method == "choice" else choices


# ---- How ties are broken: who was behind in the earliest round that differs goes out; else the draw.


def draw(seed, entries):
    return sorted(entries, key=lambda entry: hashlib.sha256((seed + ":" + entry).encode()).hexdigest())


def behind(tied, rounds, seed):
    for earlier in rounds:
        fewest = min(earlier[entry] for entry in tied)
        tied = [entry for entry in tied if earlier[entry] == fewest]
        if len(tied) == 1:
            return tied[0], "an earlier round"
    return draw(seed, tied)[-1], "the draw"


# ---- The five ways of counting.


def first_choices(left, lists):
    votes = dict.fromkeys(left, 0)
    for choices in lists:
        for entry in choices:
            if entry in votes:
                votes[entry] += 1
                break
    return votes


def count_points(entries, lists, seed):
    """One for each entry named, or its points. The highest sum wins; a tie goes to the draw."""
    votes = dict.fromkeys(entries, 0)
    for mark in [mark for marks in lists for mark in marks]:
        entry, _, points = (mark, "", "1") if mark in votes else mark.rpartition("=")
        votes[entry] += int(points)
    level = draw(seed, [entry for entry in entries if votes[entry] == max(votes.values())])
    tie = {"round": 1, "tied": sorted(level), "wins": level[0], "by": "the draw"}
    return {"winners": [level[0]], "rounds": [votes], "ties": [tie] if len(level) > 1 else []}


def count_ranked(entries, lists, seed):
    left, rounds, ties = list(entries), [], []
    while True:
        votes = first_choices(left, lists)
        tied = sorted(entry for entry in left if votes[entry] == min(votes.values()))
        out, by = behind(tied, rounds, seed)
        rounds.append(votes)
        if len(tied) > 1 and len(left) > 1:
            ties.append({"round": len(rounds), "tied": tied, "out": out, "by": by})
        if len(left) <= 2:
            winner = next((entry for entry in left if entry != out), out)
            return {"winners": [winner], "rounds": rounds, "ties": ties}
        left.remove(out)


def count_pairwise(entries, lists, _seed):
    above = {entry: {other: 0 for other in entries if other != entry} for entry in entries}
    for choices in lists:
        below = [entry for entry in entries if entry not in choices]
        for place, entry in enumerate(choices):
            for other in choices[place + 1 :] + below:
                above[entry][other] += 1
    wins = {e: sum(above[e][other] > above[other][e] for other in above[e]) for e in entries}
    winners = [entry for entry in entries if wins[entry] == len(entries) - 1]
    return {"winners": winners, "rounds": [wins], "ties": [], "pairs": above}


BY_POINTS = dict.fromkeys(("choice", "approval", "score"), count_points)
METHODS = BY_POINTS | {"ranked": count_ranked, "pairwise": count_pairwise}


def count(ballots, entries, method, seed):
    lists = [choices_of(ballot, set(entries), method) for ballot in ballots]
    blank = sum(all(place == "" for place in ballot["choice"]) for ballot in ballots)
    valid = [choices for choices in lists if choices]
    sums = {"valid": len(valid), "blank": blank, "spoiled": len(ballots) - len(valid) - blank}
    return METHODS[method](entries, valid, seed) | sums


# ---- What is checked. Each check is a sentence, and whether it is true.


def checks(file, text, expected):
    ballots, digests, roll, rules = file["ballots"], file["digests"], file["roll"], file["rules"]
    entries = [entry["reference"] for entry in file["entries"]]
    trackers = [ballot["tracker"] for ballot in ballots]
    as_written = json.dumps(file, indent=1, ensure_ascii=False) + "\n"
    yield "The file is written as the product writes it.", text == as_written
    parts = {"rules": digest(rules), "entries": digest(file["entries"])}
    yield "The rules are those that were frozen before voting opened.", parts["rules"] == digests["rules"]
    yield "So are the entries.", parts["entries"] == digests["entries"]
    yield "No entry stands twice.", len(set(entries)) == len(entries)
    if roll is not None:
        codes, added, used = roll["codes"], roll.get("added", []), roll["used"]
        given = [one["reason"] for one in file.get("additions", []) if one["given"]]
        lost, parts["roll"] = given.count("lost_card"), digest(codes)
        yield f"So is the roll of {len(codes)} voting codes.", parts["roll"] == digests["roll"]
        fits = len(added) == len(given) and digests.get("additions", digest([])) == digest(file.get("additions", []))
        yield f"{len(added)} codes were added after the freeze, each with its reason in the log.", fits
        yield "No code stands twice, in the roll or added later.", len({*codes, *added}) == len(codes + added)
        yield "Every used code is one of these, once.", {*used} <= {*codes, *added} and len({*used}) == len(used)
        yield f"There are as many ballots ({len(ballots)}) as used codes.", len(ballots) == len(used)
        enough = len(codes) + len(added) - lost >= len(ballots)
        yield f"Roll ({len(codes)}) and later codes ({len(added)}, {lost} for lost cards) are enough.", enough
    yield "The digest published before voting opened fits all of these.", digest(parts) == digests["frozen"]
    yield "No tracker stands twice.", len(set(trackers)) == len(trackers)
    yield "No ballot was changed, added, dropped or moved.", digest(ballots) == digests["ballots"]
    yield "The method of the count is that of the rules.", file["method"] == rules["method"]
    again = count(ballots, entries, rules["method"], rules["seed"])
    le = [ballot for ballot in ballots if ballot["class"] == "lived_experience"]
    if "lived_experience" in file["result"]:
        again["lived_experience"] = count(le, entries, rules["method"], rules["seed"])
    yield "Counting again gives the published result.", again == file["result"]
    yield "The digest of the result fits.", digest(file["result"]) == digests["result"]
    whole = file | {"digests": {name: value for name, value in digests.items() if name != "file"}}
    yield "The digest of the whole file fits.", digest(whole) == digests["file"]
    for given in expected:
        fits = len(given) >= 16 and any(value.startswith(given.lower()) for value in digests.values())
        yield f"The digest you gave ({given[:16]}…) is in this file.", fits


def main(arguments):
    if not arguments or arguments[0].startswith("-"):
        print(__doc__)
        return 2
    try:
        with open(arguments[0], encoding="utf-8", newline="") as opened:
            text = opened.read()
        file = json.loads(text)
        if file["format"] != "alongside-award-1" or file["rules"]["method"] not in METHODS:
            raise ValueError("this script does not know its format")
        found = list(checks(file, text, arguments[1:]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as wrong:
        print(f"This file cannot be read as the public file of an award: {wrong!r}")
        return 2
    for sentence, true in found:
        print(("yes  " if true else "NO   ") + sentence)
    if not all(true for _, true in found):
        print("\nThis file does not hold together. Do not trust the result it claims.")
        return 1
    result, titles = file["result"], {entry["reference"]: entry["title"] for entry in file["entries"]}
    winner = result["winners"][0]
    print(f"\nCounted again: {result['valid']} valid, {result['blank']} blank, {result['spoiled']} spoiled.")
    for number, votes in enumerate(result["rounds"], start=1):
        print(f"Round {number}: " + ", ".join(f"{e} {votes[e]}" for e in sorted(votes, key=lambda e: -votes[e])))
    print(f"The winner is {titles[winner]}" + ("." if titles[winner] == winner else f" ({winner})."))
    if not arguments[1:]:
        print("You gave no digest: this shows that the file is whole, not that it is the one agreed on.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
