"""The days on which nobody works in a country, run as a child process.

The only file that imports the library of holidays, which is large and needed once an edition.
"""

import json
import sys
from typing import Any

import holidays

# Where the days off differ inside a country, those of its largest part.
REGION = {"GB": "ENG"}


def days_off(asked: dict[str, Any]) -> list[tuple[str, str]]:
    """Each day with its name, in order; none for a country that the library does not know."""
    country = asked["country"]
    if country not in holidays.list_supported_countries():
        return []
    found = holidays.country_holidays(country, subdiv=REGION.get(country), years=asked["years"])
    return [(day.isoformat(), name) for day, name in sorted(found.items())]


if __name__ == "__main__":
    json.dump(days_off(json.load(sys.stdin)), sys.stdout)
