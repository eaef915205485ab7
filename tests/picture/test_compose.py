"""The finished picture: the frame around the cell in the colour of its verdict, the text still there, nothing cut off."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from PIL import Image

from extractors.picture import Picture, Studio, Target, figure_target, find_target, missing_figure, sheets_pdf
from extractors.picture.caption import NO_TABLE, NOT_FOUND, NOT_FOUND_HERE, NOT_LOCATED
from extractors.picture.compose import _absence, draw_page_of, file_name
from extractors.picture.lettering import Line, Run, band, text_width, wrap
from extractors.picture.marks import mark
from extractors.picture.model import PixelBox, Sheet, Subject
from extractors.picture.palette import LINE, STYLES, Colour
from extractors.report import Report, Verdict
from tests.picture.sources import CODE, NAME, form_of, is_near, pdf_of, require_chinese_font, spot, subject_of


@pytest.fixture(scope="module")
def subject() -> Subject:
    return subject_of(pdf_of(form_of(), CODE), "report.pdf")


def pixels_of(image: Image.Image, colour: Colour, left: int = 0) -> PixelBox:
    """The box around all pixels of exactly this colour, from column ``left`` on."""
    pixels = np.asarray(image)[:, left:]
    is_it = (pixels == np.array(colour)).all(axis=2)
    rows, columns = np.flatnonzero(is_it.any(axis=1)), np.flatnonzero(is_it.any(axis=0))
    return (float(columns[0] + left), float(rows[0]), float(columns[-1] + 1 + left), float(rows[-1] + 1))


def body_of(picture: Image.Image) -> Image.Image:
    """What stands between the caption and the origin: they are parted from it by thin lines."""
    is_line = (np.asarray(picture) == np.array(LINE)).all(axis=(1, 2))
    first, last = np.flatnonzero(is_line)[[0, -1]]
    return picture.crop((0, int(first) + 1, picture.width, int(last)))


def tinted_back(image: Image.Image) -> Image.Image:
    """Yellow paper under the tint of a frame as plain yellow again: the only paper without blue."""
    pixels = np.asarray(image).copy()
    pixels[(pixels[:, :, 2] < 5) & (pixels[:, :, 1] > 150)] = (255, 255, 0)
    return Image.fromarray(pixels)


def sheet_with(verdict: Verdict, subject: Subject) -> tuple[Sheet, Target, PixelBox]:
    """A blank sheet on which one figure of this verdict stands at a known place."""
    box = (300.0, 400.0, 360.0, 440.0)
    target = find_target(subject.report, NAME)
    figure = replace(target.figures[0], verdict=verdict)
    return (
        Sheet(Image.new("RGB", (1000, 900), "white"), "page 1", {NAME: (box,)}, scale=2.0),
        figure_target(figure),
        box,
    )


@pytest.mark.parametrize("verdict", STYLES)
def test_frame_of_each_verdict_runs_around_the_cell_in_its_colour(verdict: Verdict, subject: Subject) -> None:
    sheet, target, box = sheet_with(verdict, subject)
    body = body_of(draw_page_of(subject, sheet, [target]).image)
    assert body.size == (1000, 900)
    x0, top, x1, bottom = box
    assert is_near(pixels_of(body, STYLES[verdict].colour), (x0 - 4, top - 4, x1 + 4, bottom + 4), 1)
    inside = np.asarray(body)[420, 330]
    assert tuple(inside) != (255, 255, 255)
    assert inside.min() > 200


def test_frame_hides_nothing_of_the_cell() -> None:
    image = Image.new("RGB", (200, 100), "white")
    image.paste((0, 0, 0), (60, 40, 70, 50))
    mark(image, (50.0, 30.0, 120.0, 70.0), STYLES["source_error"], 4, "alone")
    assert image.getpixel((65, 45)) == (0, 0, 0)
    assert image.getpixel((48, 50)) == STYLES["source_error"].colour
    assert image.getpixel((122, 50)) == STYLES["source_error"].colour
    assert image.getpixel((43, 50)) == (255, 255, 255)


def test_crop_keeps_the_header_of_the_table_and_its_whole_width(subject: Subject) -> None:
    with Studio() as studio:
        (picture,) = studio.crops(subject, [find_target(subject.report, NAME)])
        (page,) = studio.pages_of(subject, [find_target(subject.report, NAME)])
    table = 15 * 30 * 2
    assert picture.image.width >= table
    assert picture.image.height < page.image.height / 2
    colour = STYLES[find_target(subject.report, NAME).figures[0].verdict].colour
    frame, yellow = pixels_of(body_of(picture.image), colour), spot(tinted_back(body_of(picture.image)))
    assert is_near(frame, (yellow[0] - 4, yellow[1] - 4, yellow[2] + 4, yellow[3] + 4), 4)


def test_pages_frame_every_figure(subject: Subject) -> None:
    with Studio() as studio:
        (picture,) = studio.pages(subject)
    counts = {verdict: sum(f.verdict == verdict for f in subject.report.figures) for verdict in STYLES}
    for verdict, count in counts.items():
        drawn = (np.asarray(picture.image) == np.array(STYLES[verdict].colour)).all(axis=2).sum()
        assert (drawn > 0) == (count > 0)


def test_many_figures_of_one_document_are_rendered_once(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    real = sheets_pdf.pdf_sheets

    def counting(*arguments: Any, **options: Any) -> list[Sheet]:
        calls.append(1)
        return real(*arguments, **options)

    monkeypatch.setattr(sheets_pdf, "pdf_sheets", counting)
    with Studio() as studio:
        targets = [figure_target(figure) for figure in subject.report.figures]
        pictures = studio.crops(subject, targets)
        studio.pages(subject)
    assert [picture.name for picture in pictures] == [file_name(target.name) for target in targets]
    assert len(calls) == 1


def test_missing_figure_is_shown_in_its_row_with_not_found(subject: Subject) -> None:
    target = figure_target(missing_figure("review_litigation", "review", "no_column", "review_litigation_2019"))
    other = figure_target(missing_figure("applications", "granted", "total", "applications_2021"))
    with Studio() as studio:
        shown, elsewhere = studio.crops(subject, [target, other])
        (sheet,) = studio._sheets(subject)
    (first,), (last,) = sheet.boxes["review_litigation.review.upheld"], sheet.boxes["review_litigation.review.total"]
    row = pixels_of(body_of(shown.image), STYLES["missing"].colour)
    assert row[2] - row[0] == pytest.approx(last[2] - first[0], abs=16)
    assert not (np.asarray(body_of(elsewhere.image)) == np.array(STYLES["missing"].colour)).all(axis=2).any()
    assert body_of(elsewhere.image).height == sheet.image.height


def test_caption_says_why_a_figure_has_no_frame(subject: Subject) -> None:
    sheet, target, _ = sheet_with("proved", subject)
    gone = missing_figure("review_litigation", "suit_after_review", "total", "review_litigation_2019")
    absent = Target("both", (*target.figures, gone))
    assert _absence([sheet], target) == {}
    assert _absence([sheet], absent) == {"review_litigation.suit_after_review.total": NOT_FOUND}
    assert list(_absence([sheet], figure_target(gone)).values()) == [NOT_FOUND_HERE]
    elsewhere = figure_target(missing_figure("applications", "granted", "total", "applications_2021"))
    assert list(_absence([sheet], elsewhere).values()) == [NO_TABLE]
    other = figure_target(replace(target.figures[0], row="review"))
    assert list(_absence([sheet], other).values()) == [NOT_LOCATED]


def test_document_without_figures_shows_its_first_page() -> None:
    data = pdf_of(form_of(), CODE)
    empty = replace(subject_of(data).report, figures=(), identities=())
    with Studio() as studio:
        (picture,) = studio.pages(Subject(data, empty, "x.pdf", "0" * 64))
    assert picture.name == "page-1"


def test_hostile_names_and_texts_stay_within_the_picture(subject: Subject) -> None:
    sheet, target, _ = sheet_with("suspect", subject)
    figure = replace(target.figures[0], raw="9" * 10_000, value=Decimal(10) ** 15)
    report: Report = replace(subject.report, organ="<script>" + "局" * 10_000 + "\x00\n\u202e")
    odd = Subject(subject.data, report, "http://x/" + "a" * 5000, subject.sha256)
    picture = draw_page_of(odd, sheet, [figure_target(figure)])
    assert picture.image.width == 1000
    assert picture.image.height < 3000


def test_words_are_wrapped_and_none_is_lost() -> None:
    text = "政府信息公开 in the year 2023 " * 20
    lines = wrap(text, 300, 18)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(line.rstrip(), 18) <= 300 for line in lines)
    assert band([Line((Run(text),))], 400).height > 200


def test_chinese_is_drawn_with_a_chinese_font() -> None:
    require_chinese_font()
    shapes = {band([Line((Run(char),))], 100).tobytes() for char in "政府信息公开"}
    assert len(shapes) == 6  # empty boxes would all look the same


def test_reduced_png_is_smaller_and_the_same_picture(subject: Subject) -> None:
    with Studio() as studio:
        (picture,) = studio.pages(subject)
    assert isinstance(picture, Picture)
    assert len(picture.png(32)) < len(picture.png())
    assert picture.png().startswith(b"\x89PNG")
