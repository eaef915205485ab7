"""Attachments in every way of the field: the file is named from the page alone, and nothing else is."""

from __future__ import annotations

import pytest

from extractors.readers import read_document
from extractors.sites.detail import attachments
from flows.demo_site import fill_report
from flows.demo_site.pages import cover_body
from flows.demo_site.write_html import detail_page
from tests.local_government.files import HIDINGS, Hiding

PAGE = "https://www.example.org/zwgk/zfxxgknb/202401/t20240118_1.html"


@pytest.mark.parametrize("hiding", HIDINGS, ids=lambda hiding: hiding.__name__.strip("_"))
def test_the_hidden_file_is_named(hiding: Hiding) -> None:
    markup, path, _ = hiding("00004711")
    form = fill_report("云溪县教育局", 2023)
    document = read_document(detail_page(form, cover_body(form) + markup), hint=PAGE)
    (found,) = attachments(document.links, PAGE)
    script, _, key = path.partition("?")
    assert found.url.startswith(f"https://www.example.org{script}")
    assert key in found.url
