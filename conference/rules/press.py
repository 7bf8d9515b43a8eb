"""Turn a page of ours into PDF, run as a child process (`python -m conference.rules.press`): HTML in, PDF/UA-1 out.

The only file that imports WeasyPrint, which is large, so that no web worker carries it, and which fails to import where
Pango is missing. It limits its own time and memory, reads no file and no address. No input asks only whether it works.
"""

import resource
import sys

CPU_SECONDS = 120
MEMORY = 2 * 1024 * 1024 * 1024
MISSING = 4  # how it says that the library cannot be used on this machine


def main() -> int:
    """Read the page from standard input and write the PDF."""
    try:
        import weasyprint  # noqa: PLC0415 - where Pango is missing this line fails, and the answer is a number
    except (ImportError, OSError):
        return MISSING
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    html = sys.stdin.buffer.read().decode()
    if html:
        fetcher = weasyprint.urls.URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
        made: bytes = weasyprint.HTML(string=html, url_fetcher=fetcher).write_pdf(pdf_variant="pdf/ua-1")
        sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
