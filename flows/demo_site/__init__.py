"""A small government site of an invented county, generated from the layouts, and the server that shows it on
127.0.0.1.

``build_demo`` writes the site and says what stands in it; ``DemoServer`` serves it for two nights; ``render_html``,
``render_docx`` and ``render_pdf`` make one report in one format and serve as fixtures for every other room.
"""

from flows.demo_site.build import build_demo
from flows.demo_site.figures import fill_report
from flows.demo_site.model import DemoPlan, DemoReport, FilledReport
from flows.demo_site.server import DemoServer
from flows.demo_site.write_docx import render_docx
from flows.demo_site.write_html import render_html
from flows.demo_site.write_pdf import render_pdf

__all__ = [
    "DemoPlan",
    "DemoReport",
    "DemoServer",
    "FilledReport",
    "build_demo",
    "fill_report",
    "render_docx",
    "render_html",
    "render_pdf",
]
