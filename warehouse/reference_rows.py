"""The files of ``reference`` as rows of the dimension tables: regions, successions, measures, indicators, applicants."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from nianbao.errors import WarehouseError
from warehouse.organ_units import reference
from warehouse.regions import gazetteer

Rows = list[tuple[Any, ...]]

_TERM = re.compile(r"([+-]?)\s*([a-z_0-9.]+)(\[-1\])?")
_FORMULA = re.compile(r"[a-z_0-9.]+(?:\[-1\])?(?: [+-] [a-z_0-9.]+(?:\[-1\])?)*")


@cache
def reference_rows() -> dict[str, Rows]:
    """Rows by table name (without schema); each tuple has the columns of its table in the order of ``sql/schema``."""
    measures = reference("measures.yml")
    forms = [(one, layout, form) for one in measures["measures"] for layout, form in one["forms"].items()]
    indicators = measures["indicators"]
    return {
        "regions": _regions(),
        "successions": [
            (one["from"], one["to"], one["kind"], one["year"], one["note"])
            for one in reference("aliases.yml")["successions"]
        ],
        "applicants": [(one["code"], at, one["zh"], one["en"]) for at, one in enumerate(measures["applicants"], 1)],
        "measures": [
            (one["code"], at, one["topic"], one["zh"], one["en"], one["unit"])
            for at, one in enumerate(measures["measures"], 1)
        ],
        "measure_forms": [
            (one["code"], layout, form["is"], form.get("zh", ""), form.get("en", ""), form["formula"])
            for one, layout, form in forms
        ],
        "measure_terms": [
            (one["code"], layout, *term.split(".", 1), coefficient)
            for one, layout, form in forms
            for term, coefficient, _ in terms(form["formula"])
        ],
        "indicators": [
            (one["code"], at, one["zh"], one["en"], f"({one['numerator']}) / ({one['denominator']})")
            for at, one in enumerate(indicators, 1)
        ],
        "indicator_terms": [
            (one["code"], side, measure, coefficient, offset)
            for one in indicators
            for side in ("numerator", "denominator")
            for measure, coefficient, offset in terms(one[side])
        ],
    }


def terms(formula: str) -> list[tuple[str, int, int]]:
    """``a + b - c[-1]`` as (name, +1 | -1, year offset); raises WarehouseError for anything else."""
    if not _FORMULA.fullmatch(formula):
        raise WarehouseError(f"formula {formula!r}", "is no sum of names", "mend warehouse/reference/measures.yml")
    return [(name, -1 if sign == "-" else 1, -1 if back else 0) for sign, name, back in _TERM.findall(formula)]


def _regions() -> Rows:
    known = gazetteer()
    rows: Rows = []
    for region in known.regions.values():
        above = {known.regions[code].level: code for code in known.lineage(region.region_code)}
        prefecture = above.get("prefecture")
        names = (region.region_code, region.name, region.unique_name, region.level, region.parent_code or None)
        place = (prefecture, above.get("province"))
        rows.append((*names, *place, region.last_year, region.successor_code or None, region.relation or None))
    return rows
