"""Write a tagged folder as a workbook and as tables for statistics programs."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from traceback import clear_frames

from xlsxwriter.exceptions import FileCreateError

from inference.output.statistics.columns import Column, columns_of
from inference.output.statistics.readers import write_readers
from inference.output.statistics.stata import write_stata
from inference.output.statistics.tables import PARQUET, row_of, tables_writer
from inference.output.tagged_lines import read_tagged
from inference.output.workbook import heads, sheets
from inference.output.workbook.book import MOST_ROWS, Book, Head, Page
from inference.output.workbook.charts import Charts
from inference.output.workbook.method import About, write_method
from inference.output.workbook.scores import Judged
from inference.output.workbook.shares import Figures
from inference.output.workbook.survey import Survey
from models.manifest import Manifest
from reports.flags import FLAGS
from reports.words import Language, Phrase
from storage.errors import BadData
from storage.shown import shown
from storage.whole_files import atomic_writer

WORKBOOK = "workbook.xlsx"
_REPORTS = Phrase(
    "每份报告一行：段落数，各类的段落和占比（直接计数）",
    "A row a report: paragraphs, and counts and raw shares of each category",
)
_PARAGRAPHS = Phrase(
    "每段一行；〔〕里是数据文件中的列名", "A row a paragraph; the name in [ ] is that of the column in data files"
)
_FLAGS = Phrase("读取报告时发现的问题，和各有多少", "What was noticed in reading reports, and how often")
_SHARES = Phrase("各组各类的占比", "Shares of each category by group")
_CHARTS = Phrase("由占比表画成", "Drawn from the sheet of shares")
_DIFFERENCES = Phrase("组与组之差，后者减前者", "Differences of groups, second less first")
_SCORES = Phrase("模型与人的标注相比；参照方法并列", "The model against what people said, with references beside it")


@dataclass(frozen=True, slots=True)
class Content:
    """What is written: the tagged file, the bundle that tagged it, what was counted there, the figures of shares.json
    (or raw ones) with the paragraphs on their method, and scores."""

    tagged: Path
    manifest: Manifest
    survey: Survey
    figures: Figures
    methods: Sequence[str]
    judged: Judged | None


def write_all(
    folder: Path,
    content: Content,
    language: Language,
    progress: Callable[[int], object] = lambda count: None,
    *,
    most_rows: int = MOST_ROWS,
) -> int:
    """Write workbook.xlsx, paragraphs.csv, .parquet and .dta, read.do and read.R into a folder of our own.

    Returns:
        How many cells were longer than a workbook takes, and were cut there.

    Raises:
        CannotWrite: the folder is not writable.
        BadData: the tagged file changed since it was surveyed.
    """
    columns = columns_of(content.manifest.taxonomy, content.survey.further_kinds)
    with _book(folder / WORKBOOK, language, most_rows) as book:
        _write_book(folder, book, content, columns, progress)
    write_stata(folder, folder / PARQUET, columns, content.manifest.id, language=language)
    write_readers(folder, columns, language)
    return book.cut


class _Pages:
    """Sheets as they are added; `told` keeps what the first sheet says of them."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.told: dict[str, tuple[Phrase, Sequence[Head]]] = {}

    def add(self, name: Phrase, about: Phrase, columns: Sequence[Head], rows: int = 0) -> Page:
        """Add a sheet with room for so many rows."""
        page = self.book.page(name, columns, rows)
        self.told[page.name] = about, columns
        return page


@contextmanager
def _book(path: Path, language: Language, most_rows: int) -> Iterator[Book]:
    with atomic_writer(path, "wb") as file:
        try:
            with TemporaryDirectory(dir=path.parent) as waiting:
                book = Book(file, waiting, language, most_rows)
                yield book
                book.workbook.close()
        except FileCreateError as error:  # a full disk, in the words of XlsxWriter
            reason = error.args[0]
            # Drops its half archive while there is a file: as it goes it still writes an end.
            clear_frames(reason.__traceback__)
            raise OSError(reason.errno, reason.strerror) from None


def _write_book(
    folder: Path, book: Book, content: Content, columns: Sequence[Column], progress: Callable[[int], object]
) -> None:
    taxonomy, survey, language = content.manifest.taxonomy, content.survey, book.language
    pages = _Pages(book)
    (first,) = book.sheets(heads.METHOD, 0)
    _write_figures(pages, content)
    reports = pages.add(heads.REPORTS, _REPORTS, heads.report_heads(columns, taxonomy), len(survey.reports))
    in_words = heads.paragraph_heads(columns, taxonomy)
    paragraphs = pages.add(heads.PARAGRAPHS, _PARAGRAPHS, in_words, survey.total.paragraphs)
    flags = pages.add(heads.FLAGS, _FLAGS, heads.FLAG_HEADS, len({*FLAGS, *survey.flags}))
    sheets.write_reports(reports, survey, taxonomy.ids, language)
    _write_paragraphs(folder, paragraphs, content, columns, language, progress=progress)
    sheets.write_flags(flags, survey, language)
    for page in (reports, paragraphs, flags):
        page.close()
    write_method(
        book, first, About(content.manifest, survey, content.figures, content.judged, content.methods, pages.told)
    )
    book.workbook.set_properties({"title": f"政标 Zhengbiao: {content.manifest.id}"})


def _write_figures(pages: _Pages, content: Content) -> None:
    """Write shares, charts, differences and scores, as far as there are any."""
    book, taxonomy, figures = pages.book, content.manifest.taxonomy, content.figures
    language = book.language
    raw = figures.found is None
    columns = heads.RAW_HEADS if raw else heads.SHARE_HEADS
    shares = pages.add(heads.RAW_SHARES if raw else heads.SHARES, _SHARES, columns, len(figures.rows))
    ranges = sheets.write_shares(shares, figures, taxonomy, language)
    charts = Charts(book, shares.name, columns, figures, ranges)
    shares.close()
    if charts.drawn():
        (sheet,) = book.sheets(heads.CHARTS, 0)
        pages.told[sheet.get_name()] = _CHARTS, ()
        charts.draw(sheet, taxonomy)
    if figures.differences:
        rows = figures.differences
        page = pages.add(heads.DIFFERENCES, _DIFFERENCES, heads.DIFFERENCE_HEADS, len(rows))
        sheets.write_differences(page, rows, taxonomy, language)
        page.close()
    if content.judged is not None:
        page = pages.add(heads.SCORES, _SCORES, heads.SCORE_HEADS, len(content.judged.rows))
        sheets.write_scores(page, content.judged, taxonomy, language)
        page.close()


def _write_paragraphs(
    folder: Path,
    page: Page,
    content: Content,
    columns: Sequence[Column],
    language: Language,
    *,
    progress: Callable[[int], object],
) -> None:
    """Write each paragraph to the workbook, to CSV and to Parquet, in one pass."""
    said = sheets.ParagraphRows(columns, content.manifest.taxonomy, language)
    written = 0
    with tables_writer(folder, columns) as tables:
        for tagged in read_tagged(content.tagged, content.manifest):
            row = row_of(columns, tagged)
            tables.write(row)
            page.write(said.cells(row))
            written += 1
            progress(1)
    if written != content.survey.total.paragraphs:
        raise BadData(
            f"{shown(content.tagged)}: the file changed while it was read. Expected it to stay as it is; run this "
            "again."
        )
