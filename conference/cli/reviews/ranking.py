"""flask reviews ranking: how every abstract stands now, and why."""

from typing import Any

from conference.cli.output import as_json, edition_option, edition_or_exit, say
from conference.cli.reviews.reviews import group
from conference.models.abstracts.abstracts import Abstract
from conference.queries.selection import ranking as queries
from conference.rules.selection.ranking import CapRule, Ranked, in_words


@group.command("ranking")
@edition_option
@as_json
def ranking(code: str, as_json: bool) -> None:
    """Rank from the reviews as they are now, best first. Nothing is stored."""
    edition = edition_or_exit(code)
    rule = queries.rule_of(edition)
    adjusted, given = queries.adjusted(edition), queries.given(edition)
    rows = []
    for abstract, _tally, one in queries.live(edition):
        row = told(abstract, one, rule)
        row["adjusted"] = _figure(adjusted.get(abstract.id))
        row["raw_given"] = _figure(given.get(abstract.id, one.tally.raw))
        rows.append(row)
    lines = [f"{row['abstract']}  {row['band'] or '-':<6}  {row['raw'] or '-':<8}  {row['reason']}" for row in rows]
    say({"ranking": rows}, as_json=as_json, words="\n".join(lines) or "There are no abstracts to rank.")


def told(abstract: Abstract, one: Ranked, rule: CapRule) -> dict[str, Any]:
    """One abstract as scripts read it; means are on our scale, 1 worst to 5 best."""
    scores = one.tally
    mean = scores.co_production.mean
    level = None if mean is None else float(mean)
    return {
        "abstract": abstract.reference,
        "source_id": abstract.source_id,
        "stream": abstract.stream.name if abstract.stream else None,
        "reviews": scores.lived_experience.count + scores.professional.count,
        "raw": _figure(scores.raw),
        "lived_experience": _figure(scores.lived_experience.mean),
        "professional": _figure(scores.professional.mean),
        "co_production": _figure(mean),
        "gap": _figure(scores.gap),
        "spread": _figure(scores.spread),
        "band_before_cap": one.band_before_cap.value if one.band_before_cap else None,
        "capped": one.capped,
        "reason": in_words(one.reason, level, float(rule.threshold), by_one=one.capped_by_one),
        "band": one.band.value if one.band else None,
    }


def _figure(value: Any) -> float | None:
    return None if value is None else round(float(value), 6)


commands = ()
