"""One XML file that came from outside -> its root element: nothing it names is fetched, and no document type is taken."""

from __future__ import annotations

import re

from lxml import etree

from nianbao.errors import ReadError

_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)


def parse_xml(data: bytes, subject: str, what: str) -> etree._Element:
    """The root of the file, without comments and processing instructions. ``what`` names the file in messages.

    Raises:
        ReadError: no valid XML, or one that declares a document type.
    """
    if _DOCTYPE.search(data[:4096]):
        raise ReadError(subject, f"{what} that declares a document type", "do not trust this file")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data.lstrip(), parser)
    except etree.XMLSyntaxError as error:
        raise ReadError(subject, f"{what} that is no valid XML ({error.msg})", "fetch it again") from error
