"""Text as printed -> the form in which labels and values are compared.

Government pages write one label in many ways: full-width digits, Kangxi radicals from Chromium PDFs, a line break
inside every narrow cell, ``1、`` beside ``1.``, quotes of three kinds (FORMAT.md §5.1). Comparison ignores all of that;
what was printed is kept elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Radicals that NFKC leaves alone (CJK Radicals Supplement), as Skia writes them into PDFs.
_RADICALS = str.maketrans(
    "⺀⺁⺄⺆⺈⺊⺌⺍⺎⺗⺜⺝⺟⺠⺡⺢⺥⺦⺧⺨⺩⺪⺬⺭⺮⺯⺳⺶⺸⺹⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻭⻮⻰⻳",
    "冫厂乙冂刀卜小小尢心日月母民水水爪爿牛犬王疋示示竹糸网羊羊老聿肉臼艹艹艹虎衤西西见角讠贝足车辶辶辶阝钅长长长门阝雨青韦页风飞食饣马骨鬼鱼鸟卤麦黄黾齐齿齿龙龟",
)
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad]+")
_ENUMERATOR = re.compile(r"^(?:[一二三四五六七八九十]{1,2}|\d{1,2})(?=\D)")


def fold(text: str) -> str:
    """NFKC with radicals mapped to characters; white space untouched."""
    return unicodedata.normalize("NFKC", text).translate(_RADICALS)


def squeeze(text: str) -> str:
    """Folded text without any white space or invisible characters: one line to search with patterns."""
    return _INVISIBLE.sub("", fold(text))


def one_line(text: str) -> str:
    """Text with every run of white space made one space, for showing and storing."""
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u3000", " ")).strip()


@lru_cache(maxsize=16_384)
def label_key(text: str) -> str:
    """Key under which two spellings of one label are equal: letters, digits and characters only, in order."""
    return "".join(character for character in squeeze(text) if unicodedata.category(character)[0] in "LN")


def without_enumerator(key: str) -> str:
    """A label key without its leading number (``1属于国家秘密`` -> ``属于国家秘密``)."""
    return _ENUMERATOR.sub("", key)
