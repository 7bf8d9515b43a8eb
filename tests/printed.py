"""Read what was printed: the words of a PDF page by page, and the square codes as a phone sees them."""

import pypdfium2
import zxingcpp


def words_of(made: bytes) -> list[str]:
    """The words of each page, in the order of the page."""
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made)]


def codes_on(made: bytes, dots: int = 200) -> list[str]:
    """What every square code says, at so many dots an inch."""
    pages = [page.render(scale=dots / 72, grayscale=True).to_numpy() for page in pypdfium2.PdfDocument(made)]
    return [code.text for page in pages for code in zxingcpp.read_barcodes(page)]
