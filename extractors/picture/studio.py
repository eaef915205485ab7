"""Renders sources and draws their figures, for one document or thousands: the one door to this room.

A finding is worth nothing without the page it speaks of, and a nightly report has thousands of them. So a document is
rendered once for all its pictures, and one browser serves all documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import TracebackType

from extractors.document import Document, MediaKind
from extractors.picture.chromium import DEFAULT_SECONDS, Chromium
from extractors.picture.compose import draw_crop, draw_page, draw_page_of
from extractors.picture.model import Picture, Sheet, Subject, Target, ToolMissing, Words, full_name
from extractors.picture.sheets_grid import AS_GRID, REDRAWN, grid_sheets
from extractors.readers import read_document
from extractors.readers.sniff import decompress, sniff
from extractors.report import Figure
from nianbao.errors import NianbaoError, NoConverter, ReadError

MAX_BYTES = 100_000_000


class Studio:
    """Draws pictures of documents. Use as a context manager, from one thread; see the methods for what they raise.

    The document is rendered when a method is called, the pictures are drawn one by one as they are taken: 200 crops of one
    report need not be in memory at once.

    All methods raise ReadError (with subclasses) for bytes that cannot be read or rendered, and ToolMissing or NoConverter
    where a program is missing and nothing honest can be drawn without it.
    """

    def __init__(self, *, seconds: float = DEFAULT_SECONDS, max_bytes: int = MAX_BYTES) -> None:
        """``seconds``: time limit of the browser for one page; ``max_bytes``: of a document, unpacked."""
        self._browser = Chromium(seconds)
        self._max_bytes = max_bytes
        self._rendered: tuple[tuple[str, tuple[Figure, ...]], list[Sheet]] | None = None

    def __enter__(self) -> Studio:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the browser; the studio can be used again."""
        self._browser.close()
        self._rendered = None

    def pages(self, subject: Subject) -> Iterator[Picture]:
        """Every page that holds figures, all of them framed in the colour of their verdict, with a legend."""
        sheets = self._sheets(subject)
        return (draw_page(subject, sheet, subject.report.figures) for sheet in sheets)

    def pages_of(self, subject: Subject, targets: Sequence[Target]) -> Iterator[Picture]:
        """The pages that hold ``targets``, with these framed and told in the caption."""
        sheets = self._sheets(subject)
        shown: dict[int, list[Target]] = {}
        for target in targets:
            for sheet in sheets_of(sheets, target):
                shown.setdefault(sheets.index(sheet), []).append(target)
        return (draw_page_of(subject, sheets[index], shown[index]) for index in sorted(shown))

    def crops(self, subject: Subject, targets: Sequence[Target]) -> Iterator[Picture]:
        """One picture for each of ``targets``, in order: the rows around its figures under the header of their table."""
        sheets = self._sheets(subject)
        return (draw_crop(subject, sheets_of(sheets, target), target) for target in targets)

    def _sheets(self, subject: Subject) -> list[Sheet]:
        key = (subject.sha256, subject.report.figures)
        if self._rendered is None or self._rendered[0] != key:
            try:
                sheets = self._all_sheets(subject)
            except NianbaoError as error:
                raise type(error)(subject.source, error.reason, error.mend) from error
            if not sheets:
                raise ReadError(subject.source, "no page of it can be shown", "open it in the program it was made with")
            self._rendered = (key, sheets)
        return self._rendered[1]

    def _all_sheets(self, subject: Subject) -> list[Sheet]:
        """The sheets of the document, and of the files and pictures in it that figures were read from."""
        inside: dict[str, list[Figure]] = {}
        for figure in subject.report.figures:
            inside.setdefault(figure.place.member, []).append(figure)
        own = inside.pop("", [])
        if not inside:
            return self._render(subject.data, own, subject.source)
        sheets = self._render(subject.data, own, subject.source) if _have_places(own) else []
        beside = self._members(subject)
        for name, figures in inside.items():
            if name not in beside:
                raise ReadError(name, "figures were read from it, and its bytes are not here", "fetch it again")
            bare = [replace(figure, place=replace(figure.place, member="")) for figure in figures]
            sheets += [replace(one, name=f"{name}, {one.name}") for one in self._render(beside[name], bare, name)]
        return sheets

    def _members(self, subject: Subject) -> Mapping[str, bytes]:
        """The bytes of what figures call their member."""
        data = decompress(subject.data, self._max_bytes, subject.source)
        if sniff(data, subject.source) != "zip":
            return subject.beside
        from extractors.readers.archive import members

        return dict(members(data, subject.source))

    def _render(self, data: bytes, figures: Sequence[Figure], hint: str) -> list[Sheet]:
        unpacked = decompress(data, self._max_bytes, hint)
        kind = sniff(unpacked, hint)
        if kind == "pdf":
            from extractors.picture.sheets_pdf import pdf_sheets

            return pdf_sheets(unpacked, figures) or pdf_sheets(unpacked, figures, pages={1})
        if kind == "image":
            from extractors.picture.sheets_image import image_sheets

            return image_sheets(unpacked, figures)
        if kind == "ofd":
            from extractors.picture.sheets_ofd import ofd_sheets

            return ofd_sheets(unpacked, figures)
        if kind == "html":
            return self._html(unpacked, figures, hint)
        if kind in ("docx", "office"):
            return self._office(unpacked, kind, figures, hint)
        document = read_document(unpacked, hint=hint, max_bytes=self._max_bytes)
        if kind == "text":
            from extractors.picture.sheets_text import text_sheets

            return text_sheets(unpacked, document, figures)
        return grid_sheets(document, figures, how=AS_GRID)

    def _html(self, data: bytes, figures: Sequence[Figure], hint: str) -> list[Sheet]:
        from extractors.picture.sheets_html import html_sheets

        try:
            return html_sheets(page_of(data), figures, self._browser)
        except (ToolMissing, ReadError) as error:
            return self._redrawn(data, figures, hint, error)

    def _office(self, data: bytes, kind: MediaKind, figures: Sequence[Figure], hint: str) -> list[Sheet]:
        from extractors.picture.sheets_office import office_sheets

        try:
            return office_sheets(docx_of(data, kind), figures)
        except ReadError as error:
            if kind == "office" and isinstance(error, NoConverter):
                raise  # without LibreOffice it cannot be read either
            return self._redrawn(data, figures, hint, error)

    def _redrawn(self, data: bytes, figures: Sequence[Figure], hint: str, error: NianbaoError) -> list[Sheet]:
        """The tables as they were read, where the source itself cannot be shown; the picture says why."""
        document: Document = read_document(data, hint=hint, max_bytes=self._max_bytes)
        note = Words(REDRAWN.zh, f"{REDRAWN.en} ({error.reason}; {error.mend})")
        try:
            sheets = grid_sheets(document, figures, note=note)
        except ToolMissing:
            raise error from None
        if not sheets:
            raise error
        return sheets


