"""Layouts: the official tables as data. One YAML file is one table of one era; nothing else knows a form.

A layout gives rows and columns with canonical codes (FORMAT.md), Chinese and English labels, aliases seen in print,
units, group headings and identities (勾稽关系). Recognition, dimension tables, expectations, the data dictionary and the
generator of test documents all read these files, so that a new form is a new file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

import yaml

from nianbao.errors import LayoutError

Shape = Literal["matrix", "bands", "header_path"]
Relation = Literal["=", "<=", ">=", "integer>="]
CellCode = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Label:
    """Code with its printed label, English twin and the aliases seen in print."""

    code: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()

    def spellings(self) -> tuple[str, ...]:
        return (self.zh, *self.aliases)


@dataclass(frozen=True, slots=True)
class Column(Label):
    """Column of a layout. ``is_signed``: may be negative; ``has_unit_in_cell``: its unit is typed into the cell."""

    is_signed: bool = False
    has_unit_in_cell: bool = False


@dataclass(frozen=True, slots=True)
class Group(Label):
    """Heading over rows (or a band). ``parent`` is the code of the heading it stands under, "" when none."""

    parent: str = ""


@dataclass(frozen=True, slots=True)
class Row(Label):
    """Row of a layout with the columns it has and the group it stands under ("" when none)."""

    group: str = ""
    columns: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """One figure in an identity: side left | right, coefficient +1 or -1."""

    side: Literal["left", "right"]
    coefficient: int
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Identity:
    """One equation over named figures of one table, ready to evaluate.

    ``id`` is the check (``APP-1``), ``scope`` the column, row or cell it runs over. With no right-hand terms the right
    side is ``constant``. Worked out once for all reports: the terms of each side as (coefficient, cell), the full names
    of all ``figures`` in it, and the ``formula`` over codes, e.g. ``review.upheld + review.pending = review.total``.
    """

    id: str
    scope: str
    layout: str
    table: str
    relation: Relation
    terms: tuple[Term, ...]
    constant: int
    severity: str
    status: str
    zh: str
    en: str
    form: str
    left: tuple[tuple[int, CellCode], ...] = field(init=False, repr=False, compare=False)
    right: tuple[tuple[int, CellCode], ...] = field(init=False, repr=False, compare=False)
    figures: tuple[str, ...] = field(init=False, repr=False, compare=False)
    formula: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        left, right = (
            tuple((term.coefficient, (term.row, term.column)) for term in self.terms if term.side == side)
            for side in ("left", "right")
        )
        for name, value in (
            ("left", left),
            ("right", right),
            ("figures", tuple(f"{self.table}.{term.row}.{term.column}" for term in self.terms)),
            ("formula", f"{_side_text(left)} {self.relation} {_side_text(right) or self.constant}"),
        ):
            object.__setattr__(self, name, value)


def _side_text(terms: Sequence[tuple[int, CellCode]]) -> str:
    text = ""
    for coefficient, (row, column) in terms:
        sign = ("-" if not text else " - ") if coefficient < 0 else (" + " if text else "")
        text += f"{sign}{row}.{column}"
    return text


@dataclass(frozen=True, slots=True)
class Layout:
    """One official table of one era.

    ``codes`` are all (row, column) codes of the form in printed order, ``covering`` the identities over each of them, by
    their place in ``identities``.
    """

    id: str
    table: str
    era: str
    form: str
    shape: Shape
    zh: str
    en: str
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    rows: tuple[Row, ...]
    ignore: tuple[str, ...]
    units: Mapping[str, str]
    identities: tuple[Identity, ...] = field(default=())
    codes: tuple[CellCode, ...] = field(init=False, repr=False, compare=False)
    covering: Mapping[CellCode, tuple[int, ...]] = field(init=False, repr=False, compare=False)
    _rows: Mapping[str, Row] = field(init=False, repr=False, compare=False)
    _columns: Mapping[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", tuple((row.code, column) for row in self.rows for column in row.columns))
        covering: dict[CellCode, list[int]] = {}
        for number, identity in enumerate(self.identities):
            for code in dict.fromkeys((term.row, term.column) for term in identity.terms):
                covering.setdefault(code, []).append(number)
        object.__setattr__(self, "covering", {code: tuple(numbers) for code, numbers in covering.items()})
        object.__setattr__(self, "_rows", {row.code: row for row in self.rows})
        object.__setattr__(self, "_columns", {column.code: column for column in self.columns})

    def cells(self) -> Iterator[CellCode]:
        """All (row, column) codes the form has, in printed order."""
        return iter(self.codes)

    def row(self, code: str) -> Row:
        return self._rows[code]

    def column(self, code: str) -> Column:
        return self._columns[code]

    def unit(self, row: str, column: str) -> str:
        return self.units.get(column, self._rows[row].unit)


@lru_cache(maxsize=1)
def load_layouts() -> Mapping[str, Layout]:
    """All layouts of the package by id. Raises LayoutError naming the file and what is wrong with it."""
    raw: dict[str, dict[str, Any]] = {}
    for entry in sorted(resources.files(__package__).iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".yaml"):
            data = yaml.safe_load(entry.read_text(encoding="utf-8"))
            if not isinstance(data, dict) or "layout" not in data:
                raise LayoutError(entry.name, "is not a layout", "it must be a mapping with a key 'layout'")
            raw[str(data["layout"])] = data
    return {name: _parse_layout(_resolve(name, raw)) for name in raw}


def _resolve(name: str, raw: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Fill a layout that ``extends`` another: take over its keys, swap whole groups of rows and terms."""
    data = raw[name]
    base_name = data.get("extends")
    if base_name is None:
        return data
    if base_name not in raw:
        raise LayoutError(name, f"extends {base_name}, which does not exist", "name a layout of this folder")
    base = _resolve(str(base_name), raw)
    merged = {**base, **{key: value for key, value in data.items() if key not in ("replace_group", "replace_terms")}}
    swaps: Mapping[str, list[dict[str, Any]]] = data.get("replace_group", {})
    rows: list[dict[str, Any]] = []
    for row in base["rows"]:
        group = row.get("group")
        if group in swaps:
            rows += [new for new in swaps[group] if new not in rows]
        else:
            rows.append(row)
    merged["rows"] = rows
    merged["groups"] = [group for group in base.get("groups", []) if group["code"] not in swaps]
    terms: Mapping[str, str] = data.get("replace_terms", {})
    merged["identities"] = [
        {
            **rule,
            **{
                side: [terms.get(term, term) for term in rule[side]]
                for side in ("left", "right")
                if isinstance(rule.get(side), list)
            },
        }
        for rule in base["identities"]
    ]
    return merged


