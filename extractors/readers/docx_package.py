"""The zip around a Word document -> its XML parts, parsed safely.

The bytes come from any server: a part may unpack to gigabytes, hold a document type declaration with entity bombs, or be
cut off. Parts are read with a size limit that does not believe the zip's own directory, and parsed without entities,
without DTD and without network.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from nianbao.errors import EncryptedFile, ReadError, TooLarge, TruncatedFile, UnsupportedType, WrongType

SUBJECT = "document"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE_DOCUMENT = "/relationships/officeDocument"
# The text of a 60-page report with formatting is about 5 MB.
_LARGEST_PART = 64_000_000
_MOST_ENTRIES = 20_000
_ENCRYPTED_FLAG = 0x1
_REFETCH = "fetch it again"


@dataclass(frozen=True, slots=True)
class Package:
    """The parts a reader needs; parts a document lacks are None. ``properties`` are the core properties by lower-cased name."""

    body: etree._Element
    styles: etree._Element | None
    numbering: etree._Element | None
    properties: dict[str, str]


def open_package(data: bytes) -> Package:
    """Open a .docx.

    Raises:
        WrongType: no zip, or no Word document in it.
        TruncatedFile, EncryptedFile, TooLarge, UnsupportedType, ReadError: what is wrong with it.
    """
    if not zipfile.is_zipfile(BytesIO(data)):
        if data.startswith(b"PK"):
            raise TruncatedFile(SUBJECT, "a Word document that is cut off (its zip directory is missing)", _REFETCH)
        raise WrongType(SUBJECT, "not a Word document: a .docx is a zip and this is none", _REFETCH)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _read_package(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OverflowError) as error:
        raise TruncatedFile(SUBJECT, f"a damaged Word document ({error})", _REFETCH) from error
    except NotImplementedError as error:
        raise UnsupportedType(
            SUBJECT, f"a zip that cannot be unpacked here ({error})", "save it again with Word"
        ) from error


def _read_package(archive: zipfile.ZipFile) -> Package:
    names = {name.lower(): name for name in archive.namelist()}
    if len(names) > _MOST_ENTRIES:
        raise TooLarge(SUBJECT, f"a zip of {len(names):,} files", "a Word document has some dozens; look at it by hand")
    main = _main_part(archive, names)
    folder = posixpath.dirname(main)
    document = _part(archive, names, main)
    body = document.find(f"{W}body") if document is not None else None
    if body is None:
        raise WrongType(SUBJECT, "a zip without the text of a Word document", "open it by hand")
    return Package(
        body=body,
        styles=_part(archive, names, f"{folder}/styles.xml"),
        numbering=_part(archive, names, f"{folder}/numbering.xml"),
        properties=_properties(_part(archive, names, "docProps/core.xml")),
    )


def _main_part(archive: zipfile.ZipFile, names: dict[str, str]) -> str:
    """Path of the main part: what the package relations say, else the usual place."""
    relations = _part(archive, names, "_rels/.rels")
    for relation in relations if relations is not None else ():
        if str(relation.get("Type", "")).endswith(_OFFICE_DOCUMENT):
            target = str(relation.get("Target", "")).lstrip("/")
            if target.lower() in names:
                return target
    return "word/document.xml"


def _part(archive: zipfile.ZipFile, names: dict[str, str], path: str) -> etree._Element | None:
    name = names.get(path.lower())
    if name is None:
        return None
    if archive.getinfo(name).flag_bits & _ENCRYPTED_FLAG:
        raise EncryptedFile(SUBJECT, "a zip with a password", "ask the publisher for an open copy")
    with archive.open(name) as stream:
        data = stream.read(_LARGEST_PART + 1)
    if len(data) > _LARGEST_PART:
        reason = f"{path} unpacks to more than {_LARGEST_PART // 1_000_000} MB"
        raise TooLarge(SUBJECT, reason, "no report is that long; look at it by hand")
    return _parse(data, path)


def _parse(data: bytes, path: str) -> etree._Element:
    if re.search(rb"<!DOCTYPE|<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E", data[:4096]):
        raise ReadError(SUBJECT, f"{path} declares a document type, which Word never writes", "do not trust this file")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data.replace(_STRICT, _TRANSITIONAL), parser)
    except etree.XMLSyntaxError as error:
        raise ReadError(
            SUBJECT, f"{path} is no valid XML ({error.msg})", "open it with Word and save it again"
        ) from error


def _properties(core: etree._Element | None) -> dict[str, str]:
    """Core properties: title, creator, created, modified …; empty ones left out."""
    found: dict[str, str] = {}
    for element in core if core is not None else ():
        name = etree.QName(element).localname.lower()
        text = " ".join((element.text or "").split())
        if text:
            found[name] = text
    return found