def sheets_of(sheets: Sequence[Sheet], target: Target) -> list[Sheet]:
    """The sheets that hold figures of ``target``; else the one with its row, else with its table, else the first."""
    names = {full_name(figure) for figure in target.figures}
    holding = [sheet for sheet in sheets if names & sheet.boxes.keys()]
    if holding:
        return holding
    rows = {f"{figure.table}.{figure.row}." for figure in target.figures}
    tables = {f"{figure.table}." for figure in target.figures}
    for starts in (rows, tables):
        near = [sheet for sheet in sheets if any(name.startswith(tuple(starts)) for name in sheet.boxes)]
        if near:
            return near[:1]
    return list(sheets[:1])


def docx_of(data: bytes, kind: MediaKind) -> bytes:
    """The .docx whose cells the places of the figures speak of: what the reader of this format read."""
    if kind == "office":
        from extractors.readers.office import convert_many

        (converted,) = convert_many([("document", data)])
        if isinstance(converted, ReadError):
            raise converted
        return converted
    if not data.startswith(b"PK"):
        from extractors.readers.word_xml import package_of

        return package_of(data)
    return data


def page_of(data: bytes) -> bytes:
    """The page in a web archive; any other page as it is."""
    from extractors.readers.sniff import is_web_archive

    if is_web_archive(data):
        from extractors.readers.web_archive import page_of as page_in

        return page_in(data)
    return data


def _have_places(figures: Sequence[Figure]) -> bool:
    return any(figure.place.describe() for figure in figures)
