"""Layout files and the site registry to seed rows: where the forms and sites of ``extractors`` meet ``warehouse``."""

from __future__ import annotations

from pathlib import Path

from extractors.layouts import Identity, Layout, load_layouts
from extractors.sites.registry import Site, load_registry
from warehouse.seeds import SeedRows, SiteRow


def seed_rows(registry: Path | None = None) -> SeedRows:
    """Rows of the dimension tables from all layouts, in the order of the layout ids; checks are those of the identities.

    Sites are those of the folder ``registry`` (default: the registry in the package).
    """
    layouts = [layout for _, layout in sorted(load_layouts().items())]
    identities = [identity for layout in layouts for identity in layout.identities]
    return SeedRows(
        layouts=[(one.id, one.table, one.era, one.form, one.zh, one.en) for one in layouts],
        layout_groups=[
            (one.id, group.code, group.parent, position, group.zh, group.en)
            for one in layouts
            for position, group in enumerate(one.groups, start=1)
        ],
        layout_rows=[
            (one.id, row.code, position, row.group, row.zh, row.en)
            for one in layouts
            for position, row in enumerate(one.rows, start=1)
        ],
        layout_columns=[
            (one.id, column.code, position, column.zh, column.en)
            for one in layouts
            for position, column in enumerate(one.columns, start=1)
        ],
        layout_cells=[cell for one in layouts for cell in _cells(one)],
        checks=_checks(identities),
        identities=[(i.layout, i.id, i.scope, i.relation, i.constant, i.formula) for i in identities],
        identity_terms=[
            (i.layout, i.id, i.scope, term.side, term.coefficient, term.row, term.column)
            for i in identities
            for term in i.terms
        ],
        sites=[_site(site) for site in load_registry(registry)],
    )


def _site(site: Site) -> SiteRow:
    first_year, last_year = site.years()
    return SiteRow(
        site.site_id,
        site.organ,
        site.region_code,
        site.region_name,
        site.level,
        site.many_organs,
        first_year,
        last_year,
    )


def _cells(layout: Layout) -> list[tuple[str, str, str, str, bool]]:
    return [
        (layout.id, row, column, layout.unit(row, column), layout.column(column).is_signed)
        for row, column in layout.cells()
    ]


def _checks(identities: list[Identity]) -> list[tuple[str, str, str, str, str, str]]:
    """One row a check; a check that holds in several forms (APP-1 in 2019 and 2021) names them all."""
    forms: dict[str, list[str]] = {}
    first: dict[str, Identity] = {}
    for identity in identities:
        first.setdefault(identity.id, identity)
        known = forms.setdefault(identity.id, [])
        known += [form for form in identity.form.split("、") if form not in known]
    return [
        (check, one.severity, one.status, one.zh, one.en, "、".join(forms[check]))
        for check, one in sorted(first.items())
    ]
