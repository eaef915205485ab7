"""A local government on loopback: sites of every family with their reports, look-alikes and faults, over three nights.

Every site has an address of its own (127.0.x.y). What stands in it is known exactly, so that a crawl can be held
against it: reports to be found, reports that cannot be had, and what changes from night to night.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from flows.demo_site import fill_report
from tests.local_government import faults, shapes, wraps
from tests.local_government import script_families as script
from tests.local_government import static_families as static
from tests.local_government.faults import FirstTime, RateTrap, Wall
from tests.local_government.files import merge, with_attachment
from tests.local_government.model import Document, DocumentRoute, Reply, Routes, fixed
from tests.local_government.papers import OLDEST, look_alikes, picture_twin, report, republished, unreachable
from tests.local_government.server import Host

NIGHTS = ("2025-02-11", "2025-02-12", "2025-02-13")
NEWEST = 2024
BUREAUS = ("教育局", "财政局", "司法局", "民政局", "审计局", "水利局", "统计局", "公安局")
CRAWL_DELAY = 0.15
Key = tuple[str, int]
Build = Callable[[Sequence[Document]], Routes]


@dataclass(slots=True)
class Town:
    """One site: how it is built, what stands in it on each night, and how its host behaves."""

    name: str
    region: str
    organs: tuple[str, ...]
    build: Build
    entry: str
    dialect: str
    address: str
    robots: str | None = "User-agent: *\nDisallow: /admin/\n"
    faults: list[faults.Fault] = field(default_factory=list)
    wrap: Callable[[Routes], Routes] = lambda routes: routes
    years: range = range(OLDEST, NEWEST + 1)
    encoding: str = "utf-8"
    kind: str = "open"
    """open | closed (robots.txt) | walled (recovers on night three) | wall (for good)."""

    documents: list[Document] = field(default_factory=list)
    files: Routes = field(default_factory=dict)
    fresh: list[Document] = field(default_factory=list)
    """Reports that appear on night three."""

    loops: set[int] = field(default_factory=set)
    """Numbers of documents whose address redirects to itself."""

    gone: set[int] = field(default_factory=set)
    """Numbers of documents whose address answers 404 from night two, while their row stays."""

    dropped: set[int] = field(default_factory=set)
    """Numbers of documents whose row and page are gone from night two."""

    host: Host = field(init=False)

    def __post_init__(self) -> None:
        self.host = Host(self.address, {}, self.robots, self.faults)

    def yaml(self) -> str:
        site = {
            "site_id": self.name,
            "organ": f"{self.region}人民政府" if len(self.organs) > 1 else self.organs[0],
            "region_name": self.region,
            "level": "county",
            "entry_urls": [self.host.url + self.entry],
            "many_organs": len(self.organs) > 1,
        }
        return yaml.safe_dump(site, allow_unicode=True, sort_keys=False)

    def serve(self, documents: Sequence[Document], night: int) -> None:
        """Put these documents on the lists, newest first."""
        ordered = sorted(documents, key=lambda one: (one.date, one.number), reverse=True)
        routes = self.build(ordered)
        for path, route in list(routes.items()):
            number = route.document.number if isinstance(route, DocumentRoute) else 0
            if number in self.loops:
                routes[path] = faults.redirect(path)
            elif number in self.gone and night >= 2:
                routes[path] = fixed(Reply(b"<h1>404 Not Found</h1>", status=404))
        routes = self.wrap(routes)
        merge(routes, self.files)
        self.host.routes = routes


@dataclass(slots=True)
class Government:
    """All sites, and what a crawl of three nights must find."""

    towns: list[Town]
    changed: set[Key] = field(default_factory=set)
    fresh: set[Key] = field(default_factory=set)
    vanished: set[Key] = field(default_factory=set)
    night: int = 0

    @property
    def hosts(self) -> list[Host]:
        return [town.host for town in self.towns]

    def expected(self, night: int) -> set[Key]:
        """(organ, year) of the reports that must be known after a night."""
        found: set[Key] = set()
        for town in self.towns:
            if town.kind == "open" or (town.kind == "walled" and night >= 3):
                documents = [*town.documents, *(town.fresh if night >= 3 else ())]
                found |= {(one.organ, one.year) for one in documents if one.is_report}
        return found

    def write_registry(self, folder: Path) -> Path:
        """One YAML a site, all but those that an aggregating page leads to; the hosts must be up."""
        folder.mkdir(parents=True, exist_ok=True)
        for town in self.towns:
            if town.dialect != "beyond":
                (folder / f"{town.name}.yaml").write_text(town.yaml(), encoding="utf-8")
        return folder

    def begin_night(self, night: int) -> None:
        """Night one: all there. Two: some pages are gone. Three: new reports, changes in place, a wall that fell."""
        self.night = night
        for town in self.towns:
            documents = [*town.documents, *(town.fresh if night >= 3 else ())]
            documents = [one for one in documents if night < 2 or one.number not in town.dropped]
            if night >= 3:
                documents = [republished(one) if _key(one) in self.changed else one for one in documents]
            town.serve(documents, night)
            town.host.reset()
            for fault in town.faults:
                if isinstance(fault, Wall) and town.kind == "walled":
                    fault.is_up = night < 3
        self._link_aggregator()

    def _link_aggregator(self) -> None:
        """The aggregating page leads to the hosts that are in no registry; their ports are known when they are up."""
        top = next((town for town in self.towns if town.dialect == "aggregator"), None)
        if top is not None:
            beyond = [town for town in self.towns if town.dialect == "beyond"]
            links = [(town.organs[0], town.host.url + town.entry) for town in beyond]
            top.host.routes |= shapes.aggregator(links, top.entry)


def _key(one: Document) -> Key:
    return one.organ, one.year


def _fill(town: Town, index: int, *, has_files: bool) -> None:
    """The documents of one site: each organ's reports, look-alikes, a copy under a second address, a picture twin."""
    base = 10_000 * (index + 1)
    reports: list[Document] = []
    for place, organ in enumerate(town.organs):
        for year in town.years:
            # half of the organs have not published the newest year yet
            if year == NEWEST and len(town.years) > 1 and (index + place) % 2:
                continue
            number = base + 100 * place + (year - OLDEST)
            one = report(organ, year, number, encoding=town.encoding)
            if has_files and number % 6 == 1:
                body, routes = with_attachment(fill_report(organ, year, seed=1), number)
                merge(town.files, routes)
                one = replace(one, body=body, media="text/html; charset=utf-8")
            reports.append(one)
    others: list[Document] = []
    if has_files:
        others = [*look_alikes(town.region, base + 900), *unreachable(town.region, base + 950)]
        town.loops.add(base + 950)
        copied = reports[min(3, len(reports) - 1)]
        others.append(replace(copied, number=base + 960, date=f"{copied.year + 1}-03-05"))
        if len(town.years) > 6:  # reading pictures takes long; a small government does without
            twin, routes = picture_twin(reports[5], base + 970)
            others.append(twin)
            merge(town.files, routes)
    town.documents = [*reports, *others]


