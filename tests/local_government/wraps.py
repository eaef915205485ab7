"""What a whole site does to its answers: compress them without a word, redirect them, add session ids, never end."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import replace

from tests.local_government import faults
from tests.local_government.model import Ask, Reply, Routes


def gzipped(routes: Routes) -> Routes:
    """Every page compressed without a word about it."""

    def packed(route: Callable[[Ask], Reply]) -> Callable[[Ask], Reply]:
        def answer(ask: Ask) -> Reply:
            reply = route(ask)
            is_page = reply.media.startswith("text/html") and reply.status == 200
            return replace(reply, data=gzip.compress(reply.data, mtime=0)) if is_page else reply

        return answer

    return {path: packed(route) for path, route in routes.items()}


def moved(routes: Routes) -> Routes:
    """Pages of reports moved: the old address answers with a redirect, lists still link it with a session id."""
    answers: Routes = {}
    for path, route in routes.items():
        name = path.rpartition("/")[2]
        if len(name) > 12:
            answers["/v2" + path] = route
            answers[path] = faults.redirect("/v2" + path)
        else:
            answers[path] = _with_sessions(route)
    return answers


def _with_sessions(route: Callable[[Ask], Reply]) -> Callable[[Ask], Reply]:
    def answer(ask: Ask) -> Reply:
        reply = route(ask)
        number = 0
        data = reply.data
        while b'.html" title' in data:
            number += 1
            data = data.replace(b'.html" title', b'.html;jsessionid=A%d" title' % number, 1)
        return replace(reply, data=data)

    return answer


def with_calendar(routes: Routes) -> Routes:
    return {**routes, "/xxgk/nb/rili": faults.endless_calendar}
