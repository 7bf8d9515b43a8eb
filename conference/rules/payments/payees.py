"""Where money is sent: the shape of account numbers, and the little of them that is ever shown."""

import re
from collections.abc import Mapping
from enum import StrEnum

import schwifty


class Way(StrEnum):
    """How a person is paid. `none` is for what an advance has paid already."""

    bank = "bank"
    cheque = "cheque"
    cash_card = "cash_card"
    none = "none"


class Wrong(StrEnum):
    """What is wrong with a typed account; each is a sentence on the page."""

    iban = "iban"
    sort_code = "sort_code"
    account = "account"
    one_kind = "one_kind"


def plain(text: str) -> str:
    """Letters and digits only, as a bank reads a number however it was typed."""
    return re.sub(r"[\s\-–.]", "", text).upper()


def mistakes(iban: str, sort_code: str, account: str) -> list[Wrong]:
    """What must be mended before an account can be paid: an IBAN, or a UK sort code with an account number."""
    iban, sort_code, account = plain(iban), plain(sort_code), plain(account)
    if bool(iban) == bool(sort_code or account):
        return [Wrong.one_kind]
    if iban:
        try:
            schwifty.IBAN(iban)
        except (schwifty.exceptions.SchwiftyException, ValueError):
            return [Wrong.iban]
        return []
    wrong = [] if re.fullmatch(r"[0-9]{6}", sort_code) else [Wrong.sort_code]
    return wrong + ([] if re.fullmatch(r"[0-9]{8}", account) else [Wrong.account])


def last_four(details: Mapping[str, str]) -> str:
    """All that is ever shown of an account."""
    return (details.get("iban") or details.get("account") or "")[-4:]
