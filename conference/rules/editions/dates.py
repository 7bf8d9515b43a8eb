"""Dates of one edition: a deadline is the end of a local day, in the edition's own time zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def start_of_day(day: date, zone: str) -> datetime:
    """The first moment of that local day, in UTC."""
    return datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(UTC)


def end_of_day(day: date, zone: str) -> datetime:
    """The last moment of that local day, in UTC: the first moment of the next day counts as late."""
    return datetime.combine(day + timedelta(days=1), time(0), ZoneInfo(zone)).astimezone(UTC)


def local_day(at: datetime, zone: str) -> date:
    """The date on the wall where the conference is."""
    return at.astimezone(ZoneInfo(zone)).date()


def last_day(closes_at: datetime, zone: str) -> date:
    """The day at whose end this deadline falls: what a page shows as 'until'."""
    return (closes_at - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date()


def add_working_days(day: date, count: int, holidays: frozenset[date] = frozenset()) -> date:
    """The day that many working days later; weekends and holidays do not count."""
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            count -= 1
    return day


def is_open(at: datetime, opens_at: datetime | None, closes_at: datetime | None) -> bool:
    """Open from its first moment to just before its last; never without an opening."""
    return opens_at is not None and opens_at <= at and (closes_at is None or at < closes_at)


def local_time(at: datetime, zone: str) -> datetime:
    """The clock on the wall where the conference is."""
    return at.astimezone(ZoneInfo(zone))