CLOSED_FOLDER = "/zwgk/zfxxgknb/200803/"
EASYSITE_ENTRY = "/columns/29527d47-65f0-4e58-9a95-804549f339e9/index.html"
REGIONS = (
    "云溪县", "松岭县", "白石县", "青河县", "长滩县", "红枫县", "石泉县", "南浦县", "北屏县", "东临县", "西峪县", "清源县",
    "高原县", "平湖县", "金沙县", "玉田县", "柳川区", "望海县", "大通县", "古城县", "新林县",
)  # fmt: skip


def _plans() -> list[tuple[str, Build, str, str, dict[str, object]]]:
    """name, family, entry, dialect, and how the host behaves."""
    return [
        ("trs", lambda d: static.trs(d, form="variables"), "/zwgk/zfxxgknb/", "trs",
         {"faults": [FirstTime(faults.server_error)], "robots": f"User-agent: *\nDisallow: {CLOSED_FOLDER}\n"}),
        ("vsb", static.vsb, "/zfxxgk/zfxxgknb.htm", "vsb", {"faults": [FirstTime(faults.drip_headers, 16)]}),
        ("ucap", static.ucap, "/cnsq/gknb/list.shtml", "ucap", {"wrap": wraps.gzipped}),
        ("webplus", static.webplus, "/xxgknb/list.htm", "webplus", {"encoding": "gb2312"}),
        ("numbered", static.numbered, "/zfxxgk/zfxxgknb/1.html", "numbered", {"wrap": wraps.moved}),
        ("plain", static.plain, "/xxgk/nb/", "generic", {"wrap": wraps.with_calendar}),
        ("jpage", script.jpage, "/col/col103585/index.html", "hanweb_jpage", {"faults": [FirstTime(faults.cut_short, 8)]}),
        ("jpaas", script.jpaas, "/col/col1577424/index.html", "hanweb_jpaas", {}),
        ("query", script.hanweb_query, "/jxsrmzf/xxgkn142/pc/list.html", "hanweb_query",
         {"faults": [FirstTime(faults.drip_body, 16)]}),
        ("ucapjson", script.ucap_json, "/csrc/c100028/common_zfxxgknb.shtml", "ucap", {}),
        ("gkmlpt", script.gkmlpt, "/hyhphsz/gkmlpt/index", "gkmlpt",
         {"faults": [RateTrap(CRAWL_DELAY)], "robots": f"User-agent: *\nCrawl-delay: {CRAWL_DELAY + 0.05}\n"}),
        ("openness", script.openness, "/opennessAnnualReport/?branch_id=57a3e0a92c262ea9a50ae7c3", "openness", {}),
        ("longxun", script.longxun, "/public/column/46643864?type=3&action=list", "longxun",
         {"faults": [FirstTime(faults.hang, 20)]}),
        ("epoint", script.epoint, "/zwgk/002005/002005002/002005002006/", "epoint", {"faults": [FirstTime(faults.reset, 8)]}),
        ("easysite", script.easysite, EASYSITE_ENTRY, "easysite", {}),
        ("truecms", script.truecms, "/xxgk/nb/index.html", "truecms", {}),
        ("byyear", shapes.by_year, "/zwgk/zfxxgknb/", "trs", {}),
        ("byorgan", shapes.by_organ, "/xxgk/gknb/", "trs", {}),
        ("closed", static.trs, "/zwgk/zfxxgknb/", "trs", {"kind": "closed", "robots": "User-agent: *\nDisallow: /\n"}),
        ("walled", static.trs, "/zwgk/zfxxgknb/", "trs",
         {"kind": "walled", "faults": [Wall(faults.WAF_PAGE, 200)], "years": range(2017, NEWEST + 1)}),
        ("ruishu", static.trs, "/zwgk/zfxxgknb/", "trs",
         {"kind": "wall", "faults": [Wall(faults.RUISHU_PAGE, 412)], "years": range(2022, NEWEST + 1)}),
    ]  # fmt: skip


