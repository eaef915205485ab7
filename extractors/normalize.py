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
# Characters of the forms as Hong Kong style pages write them: enough to know a label, no converter for text.
_TRADITIONAL = str.maketrans(
    "專業個為爲舉於從眾衆會傳體網罰總決況減製辦務動區單歷曆參發號員國圍處復複覆審對屬應廢開當徑執護報據數無時權條構標機濟點熱現電確稱穩類糾納線組織經結絡統"
    "繼續維編繳職範獲補規計認訓議許訟設訪訴詢請讀談負責購費轉輯過這錯門聞閱隱項題額駁準與關財產鄉鎮縣廳兩證質見評違書長預險廣協萬種別終團檢視後餘採徵係繫來",
    "专业个为为举于从众众会传体网罚总决况减制办务动区单历历参发号员国围处复复复审对属应废开当径执护报据数无时权条构标机济点热现电确称稳类纠纳线组织经结络统"
    "继续维编缴职范获补规计认训议许讼设访诉询请读谈负责购费转辑过这错门闻阅隐项题额驳准与关财产乡镇县厅两证质见评违书长预险广协万种别终团检视后余采征系系来",
)
_HAS_TRADITIONAL = re.compile("[" + "".join(map(chr, _TRADITIONAL)) + "]")
# ①, ², * or [1] behind a label points to a note below the table.
_FOOTNOTE = re.compile(
    r"(?<=\w\W|.\w)(?:[\u00b9\u00b2\u00b3\u2070-\u2079\u2460-\u2473*＊※]+|[\[［〔](?:注|\d{1,2})[\]］〕])\s*$"
)
_HAS_RADICAL = re.compile("[\u2e80-\u2eff]")
# Longer texts are sentences: they come once.
_SHORT = 40
_NO_LETTER = re.compile(r"[\W_]+")
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad]+")
_ENUMERATOR = re.compile(r"^(?:[一二三四五六七八九十]{1,2}|\d{1,2})(?=\D)")


# What full-width punctuation becomes. Without it most texts are in their normal form, which is quickly seen.
_PUNCTUATION = tuple((wide, unicodedata.normalize("NFKC", wide)) for wide in "，：；（）！？％\u3000")


def fold(text: str) -> str:
    """NFKC with radicals mapped to characters; white space untouched."""
    if text.isascii():
        return text
    for wide, plain in _PUNCTUATION:
        if wide in text:
            text = text.replace(wide, plain)
    folded = unicodedata.normalize("NFKC", text)
    # Translating costs more than all the rest, and few texts hold a radical.
    return folded.translate(_RADICALS) if _HAS_RADICAL.search(folded) else folded


def squeeze(text: str) -> str:
    """Folded text without any white space or invisible characters: one line to search with patterns."""
    return _short_squeezed(text) if len(text) <= _SHORT else _INVISIBLE.sub("", fold(text))


@lru_cache(maxsize=16_384)
def _short_squeezed(text: str) -> str:
    """Labels and headings come again in every report, and are asked for by every rule that looks at a row."""
    return _INVISIBLE.sub("", fold(text))


def one_line(text: str) -> str:
    """Text with every run of white space made one space, for showing and storing."""
    return " ".join(text.split())


@lru_cache(maxsize=16_384)
def label_key(text: str) -> str:
    """Key under which two spellings of one label are equal: letters, digits and characters only, in order.

    Traditional characters count as simplified ones, and a footnote mark behind the label does not count.
    """
    key = _NO_LETTER.sub("", fold(_FOOTNOTE.sub("", text)))
    return key.translate(_TRADITIONAL) if _HAS_TRADITIONAL.search(key) else key


def without_enumerator(key: str) -> str:
    """A label key without its leading number (``1属于国家秘密`` -> ``属于国家秘密``)."""
    return _ENUMERATOR.sub("", key)
