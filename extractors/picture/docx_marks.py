"""Word document -> the same document with each given cell on paper of a colour of its own, to find the cells in print.

Where a cell comes out on which page only the program that prints it knows. So the document is printed twice, once with
every cell of interest in its own colour; a background moves nothing, and the colour says which cell it is.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO

from lxml import etree

from extractors.document import Table
from extractors.picture.palette import Colour
from extractors.readers.docx import _Walker
from extractors.readers.docx_numbering import read_numbering_part
from extractors.readers.docx_package import Package, W, open_package
from extractors.readers.docx_styles import read_styles
from extractors.readers.docx_table import read_rows
from extractors.readers.docx_text import Paragraph, TextReader

_CELL = re.compile(r"(table \d+) row (\d+) cell (\d+)")
_MAIN_PARTS = ("document.xml", "document2.xml")
_SHADES_PER_CHANNEL = 24
_STEP = 8
_BLUE = 203
MOST_CELLS = _SHADES_PER_CHANNEL**2
PARAGRAPH = "paragraph "
# What the standard lets stand after w:shd in the properties of a cell and of a paragraph.
_AFTER_IN_CELL = frozenset(
    ("noWrap", "tcMar", "textDirection", "tcFitText", "vAlign", "hideMark", "headers", "cellDel", "cellMerge")
)
_AFTER_IN_PARAGRAPH = frozenset(
    ("tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN")
) | frozenset(
    ("bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents", "textDirection")
) | frozenset(
    ("suppressOverlap", "jc", "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr")
)  # fmt: skip


@dataclass(slots=True)
class _Finder(_Walker):
    """The walk of the reader, remembering the elements that it gives the names ``table 2`` and ``paragraph 12``."""

    elements: dict[str, etree._Element] = field(default_factory=dict)

    def read_table(self, element: etree._Element) -> None:
        before = self.table_count
        _Walker.read_table(self, element)
        last = self.blocks[-1] if self.blocks else None
        if self.table_count == before + 1 and isinstance(last, Table):
            self.elements.setdefault(last.place.path or "", element)  # of a frame, the table in it came first


@dataclass(frozen=True, slots=True)
class _Listener(TextReader):
    """The reader of paragraphs, remembering the first that is read under each number."""

    finder: list[_Finder] = field(default_factory=list)

    def read(self, paragraph: etree._Element) -> Paragraph:
        for finder in self.finder:
            finder.elements.setdefault(f"{PARAGRAPH}{finder.paragraph_count}", paragraph)
        return TextReader.read(self, paragraph)


def _find_elements(package: Package) -> dict[str, etree._Element]:
    """Elements of the document by the path that the reader gives them."""
    listener = _Listener(read_styles(package.styles), read_numbering_part(package.numbering))
    finder = _Finder(listener)
    listener.finder.append(finder)
    finder.read(package.body)
    return finder.elements


def colour_of(number: int) -> Colour:
    """The colour of the cell with this number (from 0)."""
    return (48 + number % _SHADES_PER_CHANNEL * _STEP, 48 + number // _SHADES_PER_CHANNEL * _STEP, _BLUE)


def number_of(colour: Colour) -> int | None:
    """The number of the cell with this colour, None for any other colour."""
    red, green, blue = colour[0] - 48, colour[1] - 48, colour[2]
    near = [(value + 1) // _STEP for value in (red, green)]
    fits = all(abs(value - step * _STEP) <= 1 for value, step in zip((red, green), near, strict=True))
    if not fits or abs(blue - _BLUE) > 1 or not all(0 <= step < _SHADES_PER_CHANNEL for step in near):
        return None
    return near[1] * _SHADES_PER_CHANNEL + near[0]


def with_coloured_cells(data: bytes, paths: Iterable[str]) -> tuple[bytes, list[str]]:
    """The document with the cells at ``paths`` coloured, and these paths by their number.

    Paths that lead to no cell are left out. Raises ReadError (with subclasses) as ``docx_package``.
    """
    package = open_package(data)
    elements = _find_elements(package)
    coloured: list[str] = []
    for path in dict.fromkeys(paths):
        element = elements.get(path) if path.startswith(PARAGRAPH) else _cell_at(elements, path)
        if element is not None and len(coloured) < MOST_CELLS:
            _colour(element, colour_of(len(coloured)))
            coloured.append(path)
    return _repacked(data, etree.tostring(package.body.getroottree(), xml_declaration=True, encoding="UTF-8")), coloured


def _cell_at(tables: dict[str, etree._Element], path: str) -> etree._Element | None:
    match = _CELL.fullmatch(path)
    table = tables.get(match[1]) if match is not None else None
    if match is None or table is None:
        return None
    rows = read_rows(table)
    if not 1 <= int(match[2]) <= len(rows):
        return None
    return next((cell.element for cell in rows[int(match[2]) - 1].cells if cell.number == int(match[3])), None)


def _colour(element: etree._Element, colour: Colour) -> None:
    """Shade a cell or a paragraph, and take the shades off its text, which would hide it."""
    for tag in ("shd", "highlight"):
        for shade in list(element.iter(f"{W}{tag}")):
            parent = shade.getparent()
            if parent is not None:
                parent.remove(shade)
    is_cell = element.tag == f"{W}tc"
    name, followers = (f"{W}tcPr", _AFTER_IN_CELL) if is_cell else (f"{W}pPr", _AFTER_IN_PARAGRAPH)
    properties = element.find(name)
    if properties is None:
        properties = etree.Element(name)
        element.insert(0, properties)
    shade = etree.Element(f"{W}shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", "{:02X}{:02X}{:02X}".format(*colour))):
        shade.set(f"{W}{key}", value)
    after = [one for one in properties if etree.QName(one).localname in followers]
    if after:
        after[0].addprevious(shade)
    else:
        properties.append(shade)


def _repacked(data: bytes, document: bytes) -> bytes:
    """The package with another main part."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            is_main = posixpath.basename(entry.filename).lower() in _MAIN_PARTS and "word" in entry.filename.lower()
            new.writestr(entry.filename, document if is_main else old.read(entry))
    return buffer.getvalue()
