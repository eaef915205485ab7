"""The zip of an OFD document (GB/T 33190-2016) -> its pages in order, each with its size and the layers to be painted.

OFD names everything by location: ``OFD.xml`` the document, the document its pages, templates and resources; a location may
be absolute or relative to the file that names it, and the namespace has a prefix, another prefix or none. Annotations and
signatures (stamps) lie in files of their own, which are not followed: a stamp is no text of the report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from extractors.readers.zip_parts import SUBJECT, Parts, resolve
from nianbao.errors import ReadError, TooLarge, WrongType

WHAT = "an OFD document"
MOST_PAGES = 3000
A4: tuple[float, float, float, float] = (0.0, 0.0, 210.0, 297.0)
Numbers = tuple[float, ...]


@dataclass(slots=True)
class Resources:
    """Shared things of a document by id: fonts (name), composite graphics (their content), drawing parameters."""

    fonts: dict[str, str] = field(default_factory=dict)
    composites: dict[str, etree._Element] = field(default_factory=dict)
    parameters: dict[str, etree._Element] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OfdPage:
    """One page: its box in millimetres (x, y, width, height), and the elements whose objects it shows."""

    box: Numbers
    contents: tuple[etree._Element, ...]
    resources: Resources


def read_meta(parts: Parts) -> dict[str, str]:
    """What the first document says of itself (``DocInfo``), by lower-cased name."""
    entry = parts.xml("OFD.xml")
    info = next(iter(named(entry, "DocBody", "DocInfo")), None) if entry is not None else None
    found: dict[str, str] = {}
    for element in info if info is not None else ():
        text = " ".join((element.text or "").split())
        if text and not len(element):
            found[local_name(element).lower()] = text
    return found


def read_pages(parts: Parts) -> Iterator[OfdPage | None]:
    """The pages of all documents in the file one after the other, each parsed when its turn comes.

    A page that is named and not there is None.

    Raises:
        WrongType: no page in it; ReadError: a part is no valid XML; TooLarge: more pages than a report can have.
    """
    entry = parts.xml("OFD.xml")
    roots = named(entry, "DocBody", "DocRoot") if entry is not None else []
    count = 0
    for location in filter(None, [str(root.text or "").strip() for root in roots]):
        path = resolve("OFD.xml", location)
        document = parts.xml(path)
        for page in _read_document(parts, path, document, MOST_PAGES - count) if document is not None else ():
            count += 1
            yield page
    if not count:
        raise WrongType(SUBJECT, "an OFD file without pages", "fetch it again; if it stays so, ask the publisher")


def _read_document(parts: Parts, path: str, document: etree._Element, most: int) -> Iterator[OfdPage | None]:
    resources = Resources()
    for name in ("PublicRes", "DocumentRes"):
        for named_part in named(document, "CommonData", name):
            _read_resources(parts, resolve(path, named_part.text or ""), resources)
    default = next((numbers(box.text) for box in named(document, "CommonData", "PageArea", "PhysicalBox")), A4)
    templates = {
        str(one.get("ID", "")): resolve(path, str(one.get("BaseLoc", "")))
        for one in named(document, "CommonData", "TemplatePage")
    }
    locations = [str(page.get("BaseLoc", "")) for page in named(document, "Pages", "Page")]
    if len(locations) > most:
        raise TooLarge(SUBJECT, f"{WHAT} of more than {MOST_PAGES:,} pages", "split it and import the report's pages")
    # Templates are few and shared by all pages: each is parsed once.
    parsed: dict[str, etree._Element | None] = {}
    for location in locations:
        at = resolve(path, location)
        page = parts.xml(at)
        if page is None:
            yield None
            continue
        for one in named(page, "PageRes"):
            _read_resources(parts, resolve(at, one.text or ""), resources)
        contents: list[etree._Element] = []
        box = next((numbers(found.text) for found in named(page, "Area", "PhysicalBox")), ())
        for used in named(page, "Template"):
            target = templates.get(str(used.get("TemplateID", "")), "")
            if target and target not in parsed:
                parsed[target] = parts.xml(target)
            template = parsed.get(target)
            if template is not None:
                contents += named(template, "Content")
                box = box or next((numbers(found.text) for found in named(template, "Area", "PhysicalBox")), ())
        contents += named(page, "Content")
        yield OfdPage(_box(box) or _box(default) or A4, tuple(contents), resources)


def _read_resources(parts: Parts, path: str, into: Resources) -> None:
    root = parts.xml(path) if path in parts else None
    for element in root.iter() if root is not None else ():
        name, key = local_name(element), str(element.get("ID", ""))
        if name == "Font":
            into.fonts[key] = str(element.get("FontName") or element.get("FamilyName") or "")
        elif name == "CompositeGraphicUnit":
            into.composites[key] = element
        elif name == "DrawParam":
            into.parameters[key] = element


def _box(box: Numbers) -> Numbers | None:
    return box if len(box) == 4 and 0 < box[2] < 20_000 and 0 < box[3] < 20_000 else None


def named(element: etree._Element, *path: str) -> list[etree._Element]:
    """Descendants along a path of local names, whatever their namespace."""
    found = [element]
    for name in path:
        found = [child for one in found for child in one if local_name(child) == name]
    return found


def local_name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


@lru_cache(maxsize=4096)  # sizes, colours and widths repeat with every object
def numbers(text: str | None) -> Numbers:
    """The numbers of a list ("0 0 210 297"); () where one is none."""
    try:
        return tuple(float(part) for part in (text or "").replace(",", " ").split())
    except ValueError:
        return ()


def require(condition: bool, reason: str) -> None:
    """Raise ReadError with the reason unless the condition holds."""
    if not condition:
        raise ReadError(SUBJECT, reason, "look at it by hand")
