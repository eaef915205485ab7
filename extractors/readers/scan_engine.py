"""Pictures of single lines of text -> texts, by the PP-OCRv6 recognition model in the wheel of rapidocr.

The model is run directly, on one thread: what rapidocr itself hands out is a mean of confidences, and numbers need the
probability of the whole text (a vanished decimal point leaves the mean as it was). The engine is made when the first
picture is read and kept for the life of the process; nothing is ever downloaded.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.readers.scan_sheet import Raster
from nianbao.errors import ReadError

HEIGHT = 48  # pixels: what the model was trained on
STEP = 8  # pixels of width a place of the model's answer stands for
NARROWEST = 48  # pixels: a single digit in a narrower picture is read, but not surely
WIDEST = 2400  # pixels; a longer line is pressed together
BATCH_PIXELS = 48 * 1600  # of one call, so that memory stays small
MODEL = "PP-OCRv6_rec_small.onnx"
NUMERIC = "0123456789.,-/"
ALIKE = {"0": "OoＯｏ〇○", "-": "－", ".": "．", ",": "，", "/": "／"}
"""Marks that look like one of a number: in a number cell they are it, and what they take of its probability is its own."""
SHORT = 14  # characters up to which the probability of the whole text is computed


@dataclass(frozen=True, slots=True)
class Reading:
    """A line as read.

    Attributes:
        text: the best text.
        score: the probability of just this text, 0 to 1; of long lines that of the least sure character.
        places: where each character stands, as a share of the picture's width.
        number: the best text of digits, points and signs alone, with its probability; marks that look like one of these
            count for it.
    """

    text: str
    score: float
    places: tuple[float, ...] = ()
    number: str = ""
    number_score: float = 0.0


class Engine:
    """The recognition model of this process."""

    def __init__(self, path: Path) -> None:
        import onnxruntime  # takes long to import, and most documents have no picture

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        options.enable_cpu_mem_arena = False
        self._session: Any = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name
        characters = self._session.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._characters = ["", *characters, " "]
        known = {mark: code for code, mark in reversed(list(enumerate(self._characters)))}
        self._numeric = np.array([0, *(known[mark] for mark in NUMERIC)])
        wide = {mark: chr(ord(mark) + 0xFEE0) for mark in "0123456789"}
        self._alike = [
            (place, [known[other] for other in ALIKE.get(mark, "") + wide.get(mark, "") if other in known])
            for place, mark in enumerate(NUMERIC, start=1)
        ]

    def read(self, crops: Sequence[Raster], squeeze: float = 1.0) -> list[Reading]:
        """Read lines (grey, paper 255), in order. ``squeeze`` presses them together in width: faster, less sure."""
        widths = [self._width(crop, squeeze) for crop in crops]
        order = sorted(range(len(crops)), key=lambda index: widths[index])
        readings: list[Reading] = [Reading("", 0.0)] * len(crops)
        batch: list[int] = []
        for index in [*order, -1]:
            is_full = batch and (index < 0 or not _fits(widths[index], widths[batch[0]], len(batch)))
            if is_full:
                for place, reading in zip(
                    batch, self._run([crops[i] for i in batch], [widths[i] for i in batch]), strict=True
                ):
                    readings[place] = reading
                batch = []
            if index >= 0:
                batch.append(index)
        return readings

    @staticmethod
    def _width(crop: Raster, squeeze: float) -> int:
        height, width = crop.shape
        natural = width * HEIGHT / height
        return int(min(WIDEST, max(8, round(natural * squeeze))))

    def _run(self, crops: Sequence[Raster], widths: Sequence[int]) -> list[Reading]:
        longest = max(NARROWEST, -(-max(widths) // 16) * 16)
        batch = np.zeros((len(crops), 3, HEIGHT, longest), np.float32)
        for index, (crop, width) in enumerate(zip(crops, widths, strict=True)):
            how = cv2.INTER_AREA if crop.shape[0] > HEIGHT else cv2.INTER_LINEAR
            batch[index, :, :, :width] = (
                cv2.resize(crop, (width, HEIGHT), interpolation=how).astype(np.float32) / 127.5 - 1
            )
        (answers,) = self._session.run(None, {self._input: batch})
        return [self._decode(answer, width) for answer, width in zip(answers, widths, strict=True)]

    def _decode(self, answer: NDArray[np.float32], width: int) -> Reading:
        """The best text of one answer (places x characters, 0 = none), repeated characters joined."""
        best = answer.argmax(axis=1)
        starts = _starts(best)
        codes = [int(best[place]) for place in starts]
        text = "".join(self._characters[code] for code in codes)
        places = tuple(min(1.0, (place * STEP + STEP / 2) / width) for place in starts)
        if len(codes) > SHORT:
            score = min(float(answer[place : place + 2, best[place]].max()) for place in starts)
            return Reading(text, score, places)
        score = _probability(answer, codes)
        numeric = answer[:, self._numeric]
        numeric[:, 0] += answer[:, -1]  # wide-set digits have a space between them
        for place, others in self._alike:
            if others:
                numeric[:, place] += answer[:, others].sum(axis=1)
        chosen = numeric.argmax(axis=1)
        numbers = [int(chosen[place]) for place in _starts(chosen)]
        number = "".join(NUMERIC[code - 1] for code in numbers)
        return Reading(text, score, places, number, _probability(numeric, numbers))


def _starts(best: NDArray[np.int64]) -> list[int]:
    """Places at which a character begins: one that is none of the place before."""
    return [place for place, code in enumerate(best) if code and (place == 0 or best[place - 1] != code)]


def _fits(width: int, narrowest: int, count: int) -> bool:
    return (count + 1) * HEIGHT * width <= BATCH_PIXELS and width <= max(NARROWEST, narrowest * 1.25 + 8)


def _probability(answer: NDArray[np.float32], codes: Sequence[int]) -> float:
    """Probability of a text summed over all ways to lay it out over the places (the forward sum of CTC)."""
    extended = [0]
    for code in codes:
        extended += [code, 0]
    states = np.zeros(len(extended))
    states[0] = answer[0, 0]
    if codes:
        states[1] = answer[0, codes[0]]
    skips = [k >= 2 and extended[k] != 0 and extended[k] != extended[k - 2] for k in range(len(extended))]
    emitted = answer[:, extended].astype(np.float64)
    for place in range(1, len(answer)):
        before = states
        states = before.copy()
        states[1:] += before[:-1]
        for k, may_skip in enumerate(skips):
            if may_skip:
                states[k] += before[k - 2]
        states = states * emitted[place]
    return float(min(1.0, states[-1] + (states[-2] if len(states) > 1 else 0.0)))


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The engine of this process. Raises ReadError where the model is not installed."""
    spec = importlib.util.find_spec("rapidocr")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    path = Path(folders[0]) / "models" / MODEL if folders else None
    if path is None or not path.is_file():
        raise ReadError("picture", f"the model {MODEL} of rapidocr is not installed", "install rapidocr 3.10.0")
    return Engine(path)
