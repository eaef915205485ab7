"""Structured logs: key=value lines on a terminal, JSON lines for machines; one set-up for the whole process."""

from __future__ import annotations

import logging
import sys

import structlog

from nianbao.settings import Settings


def configure_logs(settings: Settings) -> None:
    """Send all nianbao logs to standard error in the form the settings ask for."""
    level = logging.getLevelNamesMapping()[settings.log_level]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    # pdfminer writes thousands of warnings about fonts of ordinary government PDFs; they say nothing of the figures.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)


def get_logger(name: str) -> structlog.typing.FilteringBoundLogger:
    """A logger that carries ``name`` as the room it speaks from."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(room=name)
    return logger
