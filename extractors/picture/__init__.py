"""Pictures of sources: bytes and their report -> PNG in which the cell of a figure is framed, whatever the format.

``Studio`` renders and draws; ``find_targets`` turns what a person or a finding names into what is to be framed.
"""

from __future__ import annotations

from extractors.picture.compose import file_name
from extractors.picture.model import Picture, Subject, Target, ToolMissing
from extractors.picture.stored import report_of
from extractors.picture.studio import Studio
from extractors.picture.targets import (
    UnknownFigure,
    figure_target,
    find_target,
    find_targets,
    finding_target,
    missing_figure,
)

__all__ = [
    "Picture",
    "Studio",
    "Subject",
    "Target",
    "ToolMissing",
    "UnknownFigure",
    "figure_target",
    "file_name",
    "find_target",
    "find_targets",
    "finding_target",
    "missing_figure",
    "report_of",
]