def build_government(names: Sequence[str] | None = None, most_reports: int | None = None) -> Government:
    """The whole government, or the named sites of it; ``most_reports`` leaves out the oldest of each organ beyond that."""
    towns: list[Town] = []
    for index, (name, build, entry, dialect, more) in enumerate(_plans()):
        if names is not None and name not in names:
            continue
        region = REGIONS[index]
        organs = tuple(f"{region}{BUREAUS[(index + place) % len(BUREAUS)]}" for place in range(2))
        town = Town(name, region, organs, build, entry, dialect, f"127.0.{20 + index}.1", **more)  # type: ignore[arg-type]
        if most_reports is not None:
            town.years = range(max(town.years.start, NEWEST + 1 - most_reports), NEWEST + 1)
        _fill(town, index, has_files=name not in ("byyear", "byorgan", "closed", "walled", "ruishu"))
        towns.append(town)
    if names is None:
        towns += _beyond()
    return _planted(Government(towns))


def _beyond() -> list[Town]:
    """An aggregating page without rows of its own, and the hosts it leads to."""
    top = Town("aggregator", "望江市", ("望江市人民政府", "x"), lambda d: {}, "/gkndbg/", "aggregator", "127.0.60.1")
    towns = [top]
    for place, name in enumerate(("东山", "西山", "南山", "北山", "中山", "前山")):
        organ = f"望江市{name}镇人民政府"
        town = Town(
            f"beyond{place}", "望江市", (organ,), static.trs, "/zwgk/zfxxgknb/", "beyond", f"127.0.61.{place + 1}",
        )  # fmt: skip
        _fill(town, 30 + place, has_files=False)
        towns.append(town)
    return towns


def _planted(government: Government) -> Government:
    """What changes from night to night, in every fifth site one thing: re-published, new, gone, gone from its list too."""
    sites = [town for town in government.towns if town.kind == "open" and town.dialect not in ("aggregator", "beyond")]
    for place, town in enumerate(sites):
        recent = [one for one in town.documents if one.is_report and one.year == NEWEST - 1 and len(one.body) > 6000]
        late = [organ for organ in town.organs if (organ, NEWEST) not in _keys(town)]
        if place % 5 == 0 and recent:
            government.changed.add(_key(recent[0]))
        elif place % 5 == 1 and late:
            number = min(one.number for one in town.documents) + 800
            one = report(late[0], NEWEST, number, encoding=town.encoding)
            town.fresh.append(replace(one, date=NIGHTS[2]))
            government.fresh.add(_key(one))
        elif place % 5 in (2, 3) and recent:
            (town.gone if place % 5 == 2 else town.dropped).add(recent[-1].number)
            government.vanished.add(_key(recent[-1]))
    return government


def _keys(town: Town) -> set[Key]:
    return {_key(one) for one in town.documents if one.is_report}
