"""The extractors that are measured, each as a function from a page to lines; imported only when called for."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.formats.html import html_lines, looks_like_html
from reports.reading import read_file

Given = Any  # a page as text, or its bytes
Call = Callable[[Given], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An extractor: its name in the table, the package it needs, how to load it, and whether it decodes pages
    itself."""

    name: str
    package: str
    load: Callable[[], Call]
    reads_bytes: bool = False


def _reader() -> Call:
    folder = Path(tempfile.mkdtemp())

    def read(page: Given) -> Sequence[str]:
        path = folder / "page.html"
        path.write_bytes(page if isinstance(page, bytes) else page.encode())
        return [line for report in read_file(path) for line in "\n".join([report.text, *report.notes]).split("\n")]

    return read


def _lines() -> Call:
    return lambda page: html_lines(page) if looks_like_html(page) else page.splitlines()


def _trafilatura(**options: Any) -> Callable[[], Call]:
    def load() -> Call:
        from trafilatura import extract

        return lambda page: (extract(page, include_comments=False, **options) or "").splitlines()

    return load


def _readability() -> Call:
    from readability import Document

    return lambda page: html_lines(Document(page).summary())


def _justext() -> Call:
    from justext import justext

    # There is no Chinese list of stop words: as its documentation says for such languages, an empty list and no
    # density of them.
    def read(page: Given) -> Sequence[str]:
        found = justext(page, frozenset(), stopwords_low=0, stopwords_high=0)
        return [one.text for one in found if not one.is_boilerplate]

    return read


def _resiliparse(main_content: bool) -> Callable[[], Call]:
    def load() -> Call:
        from resiliparse.extract.html2text import extract_plain_text
        from resiliparse.parse.encoding import bytes_to_str, detect_encoding

        def read(page: Given) -> Sequence[str]:
            text = bytes_to_str(page, detect_encoding(page)) if isinstance(page, bytes) else page
            found: str = extract_plain_text(text, main_content=main_content, alt_texts=False)
            return found.splitlines()

        return read

    return load


def _boilerpy3(name: str) -> Callable[[], Call]:
    def load() -> Call:
        from boilerpy3 import extractors

        extractor = getattr(extractors, name)(raise_on_failure=False)
        return lambda page: extractor.get_content(page).splitlines()

    return load


def _newspaper() -> Call:
    from newspaper import Article

    def read(page: Given) -> Sequence[str]:
        article = Article("https://example.org/a.html", language="zh", fetch_images=False)
        article.download(input_html=page)
        article.parse()
        return str(article.text).splitlines()

    return read


def _goose() -> Call:
    from goose3 import Goose
    from goose3.text import StopWordsChinese

    goose = Goose({"stopwords_class": StopWordsChinese, "enable_image_fetching": False})
    return lambda page: str(goose.extract(raw_html=page).cleaned_text).splitlines()


def _html2text() -> Call:
    from html2text import HTML2Text

    def read(page: Given) -> Sequence[str]:
        converter = HTML2Text(bodywidth=0)
        converter.ignore_links = converter.ignore_images = converter.ignore_emphasis = True
        return converter.handle(page).splitlines()

    return read


def _inscriptis() -> Call:
    from inscriptis import get_text

    return lambda page: get_text(page).splitlines()


def _then_reader(load: Callable[[], Call]) -> Callable[[], Call]:
    """Let the reader read what an extractor left."""

    def both() -> Call:
        extract, read = load(), _reader()
        return lambda page: read("\n".join(extract(page)))

    return both


CANDIDATES = (
    Candidate("**reader**", "lxml", _reader, reads_bytes=True),
    Candidate("`html_lines` alone", "lxml", _lines),
    Candidate("trafilatura", "trafilatura", _trafilatura()),
    Candidate("trafilatura, favor_recall", "trafilatura", _trafilatura(favor_recall=True)),
    Candidate("readability-lxml", "readability", _readability),
    Candidate("jusText", "justext", _justext),
    Candidate("resiliparse, main content", "resiliparse", _resiliparse(True)),
    Candidate("boilerpy3, Article", "boilerpy3", _boilerpy3("ArticleExtractor")),
    Candidate("boilerpy3, Default", "boilerpy3", _boilerpy3("DefaultExtractor")),
    Candidate("newspaper4k", "newspaper", _newspaper),
    Candidate("goose3", "goose3", _goose),
    Candidate("resiliparse, all text", "resiliparse", _resiliparse(False)),
    Candidate("html2text", "html2text", _html2text),
    Candidate("inscriptis", "inscriptis", _inscriptis),
    Candidate("trafilatura, then reader", "trafilatura", _then_reader(_trafilatura(favor_recall=True))),
    Candidate("readability-lxml, then reader", "readability", _then_reader(_readability)),
    Candidate("resiliparse, then reader", "resiliparse", _then_reader(_resiliparse(True))),
)