def _parse_layout(data: Mapping[str, Any]) -> Layout:
    name = str(data["layout"])
    try:
        columns = tuple(
            Column(
                c["code"],
                c["zh"],
                c["en"],
                tuple(c.get("aliases", ())),
                c.get("signed", False),
                c.get("unit_in_cell", False),
            )
            for c in data["columns"]
        )
        column_codes = tuple(column.code for column in columns)
        layout = Layout(
            id=name,
            table=data["table"],
            era=str(data["era"]),
            form=data["form"],
            shape=data["shape"],
            zh=data["title"]["zh"],
            en=data["title"]["en"],
            columns=columns,
            groups=tuple(
                Group(g["code"], g["zh"], g["en"], tuple(g.get("aliases", ())), g.get("parent", ""))
                for g in data.get("groups", ())
            ),
            rows=tuple(
                Row(
                    r["code"],
                    r["zh"],
                    r["en"],
                    tuple(r.get("aliases", ())),
                    r.get("group", ""),
                    tuple(r.get("columns", column_codes)),
                    r.get("unit", data.get("unit", "")),
                )
                for r in data["rows"]
            ),
            ignore=tuple(data.get("ignore", ())),
            units=dict(data.get("units", {})),
        )
        identities = tuple(one for rule in data.get("identities", ()) for one in _expand(rule, layout))
    except (KeyError, TypeError) as error:
        raise LayoutError(
            f"layout {name}", f"{type(error).__name__} {error}", "compare with applications_2021.yaml"
        ) from error
    return replace(layout, identities=identities)


def _expand(rule: Mapping[str, Any], layout: Layout) -> Iterator[Identity]:
    """Turn one rule of a layout file into the equations it stands for: one per cell, column or row."""
    each = rule.get("each")
    if each == "cell":
        excluded = set(rule.get("except_columns", ()))
        chosen = set(rule.get("columns", (column.code for column in layout.columns))) - excluded
        for row, column in layout.cells():
            if column in chosen:
                yield _identity(rule, layout, f"{row}.{column}", (Term("left", 1, row, column),))
    elif each == "column":
        for column_spec in layout.columns:
            terms = tuple(
                Term(side, sign, row, column_spec.code)
                for side, sign, name in _term_names(rule)
                for row in _rows_of(name, layout)
            )
            yield _identity(rule, layout, _scope(rule, column_spec.code), terms)
    else:
        for row in rule.get("rows") or [r.code for r in layout.rows]:
            terms = tuple(Term(side, sign, row, name) for side, sign, name in _term_names(rule))
            yield _identity(rule, layout, _scope(rule, row), terms)


def _scope(rule: Mapping[str, Any], code: str) -> str:
    """Scope of one equation; a check of several rules names the variant, so that the scope stays unique within it."""
    return f"{code}.{rule['variant']}" if "variant" in rule else code


def _term_names(rule: Mapping[str, Any]) -> Iterator[tuple[Literal["left", "right"], int, str]]:
    sides: tuple[Literal["left", "right"], ...] = ("left", "right")
    for side in sides:
        if isinstance(rule.get(side), list):
            for name in rule[side]:
                yield side, (-1 if name.startswith("-") else 1), name.removeprefix("-")


def _rows_of(name: str, layout: Layout) -> list[str]:
    if not name.startswith("group:"):
        return [layout.row(name).code]
    rows = [row.code for row in layout.rows if row.group == name.removeprefix("group:")]
    if not rows:
        raise KeyError(name)
    return rows


def _identity(rule: Mapping[str, Any], layout: Layout, scope: str, terms: tuple[Term, ...]) -> Identity:
    right = rule["right"]
    return Identity(
        id=rule["id"],
        scope=scope,
        layout=layout.id,
        table=layout.table,
        relation=rule["relation"],
        terms=terms,
        constant=right if isinstance(right, int) else 0,
        severity=rule["severity"],
        status=rule["status"],
        zh=rule["zh"],
        en=rule["en"],
        form=layout.form,
    )
