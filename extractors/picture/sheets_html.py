"""HTML bytes -> sheets: each table that holds figures as a browser shows it, with the box of each figure.

The path of a figure leads through the tree that lexbor builds, so the page is parsed by lexbor, the cells are marked in
that tree, and the tree is written out again for the browser; nothing depends on two parsers repairing a page alike. What
the archive does not have (style sheets, pictures, scripts) the picture does not show either: it shows the archived bytes.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from PIL import Image
from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractors.picture.chromium import BrowserPage, Chromium
from extractors.picture.model import PixelBox, Sheet, Words, full_name
from extractors.readers.text_decode import decode
from extractors.report import Figure

SCALE = 1.5  # device pixels for a CSS pixel
_CELL = "data-nianbao-cell"
_TABLE = "data-nianbao-table"
_STEP = re.compile(r"([^\[/]+)(?:\[(\d+)\])?")
_ALWAYS_OUT = ("script", "noscript", "iframe", "frame", "object", "embed", "link", "base", "applet", "audio", "video")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
# A wrapper that scrolls or is cut to a height would hide cells that the reader rightly read.
_OPEN = "overflow:visible!important;max-height:none!important;max-width:none!important;clip:auto!important"
_SHOWN = "display:revert!important;visibility:visible!important;opacity:1!important;position:static!important"
_ABOVE, _BELOW, _SIDE = 70.0, 24.0, 24.0  # CSS pixels around a table: its title stands above it
_TALLEST = 6000.0  # CSS pixels of one sheet
_WIDEST = 4000.0
_MOST_BOXES = 5000

_BOXES = f"""JSON.stringify([...document.querySelectorAll('[{_CELL}]')].map(cell => {{
  const box = cell.getBoundingClientRect(), table = cell.closest('[{_TABLE}]'), around = table && table.getBoundingClientRect();
  const flat = r => r && [r.left + scrollX, r.top + scrollY, r.right + scrollX, r.bottom + scrollY];
  return [cell.getAttribute('{_CELL}'), flat(box), table && table.getAttribute('{_TABLE}'), flat(around)];
}}))"""


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where the browser put one marked element, in CSS pixels, and the table around it."""

    box: PixelBox
    table: str
    around: PixelBox


def html_sheets(data: bytes, figures: Iterable[Figure], browser: Chromium) -> list[Sheet]:
    """One sheet for each table of the page that holds figures; the whole page when none has a place.

    Raises ToolMissing (no Chromium), ReadError (the browser failed).
    """
    return markup_sheets(decode(data).text, figures, browser)


def markup_sheets(markup: str, figures: Iterable[Figure], browser: Chromium) -> list[Sheet]:
    """As ``html_sheets``, for HTML text in which the paths of the figures lead to their cells."""
    paths = {full_name(figure): figure.place.path for figure in figures if figure.place.path}
    ids = {path: str(number) for number, path in enumerate(dict.fromkeys(paths.values()))}
    page = browser.open_page(prepared(markup, ids), SCALE)
    try:
        spots = _spots(page)
        return _sheets(page, {name: spots[ids[path]] for name, path in paths.items() if ids[path] in spots})
    finally:
        page.close()


def prepared(markup: str, ids: Mapping[str, str]) -> str:
    """The page as the browser gets it: inert, and each path of ``ids`` marked with its id."""
    parser = LexborHTMLParser(markup)
    cells = _cells_at(parser, ids)
    for node in parser.css(f"[{_CELL}],[{_TABLE}]"):
        _drop(node, _CELL, _TABLE)
    tables: dict[int, str] = {}
    for path, node in cells.items():
        _set(node, _CELL, ids[path])
        _mark_above(node, tables)
    for tag in _ALWAYS_OUT:
        for node in parser.css(tag):
            node.decompose()
    for node in parser.css("*"):
        _disarm(node)
    policy = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    text = parser.html or ""
    head = re.search(r"<head[^>]*>", text)
    return f"<!DOCTYPE html>{text[: head.end()]}{policy}{text[head.end() :]}" if head else policy + text


def _cells_at(parser: LexborHTMLParser, paths: Iterable[str]) -> dict[str, LexborNode]:
    """The elements that the paths of the reader lead to; paths that lead nowhere are left out."""
    root = parser.root
    found: dict[str, LexborNode] = {}
    if root is None:
        return found
    known: dict[str, LexborNode] = {"/html": root}
    for path in paths:
        node: LexborNode | None = None
        at = ""
        for step in path.removeprefix("/").split("/"):
            at = f"{at}/{step}"
            if at not in known:
                child = _child(node, step) if node is not None else None
                if child is None:
                    node = None
                    break
                known[at] = child
            node = known[at]
        if node is not None:
            found[path] = node
    return found


def _child(parent: LexborNode, step: str) -> LexborNode | None:
    match = _STEP.fullmatch(step)
    if match is None:
        return None
    wanted, count = int(match[2] or 1), 0
    node = parent.child
    while node is not None:
        if node.tag == match[1]:
            count += 1
            if count == wanted:
                return node
        node = node.next
    return None


