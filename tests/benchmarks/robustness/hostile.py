"""Files built to harm a reader: bombs, endless structures, absurd sizes. Each maker takes a random source and varies."""

from __future__ import annotations

import gzip
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable

Maker = Callable[[random.Random], bytes]


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


# --- markup ---------------------------------------------------------------------------------------------------------


def html_deep_nesting(rng: random.Random) -> bytes:
    depth = rng.choice((1_000, 20_000, 200_000))
    tag = rng.choice(("div", "table><tr><td", "span", "b", "ul><li", "font"))
    return f"<html><body>{f'<{tag}>' * depth}2023年政府信息公开工作年度报告".encode()


def html_huge_table(rng: random.Random) -> bytes:
    rows, columns = rng.choice(((100_000, 1), (1_000, 100), (10, 10_000), (1, 100_000)))
    cell = rng.choice(("<td>0", "<td>规章", "<td colspan=2>1", "<td>一、本年新收政府信息公开申请数量"))
    return f"<table>{('<tr>' + cell * columns) * rows}</table>".encode()


def html_span_bomb(rng: random.Random) -> bytes:
    span = rng.choice((1_000, 65_534, 10**9))
    cell = f"<td rowspan={span} colspan={span}>规章</td>"
    return f"<table>{('<tr>' + cell * rng.randint(1, 50)) * rng.randint(1, 200)}</table>".encode()


def html_endless_text(rng: random.Random) -> bytes:
    piece = rng.choice(("9", "0 ", "规章", "&amp;", "&#48;", "<br>", "１", "\u200b", "一、"))
    return f"<p>2023年政府信息公开工作年度报告<p>{piece * rng.choice((100_000, 1_000_000))}".encode()


def html_attributes(rng: random.Random) -> bytes:
    pairs = " ".join(f"a{i}='{'x' * rng.randint(1, 50)}'" for i in range(20_000))
    return f"<div {pairs}><table {pairs}><tr><td {pairs}>1".encode()


def html_styles(rng: random.Random) -> bytes:
    rules = "".join(f".c{i} .d{i}>p{{display:none}}" for i in range(rng.choice((1_000, 30_000))))
    return f"<style>{rules}</style><div class=c1><p class=d1>规章<table><tr><td>1</table>".encode()


def html_scripts(rng: random.Random) -> bytes:
    depth = rng.choice((10, 10_000))
    return f'<script>var content = "{"{" * depth}{"<table><tr><td>规章" * depth}"</script>'.encode()


# --- office ---------------------------------------------------------------------------------------------------------

_ENTITIES = '<!DOCTYPE x [<!ENTITY a "规章规章规章">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(10)
)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _docx(body: str, prologue: str = "") -> bytes:
    document = f'<?xml version="1.0"?>{prologue}<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": document.encode()})


def docx_entities(rng: random.Random) -> bytes:
    outside = '<!ENTITY z SYSTEM "file:///etc/hostname">' if rng.random() < 0.5 else ""
    return _docx(f"<w:p><w:r><w:t>&{rng.choice('dk')};</w:t></w:r></w:p>", f"{_ENTITIES}{outside}]>")


def docx_bomb(rng: random.Random) -> bytes:
    return _docx("<w:p/>" + " " * rng.choice((10_000_000, 300_000_000)))


def docx_spans(rng: random.Random) -> bytes:
    span = rng.choice((500, 10**6, 10**9, -5))
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>'
    return _docx(f"<w:tbl>{f'<w:tr>{cell * 20}</w:tr>' * rng.randint(1, 500)}</w:tbl>")


def docx_nested_tables(rng: random.Random) -> bytes:
    depth = rng.choice((50, 5_000, 100_000))
    return _docx("<w:tbl><w:tr><w:tc>" * depth + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * depth)


def _sheet(rows: str, more: str = "") -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return zipped(
        {
            "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets><sheet name="a" sheetId="1" '
            f'r:id="r1"/></sheets></workbook>'.encode(),
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{relations}'
            f'/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'.encode(),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData>{more}</worksheet>'.encode(),
        }
    )


def xlsx_far_corner(rng: random.Random) -> bytes:
    corner = rng.choice(("XFD1048576", "A1048576", "XFD1", "ZZZZZZ99999999"))
    return _sheet(f'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="{corner}"><v>2</v></c></row>')


