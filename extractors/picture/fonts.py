"""Finds a font with Chinese characters on this machine, for captions and redrawn tables.

No font with Chinese characters comes with Python, Pillow or this project (a good one has 10 MB and more). Systems keep
theirs in different places; fontconfig knows them where it is installed. A font counts only when it really draws the
characters: many files named for Chinese hold none of them.
"""

from __future__ import annotations

import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from extractors.picture.model import ToolMissing

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

_PROBE = "政"
_ASK = (":lang=zh-cn:spacing=0:weight=80", ":lang=zh-cn", ":lang=zh-tw")
_KNOWN = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/STHeiti Light.ttc",
    "C:/Windows/Fonts/msyh.ttc",
    "C:/Windows/Fonts/simsun.ttc",
)
# In collections of Noto and Source Han the first face is the Japanese one, which draws some characters otherwise.
_FACES = 10
_ASK_SECONDS = 10.0


def has_chinese() -> bool:
    """Whether this machine can draw Chinese characters."""
    return _chinese_face() is not None


@lru_cache(maxsize=32)
def font(size: int) -> Font:
    """The Chinese font at ``size`` pixels; where there is none, a small Latin one that comes with Pillow."""
    face = _chinese_face()
    if face is None:
        return ImageFont.load_default(size)
    return ImageFont.truetype(face[0], size, index=face[1])


def require_chinese(what: str) -> None:
    """Raise ToolMissing where Chinese text would come out as empty boxes."""
    if not has_chinese():
        raise ToolMissing(
            what, "no font with Chinese characters is installed", "install one (Debian: apt install fonts-noto-cjk)"
        )


@lru_cache(maxsize=1)
def _chinese_face() -> tuple[str, int] | None:
    """File and index of the first face that draws Chinese, the simplified one of its collection."""
    for path in (*_asked(), *_KNOWN):
        if Path(path).is_file():
            faces = [index for index in range(_FACES) if _draws_chinese(path, index)]
            if faces:
                return path, next((index for index in faces if _is_simplified(path, index)), faces[0])
    return None


def _asked() -> list[str]:
    """What fontconfig proposes for simplified Chinese."""
    program = shutil.which("fc-match")
    found: list[str] = []
    if program is None:
        return found
    for pattern in _ASK:
        try:
            ended = subprocess.run(
                [program, "-f", "%{file}", f"sans-serif{pattern}"],
                capture_output=True, text=True, timeout=_ASK_SECONDS, check=True,
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError):
            continue
        found.append(ended.stdout.strip())
    return found


def _draws_chinese(path: str, index: int) -> bool:
    try:
        face = ImageFont.truetype(path, 20, index=index)
    except OSError:
        return False
    return bytes(face.getmask(_PROBE)) != bytes(face.getmask("\uffff")) and face.getmask(_PROBE).getbbox() is not None


def _is_simplified(path: str, index: int) -> bool:
    name = ImageFont.truetype(path, 20, index=index).getname()[0] or ""
    return name.endswith((" SC", " CN")) and "Mono" not in name
