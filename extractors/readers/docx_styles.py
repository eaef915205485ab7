"""styles.xml -> what a paragraph or character style says of the text: heading, list, hidden."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from extractors.document import TextRole
from extractors.readers.docx_package import W

_HEADING_NAME = re.compile(r"(?:heading|标题)\s*\d", re.IGNORECASE)
_TITLE_NAME = re.compile(r"(?:title|标题)\s*", re.IGNORECASE)
_BODY_TEXT_LEVEL = 9
_LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Style:
    """One style with everything inherited resolved. ``numbering`` is (list id, level) or None."""

    role: TextRole = "paragraph"
    numbering: tuple[str, int] | None = None
    is_hidden: bool = False


@dataclass(slots=True)
class Styles:
    """Styles by id; ``paragraph_default`` holds for paragraphs that name none, ``default_size`` (half-points) for all text."""

    elements: dict[str, etree._Element] = field(default_factory=dict)
    paragraph_default: str = ""
    default_size: str = "20"
    resolved: dict[str, Style] = field(default_factory=dict)
    properties: dict[tuple[str, str], etree._Element | None] = field(default_factory=dict)

    def get(self, name: str) -> Style:
        """The style of this id; the plain style for an unknown one."""
        if name not in self.resolved:
            self.resolved[name] = self._resolve(name)
        return self.resolved[name]

    def paragraph(self, name: str) -> Style:
        return self.get(name or self.paragraph_default)

    def character(self, name: str, tag: str) -> etree._Element | None:
        """A property of characters of a style or of those it is based on; None when none of them sets it."""
        if (name, tag) not in self.properties:
            self.properties[name, tag] = self._character(name, tag)
        return self.properties[name, tag]

    def _character(self, name: str, tag: str) -> etree._Element | None:
        for _ in range(_LONGEST_CHAIN):
            element = self.elements.get(name)
            if element is None:
                break
            properties = element.find(f"{W}rPr")
            found = properties.find(f"{W}{tag}") if properties is not None else None
            if found is not None:
                return found
            name = value_of(element, "basedOn")
        return None

    def has_shading(self, name: str) -> bool:
        """Whether a style of tables, or one it is based on, shades any cells."""
        for _ in range(_LONGEST_CHAIN):
            element = self.elements.get(name)
            if element is None:
                break
            if next(element.iter(f"{W}shd"), None) is not None:
                return True
            name = value_of(element, "basedOn")
        return False

    def _resolve(self, name: str) -> Style:
        role: TextRole | None = None
        numbering: tuple[str, int] | None = None
        hidden: bool | None = None
        for _ in range(_LONGEST_CHAIN):
            element = self.elements.get(name)
            if element is None:
                break
            role = role or _own_role(element)
            numbering = numbering or read_numbering(element.find(f"{W}pPr"))
            hidden = read_switch(element.find(f"{W}rPr"), "vanish") if hidden is None else hidden
            name = value_of(element, "basedOn")
        return Style(role or "paragraph", numbering, bool(hidden))


def read_styles(root: etree._Element | None) -> Styles:
    """Index the styles part."""
    styles = Styles()
    defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr") if root is not None else None
    styles.default_size = value_of(defaults, "sz") or styles.default_size
    for element in root.iterfind(f"{W}style") if root is not None else ():
        name = str(element.get(f"{W}styleId", ""))
        styles.elements[name] = element
        if element.get(f"{W}type") == "paragraph" and element.get(f"{W}default") in ("1", "true"):
            styles.paragraph_default = name
    return styles


def value_of(parent: etree._Element | None, tag: str) -> str:
    """``w:val`` of a child, "" when there is none."""
    child = parent.find(f"{W}{tag}") if parent is not None else None
    return str(child.get(f"{W}val", "")) if child is not None else ""


def read_switch(properties: etree._Element | None, tag: str) -> bool | None:
    """An on-off property: None when not set."""
    child = properties.find(f"{W}{tag}") if properties is not None else None
    return None if child is None else is_on(child)


def is_on(switch: etree._Element | None) -> bool:
    """Whether an on-off property is set; one without a value is."""
    return switch is not None and switch.get(f"{W}val", "true") not in ("0", "false", "off", "none")


def read_numbering(properties: etree._Element | None) -> tuple[str, int] | None:
    """(list id, level) of paragraph properties; list id "0" takes a style's numbering away."""
    numbering = properties.find(f"{W}numPr") if properties is not None else None
    if numbering is None:
        return None
    level = value_of(numbering, "ilvl")
    return value_of(numbering, "numId") or "0", int(level) if level.isdigit() else 0


def outline_role(properties: etree._Element | None) -> TextRole | None:
    """Heading, where an outline level above body text is set."""
    level = value_of(properties, "outlineLvl")
    return "heading" if level.isdigit() and int(level) < _BODY_TEXT_LEVEL else None


def _own_role(style: etree._Element) -> TextRole | None:
    name = value_of(style, "name")
    if _TITLE_NAME.fullmatch(name):
        return "title"
    return "heading" if _HEADING_NAME.match(name) else outline_role(style.find(f"{W}pPr"))
