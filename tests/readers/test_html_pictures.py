"""Pictures of an article that may be its tables, and those that are decoration."""

from __future__ import annotations

import base64

from extractors.readers.html_pictures import embedded_pictures, find_pictures
from extractors.sites.detail import pictures

PAGE = """<html><body><div class="header"><img src="/images/top.jpg"></div>
<div id="zoom"><p>年度报告</p>
<p><img src="./W0202401_1.png" width="800" alt="表格一"></p>
<p><img data-original="../files/2.jpg" src="about:blank"></p>
<img src="/ewm.png"><img src="a.gif" width="16" height="16"><img src="./W0202401_1.png"></div>
<footer><img src="/beian/police.png"></footer></body></html>"""


def test_only_the_pictures_of_the_article_are_candidates_each_once() -> None:
    assert [(p.address, p.text) for p in find_pictures(PAGE.encode())] == [
        ("./W0202401_1.png", "表格一"),
        ("../files/2.jpg", ""),
    ]


def test_their_addresses_are_absolute() -> None:
    assert pictures(PAGE.encode(), "http://www.yunxi.example/zwgk/2024/t1.html") == [
        "http://www.yunxi.example/zwgk/2024/W0202401_1.png",
        "http://www.yunxi.example/zwgk/files/2.jpg",
    ]


def test_pictures_in_the_page_are_taken_out_of_it_and_not_asked_for() -> None:
    content = bytes(range(256)) * 40
    inside = f'<body><img src="data:image/png;base64,{base64.b64encode(content).decode()}"><img src="data:image/png;base64,AAAA"></body>'
    assert embedded_pictures(inside.encode()) == [("picture 1", content)]
    assert pictures(inside.encode(), "http://www.yunxi.example/t1.html") == []
    assert embedded_pictures(PAGE.encode()) == []