def _mark_above(node: LexborNode, tables: dict[int, str]) -> None:
    """Mark the table of a cell, and open what stands around that table."""
    above = node.parent
    while above is not None and above.tag not in ("table", "body", "html"):
        above = above.parent
    if above is None or above.tag != "table" or above.mem_id in tables:
        return
    tables[above.mem_id] = str(len(tables))
    _set(above, _TABLE, tables[above.mem_id])
    around = above.parent
    while around is not None and around.tag not in ("body", "html"):
        if around.tag in ("div", "section", "article", "main", "form", "center", "p", "span"):
            _add_style(around, f"{_OPEN};height:auto!important")
        around = around.parent


def _disarm(node: LexborNode) -> None:
    """Take from an element whatever runs, loads or leads away."""
    for name, value in node.attributes.items():
        lowered = name.lower()
        is_address = lowered in ("src", "srcset", "background", "href", "action", "formaction", "poster", "data")
        if lowered.startswith("on") or (is_address and not (value or "").lower().startswith("data:image/")):
            _drop(node, name)
    if node.tag == "meta" and node.attributes.get("http-equiv") is not None:
        node.decompose()


def _drop(node: LexborNode, *names: str) -> None:
    for name in names:
        if name in node.attributes:
            del node.attrs[name]


def _set(node: LexborNode, name: str, value: str) -> None:
    node.attrs[name] = value


def _add_style(node: LexborNode, style: str) -> None:
    known = node.attributes.get("style") or ""
    if style not in known:
        _set(node, "style", f"{known.rstrip('; ')};{style}" if known else style)


def _spots(page: BrowserPage) -> dict[str, _Spot]:
    """Where the marked cells stand. Cells that a style hides until a script shows them are shown."""
    spots = _measured(page)
    if any(_is_void(spot.box) for spot in spots.values()):
        page.evaluate(
            f"for (const cell of document.querySelectorAll('[{_CELL}]')) {{ if (cell.getBoundingClientRect().height) continue;"
            " for (let e = cell; e && e !== document.documentElement; e = e.parentElement)"
            f" e.style.cssText += ';{_SHOWN}' }}"
        )
        spots = _measured(page)
    return {name: spot for name, spot in spots.items() if not _is_void(spot.box)}


def _measured(page: BrowserPage) -> dict[str, _Spot]:
    rows: list[list[Any]] = json.loads(page.evaluate(_BOXES))[:_MOST_BOXES]
    return {
        str(cell): _Spot(_box(box), str(table if table is not None else f"cell {cell}"), _box(around or box))
        for cell, box, table, around in rows
    }


def _box(edges: list[float]) -> PixelBox:
    return (float(edges[0]), float(edges[1]), float(edges[2]), float(edges[3]))


def _is_void(box: PixelBox) -> bool:
    return box[2] - box[0] < 1 or box[3] - box[1] < 1


def _sheets(page: BrowserPage, spots: Mapping[str, _Spot]) -> list[Sheet]:
    width, height = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    if not spots:
        return [_shoot(page, (0.0, 0.0, float(width), min(float(height), _TALLEST)), {}, "page")]
    by_table: dict[str, dict[str, _Spot]] = {}
    for name, spot in sorted(spots.items(), key=lambda item: (item[1].around[1], item[1].around[0])):
        by_table.setdefault(spot.table, {})[name] = spot
    sheets = []
    for number, group in enumerate(by_table.values(), start=1):
        area = _area(list(group.values()), float(width), float(height))
        sheets.append(_shoot(page, area, group, f"table {number}"))
    return sheets


def _area(group: list[_Spot], width: float, height: float) -> PixelBox:
    """The table with some space around it; of an endless table only what its figures cover."""
    x0, top, x1, bottom = group[0].around
    if bottom - top > _TALLEST or x1 - x0 > _WIDEST:
        x0, top = min(spot.box[0] for spot in group) - 300, min(spot.box[1] for spot in group) - 100
        x1, bottom = max(spot.box[2] for spot in group), max(spot.box[3] for spot in group)
    x0, top = max(x0 - _SIDE, 0.0), max(top - _ABOVE, 0.0)
    x1, bottom = min(x1 + _SIDE, max(width, x1), x0 + _WIDEST), min(bottom + _BELOW, height, top + _TALLEST)
    return (x0, top, max(x1, x0 + 1), max(bottom, top + 1))


def _shoot(page: BrowserPage, area: PixelBox, group: Mapping[str, _Spot], name: str) -> Sheet:
    x0, top, x1, bottom = area
    png = page.screenshot(x0, top, x1 - x0, bottom - top)
    image = Image.open(io.BytesIO(png)).convert("RGB")

    def on_sheet(box: PixelBox) -> PixelBox:
        return ((box[0] - x0) * SCALE, (box[1] - top) * SCALE, (box[2] - x0) * SCALE, (box[3] - top) * SCALE)

    return Sheet(
        image=image,
        name=name,
        boxes={figure: (on_sheet(spot.box),) for figure, spot in group.items()},
        tables=tuple(dict.fromkeys(on_sheet(spot.around) for spot in group.values())),
        scale=SCALE,
        how=Words(
            "按存档字节由浏览器排版，无脚本、无外部样式",
            "laid out by a browser from the archived bytes, without scripts or outside styles",
        ),
    )
