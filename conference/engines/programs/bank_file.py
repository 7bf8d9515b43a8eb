"""Write a bank's payment file (ISO 20022 pain.001.001.09) and hold it against its schema, as a child process.

The only file that imports the schema library, so that no web worker carries it. The same words in give the
same bytes out.
"""

import json
import re
import sys
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree

from lxml import etree

VERSION = "pain.001.001.09"
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SPACE = f"urn:iso:std:iso:20022:tech:xsd:{VERSION}"


def written(batch: dict[str, Any]) -> str:
    """The file of a batch: one block for each currency, one line for each payment into a bank account."""
    document = ElementTree.Element("Document", xmlns=SPACE)
    start = _under(document, "CstmrCdtTrfInitn")
    head = _under(start, "GrpHdr")
    _text(head, "MsgId", batch["reference"])
    _text(head, "CreDtTm", batch["made_at"])
    _text(head, "NbOfTxs", str(len(batch["payments"])))
    _text(_under(head, "InitgPty"), "Nm", batch["payer_name"][:140])
    for currency in sorted({each["currency"] for each in batch["payments"]}):
        _block(start, batch, currency, [each for each in batch["payments"] if each["currency"] == currency])
    ElementTree.indent(document)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(document, encoding="unicode") + "\n"


def _block(start: ElementTree.Element, batch: dict[str, Any], currency: str, payments: list[dict[str, Any]]) -> None:
    block = _under(start, "PmtInf")
    _text(block, "PmtInfId", f"{batch['reference']}-{currency}")
    _text(block, "PmtMtd", "TRF")
    _text(block, "NbOfTxs", str(len(payments)))
    _text(_under(block, "ReqdExctnDt"), "Dt", batch["pay_on"])
    _text(_under(block, "Dbtr"), "Nm", batch["payer_name"][:140])
    _text(_under(_under(block, "DbtrAcct"), "Id"), "IBAN", batch["payer_iban"])
    _agent(block, "DbtrAgt", "")
    for each in payments:
        line = _under(block, "CdtTrfTxInf")
        _text(_under(line, "PmtId"), "EndToEndId", each["reference"])
        amount = _text(_under(line, "Amt"), "InstdAmt", each["amount"])
        amount.set("Ccy", currency)
        _agent(line, "CdtrAgt", each.get("sort_code", ""))
        _text(_under(line, "Cdtr"), "Nm", each["name"][:140])
        account = _under(_under(line, "CdtrAcct"), "Id")
        if each.get("iban"):
            _text(account, "IBAN", each["iban"])
        else:
            _text(_under(account, "Othr"), "Id", each["account"])
        _text(_under(line, "RmtInf"), "Ustrd", each["reference"])


def _agent(under: ElementTree.Element, name: str, sort_code: str) -> None:
    """The bank: a UK sort code, or not said, since an IBAN names its bank."""
    bank = _under(_under(under, name), "FinInstnId")
    if sort_code:
        member = _under(bank, "ClrSysMmbId")
        _text(_under(member, "ClrSysId"), "Cd", "GBDSC")
        _text(member, "MmbId", sort_code)
    else:
        _text(_under(bank, "Othr"), "Id", "NOTPROVIDED")


def _under(parent: ElementTree.Element, name: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, name)


def _text(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    made = _under(parent, name)
    made.text = _NOT_IN_XML.sub(" ", text)
    return made


def check(text: str) -> None:
    """Raise where the file is not what its schema asks for."""
    schema = (files("conference") / "schemas" / f"{VERSION}.xsd").read_bytes()
    etree.XMLSchema(etree.fromstring(schema)).assertValid(etree.fromstring(text.encode()))


if __name__ == "__main__":
    made = written(json.load(sys.stdin))
    check(made)
    json.dump(made, sys.stdout)
