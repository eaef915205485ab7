"""OFD documents are read as they are painted, by the table code of the PDF reader."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import pytest

from extractors.document import Box, Document
from extractors.readers import ofd, read_document
from extractors.readers.ofd_page import deltas
from extractors.readers.ofd_paths import path_edges
from extractors.recognize import recognize
from flows.demo_site import fill_report, render_pdf
from nianbao.errors import ReadError, TooLarge, TruncatedFile, WrongType
from tests.readers.ofd_files import (
    MANNERS,
    Manner,
    OfdCanvas,
    cell_paths,
    image,
    package,
    path,
    render_ofd,
    text_objects,
)

PLAIN = Manner()
FORM = fill_report("云溪县教育局", 2023, seed=3)
POINTS = 72 / 25.4


def box_of(canvas: OfdCanvas, page: int | None, box: Box | None) -> list[str]:
    """Texts printed in the one drawn cell at this place."""
    assert box is not None
    (texts,) = [
        texts
        for number, drawn, texts in canvas.boxes
        if number == page and all(abs(a - b) < 0.5 for a, b in zip(drawn, box, strict=True))
    ]
    return texts


@pytest.mark.parametrize("manner", MANNERS, ids=lambda manner: f"{manner.text}-{manner.rules}")
def test_report_is_read_exactly_and_every_place_frames_its_cell(manner: Manner) -> None:
    data, canvas = render_ofd(FORM, manner)
    document = read_document(data, hint="年报.ofd")
    assert document.kind == "ofd"
    report = recognize(document)
    assert len(FORM.truth()) == 200
    assert {(f.table, f.row, f.column): f.value for f in report.figures} == FORM.truth()
    assert (report.title, report.organ, report.year, report.status) == (FORM.title, FORM.organ, FORM.year, "read")
    assert not report.issues
    for figure in report.figures:
        assert "".join(box_of(canvas, figure.place.page, figure.place.bbox)) == figure.raw


def test_ofd_and_pdf_of_one_report_give_the_same_blocks() -> None:
    printed = read_document(render_pdf(FORM))
    fixed = read_document(render_ofd(FORM, PLAIN)[0])
    assert fixed.text() == printed.text()
    assert [[c.text for c in t.cells] for t in fixed.tables()] == [[c.text for c in t.cells] for t in printed.tables()]
    assert fixed.page_count == printed.page_count


def test_old_form() -> None:
    form = fill_report("云溪县教育局", 2020, seed=2)
    report = recognize(read_document(render_ofd(form, MANNERS[1])[0]))
    assert {(f.table, f.row, f.column): f.value for f in report.figures} == form.truth()


def line(text: str, x: float = 30, y: float = 40, size: float = 4) -> list[str]:
    widths = [size * POINTS * (0.5 if character.isascii() else 1) for character in text]
    return text_objects(text, x, y, size, widths, PLAIN)


def read_page(objects: Sequence[str], parts: dict[str, str] | None = None) -> Document:
    return ofd.read(package([objects], PLAIN, parts=parts))


def test_stamps_and_other_annotations_are_no_text_of_the_page() -> None:
    assert read_page(line("一、总体情况")).text() == "一、总体情况"


def test_text_that_nobody_sees_is_left_out() -> None:
    hidden = [o.replace("<:TextObject ", '<:TextObject Visible="false" ') for o in line("暗文", y=60)]
    clear = [o.replace('Value="0 0 0"', 'Value="0 0 0" Alpha="0"') for o in line("透明", y=70)]
    assert read_page([*line("明文"), *hidden, *clear]).text() == "明文"


def test_several_codes_of_one_text_go_on_where_they_say() -> None:
    code = '<:TextCode X="0" Y="4" DeltaX="g 3 4">主动公开</:TextCode><:TextCode X="16">12</:TextCode>'
    text = f'<:TextObject ID="@" Boundary="30 40 60 6" Font="3" Size="4">{code}</:TextObject>'
    assert read_page([text]).text() == "主动公开12"


def test_text_of_a_block_and_of_a_shared_graphic() -> None:
    shared = (
        f'<:Res xmlns!="http://www.ofdspec.org/2016"><:CompositeGraphicUnits><:CompositeGraphicUnit ID="20">'
        f"<:Content>{line('共用', x=0, y=5)[0]}</:Content></:CompositeGraphicUnit></:CompositeGraphicUnits></:Res>"
    )
    objects = [
        f"<:PageBlock>{line('块中')[0]}</:PageBlock>",
        '<:CompositeObject ID="@" Boundary="30 60 40 10" ResourceID="20"/>',
    ]
    document = read_page(objects, parts={"Doc_0/PublicRes.xml": shared})
    assert document.text() == "块中\n共用"


def test_page_laid_on_its_side_is_read_upright_and_its_boxes_lie_on_the_page_as_shown() -> None:
    """Text runs up the page: a table that is wider than the page, printed sideways."""

    def turned(text: str, x: float, y: float) -> str:
        steps = "g 9 4" if len(text) > 1 else ""
        return (
            f'<:TextObject ID="@" Boundary="{x} {y} 5 60" CTM="0 -1 1 0 0 60" Font="3" Size="4">'
            f'<:TextCode X="0" Y="4" DeltaX="{steps}">{text}</:TextCode></:TextObject>'
        )

    cells = [(20, 150, "项目"), (20, 50, "数量"), (40, 150, "新收"), (40, 50, "27")]
    objects = [o for x, y, text in cells for o in (turned(text, x + 2, y + 20), *cell_paths(x, y, 20, 100, 0.2, PLAIN))]
    table = next(read_page(objects).tables())
    assert [[cell.text for cell in row] for row in table.rows()] == [["项目", "数量"], ["新收", "27"]]
    box = table.rows()[1][1].place.bbox
    assert box == pytest.approx((40 * POINTS, 50 * POINTS, 60 * POINTS, 150 * POINTS), abs=0.2)


def test_white_and_slanted_lines_draw_no_table() -> None:
    white = '<:StrokeColor Value="255 255 255"/>'
    frame = path("30 30 60 20", "M 0 0 L 60 0 L 60 20 L 0 20 C M 30 0 L 30 20", inner=white)
    slant = path("30 30 60 20", "M 0 0 L 60 20 M 0 20 L 60 0")
    assert not list(read_page([*line("文字"), frame, slant]).tables())


def test_page_that_is_a_picture_is_told() -> None:
    document = read_page([image("0 0 210 297")])
    assert not document.blocks
    assert [(issue.code, issue.place) for issue in document.issues] == [("no_text_layer", "page 1")]
    assert document.issues[0].message.startswith("OFD: no text on page 1 of 1")


def test_page_that_is_named_and_missing_is_told() -> None:
    data = rezipped(package([line("一"), line("二")], PLAIN), without="Doc_0/Pages/Page_1/Content.xml")
    document = ofd.read(data)
    assert (document.text(), document.page_count) == ("一", 2)
    assert [(issue.code, issue.place) for issue in document.issues] == [("page_unreadable", "page 2")]


def rezipped(data: bytes, *, without: str = "", **changed: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name != without:
                target.writestr(name, changed.get(name.rpartition("/")[2].removesuffix(".xml"), source.read(name)))
    return buffer.getvalue()


def test_steps_between_characters() -> None:
    assert deltas("g 3 4.5 2", 10) == [4.5, 4.5, 4.5, 2.0]
    assert deltas("1 2 g 2 3", 3) == [1.0, 2.0, 3.0]
    assert deltas(None, 5) == deltas("x", 5) == deltas("g 2", 5) == []
    assert deltas("g 1000000000 4", 6) == [4.0] * 6


def test_edges_of_a_path() -> None:
    assert path_edges("M 0 0 L 10 0 L 10 5 C", 99) == [
        ((0, 0), (10, 0)), ((10, 0), (10, 5)), ((10, 5), (0, 0))
    ]  # fmt: skip
    assert path_edges("M 1 1 B 0 0 1 1 2 2 L 4 2 Q 1 1 9 9 A 1 1 0 0 1 5 5 L 5 6", 99) == [
        ((2, 2), (4, 2)), ((5, 5), (5, 6))
    ]  # fmt: skip
    assert path_edges("M 0 0 L 1 0 X 5", 99) == [((0, 0), (1, 0))]
    assert path_edges("L 1", 99) == path_edges("", 99) == []
    assert len(path_edges("L 1 1 " * 50, 7)) == 7


def test_damaged_and_hostile_files_end_as_one_error() -> None:
    data = package([line("一")], PLAIN)
    with pytest.raises(TruncatedFile):
        ofd.read(data[:-100])
    with pytest.raises(WrongType, match="without pages"):
        ofd.read(rezipped(data, without="Doc_0/Document.xml"))
    with pytest.raises(ReadError, match="no valid XML"):
        ofd.read(rezipped(data, Document="<a><b></a>"))
    bomb = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><a>&b;</a>'
    with pytest.raises(ReadError, match="declares a document type"):
        ofd.read(rezipped(data, Content=bomb))
    with pytest.raises(TooLarge):
        ofd.read(rezipped(data, Content="<a>" + " " * 65_000_000 + "</a>"))


def test_thirty_thousand_paths_are_read_within_seconds_and_text_beside_them() -> None:
    drawing = [path("0 0 210 297", f"M {n % 200} {n % 290} L {n % 200 + 1} {n % 290 + 1}") for n in range(30_000)]
    assert read_page([*line("一、总体情况"), *drawing]).text() == "一、总体情况"
