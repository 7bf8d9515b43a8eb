"""The promise clock: the day by which a claim is paid, and how near it is. A question to the person stops the clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from conference.rules.editions.dates import add_working_days


class Light(StrEnum):
    """How a promise stands."""

    green = "green"
    amber = "amber"
    red = "red"
    stopped = "stopped"


@dataclass(frozen=True)
class Stop:
    """The clock stood still from the day a question was asked until the day it was answered."""

    asked_on: date
    answered_on: date | None


COUNTRY = "GB"  # whose days off count until an edition says another


def working_days_between(first: date, last: date, holidays: frozenset[date]) -> int:
    """How many working days lie after the first day, up to and with the last."""
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(day.weekday() < 5 and day not in holidays for day in days)


def stopped_days(stops: Iterable[Stop], today: date, holidays: frozenset[date]) -> int:
    """Working days on which the clock stood still."""
    return sum(working_days_between(stop.asked_on, stop.answered_on or today, holidays) for stop in stops)


def pay_by(sent_on: date, days: int, stopped: int, holidays: frozenset[date]) -> date:
    """The last day on which the money is there as promised."""
    return add_working_days(sent_on, days + stopped, holidays)


def days_left(pay_by_day: date, today: date, holidays: frozenset[date]) -> int:
    """Working days until the promise, less than nothing once it is broken."""
    if today <= pay_by_day:
        return working_days_between(today, pay_by_day, holidays)
    return -working_days_between(pay_by_day, today, holidays) or -1


def light(left: int, *, days: int, amber_day: int, stopped: bool) -> Light:
    """Amber from that day of the promise, red before it breaks: on the last working day before it, and after."""
    if stopped:
        return Light.stopped
    if left <= 1:
        return Light.red
    return Light.amber if left <= days - amber_day else Light.green


def is_broken(pay_by_day: date, today: date, *, stopped: bool) -> bool:
    """The promise is broken when its day is over and the money is not there."""
    return today > pay_by_day and not stopped


def days_out_of_pocket(spent_on: date, paid_on: date | None, today: date) -> int:
    """How long a person waited for their own money, in days of their life."""
    return max(0, ((paid_on or today) - spent_on).days)
