"""A page in a web archive, and a Word document written as one XML file, are read as what they hold."""

from __future__ import annotations

import base64
import io
import quopri
import zipfile
from xml.sax.saxutils import escape

import pytest

from extractors.extract import extract_bytes
from extractors.readers import read_document
from flows.demo_site import fill_report, render_docx, render_html
from nianbao.errors import ReadError, TruncatedFile, WrongType
from tests.fixtures.forms import FORM_2021, FormCell, by_row
from tests.readers.forms import draw, drawn_tables

FORM = fill_report("云溪县教育局", 2023, seed=6)


def web_archive(*parts: tuple[str, str, bytes], encoding: str = "quoted-printable") -> bytes:
    """(content type, location, content) of each part."""
    pack = quopri.encodestring if encoding == "quoted-printable" else base64.encodebytes
    lines = [b"MIME-Version: 1.0", b'Content-Type: multipart/related; boundary="----=_Part"', b""]
    for kind, location, content in parts:
        header = f"Content-Location: {location}\nContent-Transfer-Encoding: {encoding}\nContent-Type: {kind}\n"
        lines += [b"------=_Part", header.encode(), pack(content)]
    return b"\n".join([*lines, b"------=_Part--", b""])


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
@pytest.mark.parametrize("charset", ["gb2312", "utf-8"])
def test_report_in_a_web_archive_is_read_exactly(encoding: str, charset: str) -> None:
    page = render_html(FORM).decode().encode("gb18030" if charset == "gb2312" else charset)
    data = web_archive(
        (f'text/html; charset="{charset}"', "file:///C:/a.htm", page),
        ("image/png", "file:///C:/a.files/1.png", b"\x89PNG"),
        encoding=encoding,
    )
    report = extract_bytes(data, hint="年报.doc")
    assert {(f.table, f.row, f.column): f.value for f in report.figures} == FORM.truth()
    assert report.title == FORM.title


def test_sheets_behind_a_frame_are_all_read() -> None:
    sheets = [f"<html><body><p>表{number}</p></body></html>".encode() for number in (1, 2)]
    frame = b"<html><frameset><frame src=sheet1.htm></frameset></html>"
    parts = [("text/html; charset=utf-8", f"{number}.htm", page) for number, page in enumerate((frame, *sheets))]
    assert read_document(web_archive(*parts), hint="a.xls").text() == "表1\n表2"


def test_web_archive_without_a_page() -> None:
    with pytest.raises(TruncatedFile, match="without a page"):
        read_document(web_archive(("image/png", "a.png", b"\x89PNG")), hint="a.mht")


WORD_2003 = "http://schemas.microsoft.com/office/word/2003/wordml"
HINTS = "http://schemas.microsoft.com/office/word/2003/auxHint"


def word_2003(body: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><?mso-application progid="Word.Document"?>'
        f'<w:wordDocument xmlns:w="{WORD_2003}" xmlns:wx="{HINTS}"><w:body><wx:sect>{body}</wx:sect></w:body></w:wordDocument>'
    ).encode()


def words(text: str) -> str:
    return f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def table_2003(cells: list[FormCell]) -> str:
    """A table in the markup of Word 2003: a cell over several rows is told in each of them."""
    rows = by_row(cells)
    lines = ""
    for number in range(len(rows)):
        above = [cell for cell in cells if cell.row < number < cell.row + cell.row_span]
        line = ""
        for cell in sorted([*rows[number], *above], key=lambda one: one.column):
            merge = "" if cell.row_span == 1 else '<w:vmerge w:val="restart"/>' if cell.row == number else "<w:vmerge/>"
            span = f'<w:gridSpan w:val="{cell.column_span}"/>' if cell.column_span > 1 else ""
            text = words(cell.text) if cell.row == number else "<w:p/>"
            line += f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{text}</w:tc>"
        lines += f"<w:tr>{line}</w:tr>"
    return f"<w:tbl>{lines}</w:tbl>"


def test_forms_in_word_2003_xml_keep_their_merges_and_every_text() -> None:
    drawn = [draw(name) for name in FORM_2021]
    document = read_document(word_2003("<w:p/>".join(table_2003(cells) for cells in drawn)), hint="a.doc")
    assert document.kind == "docx"
    assert drawn_tables(document) == drawn


def test_number_of_a_list_item_in_word_2003_xml_is_part_of_its_text() -> None:
    label = '<w:pPr><w:listPr><w:ilvl w:val="0"/><wx:t wx:val="一、"/></w:listPr></w:pPr>'
    body = f"<w:p>{label}<w:r><w:t>总体情况</w:t></w:r></w:p>"
    (block,) = read_document(word_2003(body)).texts()
    assert (block.text, block.role) == ("一、总体情况", "heading")


def flat(docx: bytes) -> bytes:
    """The parts of a .docx in one XML file."""
    parts = ""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")) and not name.startswith("["):
                content = archive.read(name).decode().partition("?>")[2]
                parts += f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{content}</pkg:xmlData></pkg:part>'
    return (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
        f'<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{parts}</pkg:package>'
    ).encode()


def test_report_in_one_xml_file_is_read_as_the_docx_it_stands_for() -> None:
    report = extract_bytes(flat(render_docx(FORM)), hint="年报.xml")
    assert {(f.table, f.row, f.column): f.value for f in report.figures} == FORM.truth()
    assert (report.title, report.organ) == (FORM.title, FORM.organ)


def test_damaged_and_hostile_word_xml() -> None:
    whole = word_2003(words("文"))
    with pytest.raises(ReadError, match="no valid XML"):
        read_document(whole[:-20])
    bomb = whole.replace(b"<w:wordDocument", b'<!DOCTYPE d [<!ENTITY a "aa">]><w:wordDocument', 1)
    with pytest.raises(ReadError, match="declares a document type"):
        read_document(bomb)
    with pytest.raises(WrongType, match="without the text"):
        read_document(whole.replace(b"w:body", b"w:other"))
