"""Word documents written as one XML file -> the .docx package they stand for.

Word 2003 saves its own dialect of today's markup (``w:vmerge`` for ``w:vMerge``, sections as wrappers, the printed number
of a list item as an attribute), Word 2007 the parts of a .docx in one file (Flat OPC). LibreOffice opens the first without
its vertical merges and the second as plain text, so neither is left to it.
"""

from __future__ import annotations

import zipfile
from io import BytesIO

from lxml import etree

from extractors.readers.docx_package import SUBJECT, W
from extractors.readers.xml_document import parse_xml
from nianbao.errors import WrongType

_2003 = "http://schemas.microsoft.com/office/word/2003/wordml"
_HINT = "{http://schemas.microsoft.com/office/word/2003/auxHint}"
_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_RENAMED = {f"{W}vmerge": f"{W}vMerge", f"{W}hmerge": f"{W}hMerge"}


def package_of(data: bytes) -> bytes:
    """The .docx of a Word document in XML.

    Raises:
        ReadError: no valid XML, or one that declares a document type; WrongType: no Word document in it.
    """
    root = parse_xml(data.replace(_2003.encode(), W.strip("{}").encode()), SUBJECT, "a Word XML file")
    parts = _flat_parts(root) if root.tag == f"{_PKG}package" else _parts_of_2003(root)
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, element in parts.items():
            archive.writestr(zipfile.ZipInfo(name), etree.tostring(element, encoding="utf-8"))
    return buffer.getvalue()


def _flat_parts(root: etree._Element) -> dict[str, etree._Element]:
    """The XML parts of a Flat OPC file by their name; pictures are left out."""
    parts: dict[str, etree._Element] = {}
    for part in root.iterchildren(f"{_PKG}part"):
        name = str(part.get(f"{_PKG}name", "")).lstrip("/")
        content = part.find(f"{_PKG}xmlData")
        if name and content is not None and len(content):
            parts[name] = content[0]
    return parts


def _parts_of_2003(root: etree._Element) -> dict[str, etree._Element]:
    body = root.find(f"{W}body")
    if root.tag != f"{W}wordDocument" or body is None:
        raise WrongType(SUBJECT, "an XML file without the text of a Word document", "open it by hand")
    for element in list(body.iter(*_RENAMED)):
        element.tag = _RENAMED[str(element.tag)]
    for label in list(body.iter(f"{_HINT}t")):
        _print_list_label(label)
    etree.strip_tags(body, f"{_HINT}*")
    document = etree.Element(f"{W}document", nsmap={"w": W.strip("{}")})
    document.append(body)
    parts = {"word/document.xml": document}
    styles = root.find(f"{W}styles")
    if styles is not None:
        parts["word/styles.xml"] = styles
    return parts


def _print_list_label(label: etree._Element) -> None:
    """Write the number that Word shows before a list item (``wx:t`` in ``w:listPr``) into the paragraph."""
    text = str(label.get(f"{_HINT}val", ""))
    properties = label.getparent()
    while properties is not None and properties.tag != f"{W}pPr":
        properties = properties.getparent()
    if properties is None or not text:
        return
    run = etree.Element(f"{W}r")
    etree.SubElement(run, f"{W}t").text = text
    properties.addnext(run)
