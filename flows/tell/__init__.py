"""Telling people: what a run leaves for the operator, as a digest to his channels and as metrics for his monitoring.

A run that goes on for years is not watched. What needs a person (a failure, a held publish, a site that lost its
reports, a host that refuses us) goes to the channels of ``NIANBAO_NOTIFY_URLS``; the numbers go to a text file that
Prometheus' node exporter collects. Neither may ever change how a run ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.tell.digest import digest_of
from flows.tell.metrics import write_metrics
from flows.tell.news import news_of
from flows.tell.send import send

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.context import Run
    from flows.records import RunRecord

__all__ = ["tell"]


def tell(run: Run, killed: Sequence[RunRecord]) -> None:
    """Tell of a run that has just ended, and of the ``killed`` ones that it took up. Raises nothing.

    Called whatever the outcome, with the lock still held: the numbers are those of this run.
    """
    news = news_of(run, killed)
    write_metrics(run)
    digest = digest_of(run.record, run.crawls, news)
    if digest.is_wanted(run.settings.notify_when):
        send(run.settings, digest.subject, digest.text, digest.is_trouble)