def xlsx_merges(rng: random.Random) -> bytes:
    merges = '<mergeCell ref="A1:XFD1048576"/>' * rng.choice((1, 5_000))
    return _sheet('<row r="1"><c r="A1"><v>1</v></c></row>', f"<mergeCells>{merges}</mergeCells>")


def xlsx_many_cells(rng: random.Random) -> bytes:
    row = "".join(f'<c t="inlineStr"><is><t>规章{i}</t></is></c>' for i in range(100))
    return _sheet(f"<row>{row}</row>" * rng.choice((1_000, 20_000)))


def rtf_groups(rng: random.Random) -> bytes:
    depth = rng.choice((1_000, 100_000))
    return b"{\\rtf1\\ansi " + b"{\\b " * depth + b"x" + b"}" * rng.choice((0, depth))


# --- pages ----------------------------------------------------------------------------------------------------------


def _pdf(content: bytes, media_box: str = "0 0 595 842", more: str = "", kids: str = "3 0 R", count: int = 1) -> bytes:
    stream = zlib.compress(content)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {count}>>".encode(),
        f"<</Type/Page/Parent 2 0 R/MediaBox[{media_box}]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>{more}>>>>".encode(),
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, offsets = bytearray(b"%PDF-1.5\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return bytes(out + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start)


def pdf_paths(rng: random.Random) -> bytes:
    count = rng.choice((20_000, 200_000, 1_000_000))
    shape = rng.choice(
        (b"0 0 m 10 10 l S\n", b"10 10 500 .5 re f\n", b"50 50 400 600 re S\n", b"1 1 m 2 2 3 3 4 4 c S\n")
    )
    return _pdf(shape * count)


def pdf_grid(rng: random.Random) -> bytes:
    lines = rng.choice((300, 2_000))
    upright = b"".join(b"%f 20 m %f 800 l S\n" % (20 + 500 * i / lines, 20 + 500 * i / lines) for i in range(lines))
    level = b"".join(b"20 %f m 520 %f l S\n" % (20 + 700 * i / lines, 20 + 700 * i / lines) for i in range(lines))
    return _pdf(upright + level + b"BT /F 9 Tf 30 30 Td (1) Tj ET\n" * 100)


def pdf_letters(rng: random.Random) -> bytes:
    return _pdf(b"BT /F 1 Tf 20 20 Td " + b"(0123456789) Tj 3 1 Td " * rng.choice((5_000, 100_000)) + b"ET")


def pdf_many_pages(rng: random.Random) -> bytes:
    count = rng.choice((2_000, 20_000))
    return _pdf(b"BT /F 9 Tf 30 30 Td (1) Tj ET", kids="3 0 R " * count, count=count)


def pdf_endless_tree(rng: random.Random) -> bytes:
    return _pdf(b"", kids=rng.choice(("2 0 R", "2 0 R 2 0 R 3 0 R", "3 0 R 2 0 R")), count=rng.choice((1, 10**6, -1)))


def pdf_absurd_page(rng: random.Random) -> bytes:
    box = rng.choice(("0 0 1e9 1e9", "0 0 0 0", "0 0 -5 -5", "0 0 nan 5", "0 0 14400 14400"))
    return _pdf(b"BT /F 100000 Tf 30 30 Td (12) Tj ET 0 0 m 1e30 1e30 l S", media_box=box)


def pdf_stream_bomb(rng: random.Random) -> bytes:
    return _pdf(b" " * rng.choice((50_000_000, 400_000_000)))


def pdf_form_loop(rng: random.Random) -> bytes:
    return _pdf(b"/X Do " * rng.choice((1, 100)), more="/XObject<</X 4 0 R>>").replace(
        b"<</Length", b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>/Length"
    )


# --- pictures and archives ------------------------------------------------------------------------------------------


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_bomb(rng: random.Random) -> bytes:
    side = rng.choice((5_000, 30_000, 2_000_000_000))
    rows = zlib.compress(bytes(min(side * (side // 8 + 1), 120_000_000)))
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def gif_sizes(rng: random.Random) -> bytes:
    return b"GIF89a" + struct.pack("<HH", 65_535, rng.choice((1, 65_535))) + b"\x80\x00\x00" + rng.randbytes(400)


def tiff_loop(rng: random.Random) -> bytes:
    entry = struct.pack("<HHII", rng.choice((256, 273, 279)), 4, rng.choice((1, 2**31)), 2**31 - 1)
    return b"II*\x00" + struct.pack("<IH", 8, 1) + entry + struct.pack("<I", 8)


def zip_bomb(rng: random.Random) -> bytes:
    inner = zipped({f"报告{i}.txt": bytes(20_000_000) for i in range(rng.randint(1, 8))})
    for _ in range(rng.randint(0, 4)):
        inner = zipped({f"{i}.zip": inner for i in range(rng.randint(1, 8))})
    return inner


def zip_many_members(rng: random.Random) -> bytes:
    return zipped({f"{i}.txt": b"1" for i in range(rng.choice((2_000, 30_000)))})


def zip_names(rng: random.Random) -> bytes:
    names = (
        "../../etc/passwd",
        "/etc/passwd",
        "C:\\x.pdf",
        "a" * 5_000,
        "\u202e.pdf",
        "",
        "x\x00.pdf",
        "__MACOSX/._a.pdf",
    )
    return zipped({f"{rng.choice(names)}{i}": rng.randbytes(50) for i in range(rng.randint(1, 9))})


def gzip_bomb(rng: random.Random) -> bytes:
    data = gzip.compress(bytes(rng.choice((10_000_000, 500_000_000))), 9)
    return gzip.compress(data) if rng.random() < 0.3 else data


def ofd_entities(rng: random.Random) -> bytes:
    loop = "<x:DocBody><x:DocRoot>Doc_0/Document.xml</x:DocRoot></x:DocBody>" * rng.choice((1, 50_000))
    text = f'<?xml version="1.0"?>{_ENTITIES}]><x:OFD xmlns:x="http://www.ofdspec.org/2016">{loop}&{rng.choice("dk")};</x:OFD>'
    return zipped({"OFD.xml": text.encode(), "Doc_0/Document.xml": text.encode()})


def ofd_paths(rng: random.Random) -> bytes:
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    path = '<ofd:PathObject ID="1" Boundary="0 0 210 297"><ofd:AbbreviatedData>M 0 0 L 100 100 C</ofd:AbbreviatedData></ofd:PathObject>'
    page = f"<ofd:Page {space}><ofd:Content><ofd:Layer>{path * rng.choice((10_000, 200_000))}</ofd:Layer></ofd:Content></ofd:Page>"
    pages = "".join(f'<ofd:Page ID="{i}" BaseLoc="Pages/p.xml"/>' for i in range(rng.choice((1, 2_000))))
    return zipped(
        {
            "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>".encode(),
            "Doc_0/Document.xml": f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
            f"</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>{pages}</ofd:Pages></ofd:Document>".encode(),
            "Doc_0/Pages/p.xml": page.encode(),
        }
    )


def ole_sectors(rng: random.Random) -> bytes:
    header = bytearray(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHH", 0x3E, 3, 0xFFFE, 9) + bytes(480)
    )
    header[44:80] = struct.pack("<9I", *(rng.choice((0, 1, 2, 2**31, 0xFFFFFFFE)) for _ in range(9)))
    return bytes(header) + rng.randbytes(rng.choice((512, 5_120)))


def mail_parts(rng: random.Random) -> bytes:
    part = b"--x\r\nContent-Type: multipart/related; boundary=x\r\n\r\n"
    return b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n" + part * rng.choice(
        (100, 20_000)
    )


# --- text -----------------------------------------------------------------------------------------------------------


def text_lines(rng: random.Random) -> bytes:
    line = rng.choice(
        (
            "规章\n0\n",
            "9" * 100_000 + "\n",
            "\t" * 1_000 + "\n",
            "一、总体情况\n",
            "二〇二三年" * 100 + "\n",
            "1,1," * 50_000,
        )
    )
    return (line * rng.choice((10, 2_000))).encode()[:8_000_000]


def noise(rng: random.Random) -> bytes:
    marks = (
        b"",
        b"%PDF-1.4\n",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"{\\rtf1 ",
        b"<html>",
        b"\x1f\x8b\x08",
    )
    return rng.choice(marks) + rng.randbytes(rng.choice((10, 1_000, 100_000)))


MAKERS: dict[str, Maker] = {
    name: maker
    for name, maker in sorted(globals().items())
    if callable(maker)
    and not name.startswith("_")
    and getattr(maker, "__annotations__", {}).get("rng")
    and name != "zipped"
}
"""Every maker of this module by its name."""
