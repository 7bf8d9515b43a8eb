"""Render a letter as PDF, from our own templates only; without the system library, say so and return None."""

from functools import cache
from typing import Any

from flask import render_template

WHAT_TO_INSTALL = (
    "PDF letters are off: WeasyPrint's system library (Pango) is missing, so letters are served as pages to print. "
    "Debian and Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. "
    "macOS: brew install pango."
)


@cache
def _weasyprint() -> Any:
    """The library, or None: importing it fails where Pango is missing, and it is slow, so not at the top."""
    try:
        import weasyprint  # noqa: PLC0415 - a named exception of the house, see above
    except (ImportError, OSError):
        return None
    return weasyprint


def available() -> bool:
    """Whether letters can be made as PDF on this machine."""
    return _weasyprint() is not None


def render(template: str, **facts: object) -> bytes | None:
    """The PDF (PDF/UA-1) of a template; it reads no file and no address."""
    return of(render_template(template, **facts)) if available() else None


def of(html: str) -> bytes:
    """The PDF of a page of ours, where PDF is available."""
    library = _weasyprint()
    fetcher = library.urls.URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    pdf: bytes = library.HTML(string=html, url_fetcher=fetcher).write_pdf(pdf_variant="pdf/ua-1")
    return pdf
