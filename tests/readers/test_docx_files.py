"""Damaged, locked and hostile Word files give one clear error, and large ones are read."""

from __future__ import annotations

import io
import zipfile

import pytest

from extractors.readers import docx
from nianbao.errors import EncryptedFile, ReadError, TooLarge, TruncatedFile, WrongType
from tests.readers.words import W, cell, package, paragraph, row, run, table


def test_no_zip_cut_off_zip_and_zip_without_document() -> None:
    with pytest.raises(WrongType, match=r"a \.docx is a zip"):
        docx.read(b"plain text")
    whole = package(paragraph(run("x" * 999)))
    with pytest.raises(TruncatedFile):
        docx.read(whole[:-30])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(WrongType):
        docx.read(buffer.getvalue())


def test_damaged_part_and_password() -> None:
    whole = bytearray(package(paragraph(run("规章" * 999))))
    middle = len(whole) // 2
    damaged = bytes(whole[: middle - 80]) + bytes(60) + bytes(whole[middle - 20 :])
    with pytest.raises(TruncatedFile, match="damaged"):
        docx.read(damaged)
    header, directory = whole.index(b"PK\x03\x04"), whole.index(b"PK\x01\x02")
    whole[header + 6] |= 1
    whole[directory + 8] |= 1
    with pytest.raises(EncryptedFile, match="password"):
        docx.read(bytes(whole))


def test_entity_bomb_is_refused_without_being_unpacked() -> None:
    entities = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
    for encoding in ("utf-8", "utf-16"):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            xml = f"<?xml version='1.0' encoding='{encoding}'?>{entities}<w:document {W}><w:body>&c;</w:body></w:document>"
            archive.writestr("word/document.xml", xml.encode(encoding))
        with pytest.raises(ReadError, match="declares a document type"):
            docx.read(buffer.getvalue())


def test_zip_bomb_is_too_large() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(70_000_000))
    with pytest.raises(TooLarge, match="unpacks to more than 64 MB"):
        docx.read(buffer.getvalue())


def test_deep_nesting_is_an_error_and_no_crash() -> None:
    with pytest.raises(ReadError, match="no valid XML"):
        docx.read(package("<w:tbl><w:tr><w:tc>" * 10_000))
    deep = 75
    document = docx.read(package("<w:tbl><w:tr><w:tc>" * deep + paragraph(run("底")) + "</w:tc></w:tr></w:tbl>" * deep))
    assert document.text() == "底"


def test_thirty_thousand_cells_are_read() -> None:
    rows = [row(*[cell("1")] * 100)] * 300
    (found,) = docx.read(package(table(*rows))).tables()
    assert (len(found.cells), found.row_count, found.column_count) == (30_000, 300, 100)
