"""Properties of a run, of its styles and of its cell -> how its text looks: seen, struck out, raised as a mark.

Word says the same thing in the run itself, in a character style, or in the style of the paragraph. A number that is
struck out by style, a footnote mark that is raised by style, and a white digit look as they do all the same.
"""

from __future__ import annotations

from typing import Literal

from lxml import etree

from extractors.readers.docx_package import W
from extractors.readers.docx_styles import Styles, is_on, value_of
from extractors.readers.ink import BLACK, WHITE, Colour, colour_of, is_unseen
from extractors.readers.text_inks import Ink

Look = Literal["plain", "struck", "mark", "unseen"]
"""``mark``: raised or lowered, so that its digits belong to no number beside it."""

_SMALLEST = 4  # half-points: text of 2 points and less is a speck
_SHIFT = 3  # half-points by which text is raised or lowered at least
_GROUNDS = ("rPr", "pPr", "tcPr", "tblPr")


def look_of(run: etree._Element, paragraph_style: str, styles: Styles) -> Look:
    """How the text of a run looks; whether it is hidden (``w:vanish``) is not asked here."""
    own = run.find(f"{W}rPr")
    if own is None and not paragraph_style:
        return "plain"
    names = (value_of(own, "rStyle"), paragraph_style)

    def find(tag: str) -> etree._Element | None:
        return _property(own, names, styles, tag)

    if is_on(find("strike")) or is_on(find("dstrike")):
        return "struck"
    size = _value(find("sz"))
    colour = find("color")
    if size.isdigit() and int(size) <= _SMALLEST:
        return "unseen"
    if colour is not None and _is_pale(run, colour, styles):
        return "unseen"
    shift = _value(find("position")).lstrip("+-")
    is_shifted = _value(find("vertAlign")) in ("superscript", "subscript") or (shift.isdigit() and int(shift) >= _SHIFT)
    return "mark" if is_shifted else "plain"


def ink_of(run: etree._Element, paragraph_style: str, styles: Styles) -> Ink:
    """Size (half-points) and colour of the text of a run."""
    own = run.find(f"{W}rPr")
    names = (value_of(own, "rStyle"), paragraph_style)
    size = _value(_property(own, names, styles, "sz")) or styles.default_size
    colour = _value(_property(own, names, styles, "color"))
    return Ink(float(size) if size.isdigit() else None, BLACK if colour in ("", "auto") else colour_of(colour))


def _property(own: etree._Element | None, names: tuple[str, str], styles: Styles, tag: str) -> etree._Element | None:
    """A property of characters, of the run itself, of its style, or of the style of its paragraph."""
    found = own.find(f"{W}{tag}") if own is not None else None
    if found is not None:
        return found
    of_run = styles.character(names[0], tag)
    return of_run if of_run is not None else styles.character(names[1], tag)


def _value(element: etree._Element | None) -> str:
    return "" if element is None else str(element.get(f"{W}val", ""))


def _is_pale(run: etree._Element, colour: etree._Element, styles: Styles) -> bool:
    """Whether text of this colour cannot be told from its ground; not where a style may lay a ground unknown here."""
    ink = colour_of(_value(colour))
    ground = _ground(run, styles) if ink is not None else None
    return ink is not None and ground is not None and is_unseen(ink, ground)


def _ground(run: etree._Element, styles: Styles) -> Colour | None:
    """The colour under a run: the nearest shading of run, paragraph, cell or table; white paper; None if not known."""
    for element in (run, *run.iterancestors()):
        for name in _GROUNDS:
            properties = element.find(f"{W}{name}")
            if properties is None:
                continue
            if properties.find(f"{W}highlight") is not None:
                return None
            shading = properties.find(f"{W}shd")
            if shading is not None and (fill := _fill(shading)) != "auto":
                return colour_of(fill)
            if name == "tblPr" and styles.has_shading(value_of(properties, "tblStyle")):
                return None
        if element.tag == f"{W}txbxContent":
            return None  # the box may be filled
    return WHITE


def _fill(shading: etree._Element) -> str:
    """``auto`` for none, six hexadecimal digits, or "" for what is not known (patterns, colours of the theme)."""
    if shading.get(f"{W}themeFill") or shading.get(f"{W}val", "clear") not in ("clear", "nil"):
        return ""
    return str(shading.get(f"{W}fill", "auto"))
