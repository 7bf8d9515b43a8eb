"""Turn a page of ours into PDF, run as a child process: HTML in, PDF/UA-1 out.

With `each` it takes one page after another, each with its length in 8 bytes before it, and so answers.

The only file that imports WeasyPrint, which is large, so that no web worker carries it, and which fails to import where
Pango is missing. It limits its own time and memory, reads no file and no address. No input asks only whether it works.
"""

import resource
import sys

from conference.engines.child import MISSING

CPU_SECONDS = 120
MEMORY = 2 * 1024 * 1024 * 1024


def main() -> int:
    """Read the page from standard input and write the PDF; or page after page."""
    try:
        import weasyprint  # noqa: PLC0415 - where Pango is missing this line fails, and the answer is a number
    except (ImportError, OSError):
        return MISSING
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols={"data"}, allow_redirects=False)

    def pdf_of(html: bytes) -> bytes:
        used = resource.getrusage(resource.RUSAGE_SELF)
        until = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
        made: bytes = weasyprint.HTML(string=html.decode(), url_fetcher=fetcher).write_pdf(pdf_variant="pdf/ua-1")
        return made

    if sys.argv[1:] == ["each"]:
        while size := sys.stdin.buffer.read(8):
            made = pdf_of(sys.stdin.buffer.read(int.from_bytes(size)))
            sys.stdout.buffer.write(len(made).to_bytes(8) + made)
            sys.stdout.buffer.flush()
    elif html := sys.stdin.buffer.read():
        sys.stdout.buffer.write(pdf_of(html))
    return 0


if __name__ == "__main__":
    sys.exit(main())
