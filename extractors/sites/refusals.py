"""An answer -> whether it is a refusal, and of which kind. Recorded and left alone; nothing is solved or evaded.

Protection systems answer with statuses of their own (412, 521), or with 200 and a page that says the visit was
blocked or that is nothing but a script. Taken for a report, such a page would overwrite a good copy. Signs: CMS.md
§6.
"""

from __future__ import annotations

import re

BLOCKING_KINDS = frozenset({"ruishu", "jiasule", "waf", "captcha", "agent_filter", "rate_limit", "script_page"})
"""Kinds that speak of the visitor, not of one page: the host is left alone for the rest of the run."""

_BY_STATUS = {401: "forbidden", 403: "forbidden", 405: "forbidden", 412: "ruishu", 429: "rate_limit", 521: "jiasule"}
_WORDS = (
    ("waf", "访问疑似攻击"),
    ("waf", "疑似攻击行为"),
    ("waf", "请求被拦截"),
    ("waf", "访问被拦截"),
    ("waf", "访问拦截"),
    ("waf", "访问已被拦截"),
    ("waf", "Request Blocked"),
    ("waf", "事件编号"),
    ("captcha", "请完成安全验证"),
    ("captcha", "拖动滑块"),
    ("agent_filter", "不合法的参数"),
)
# A blocking page is short; a report that quotes one of the words is not.
_LONGEST_BLOCK_PAGE = 20_000
_LONGEST_SCRIPT_PAGE = 3_000
_TEXT_LIMIT = 600
_RUISHU = re.compile(r"\$_ts\s*(?:=|\.\s*(?:nsd|cd)|\[)|\$_ss\b")
_JUMP = re.compile(r"location\s*(?:\.\s*(?:href|replace|assign)\b|=)|http-equiv\s*=\s*[\"']?refresh", re.IGNORECASE)
# A page whose script asks an interface for its rows is no challenge.
_INTERFACE = re.compile(
    r"dataproxy\.jsp|unitbuild\.js|jpaas-publish|/queryList|/searchList/|/common/search/|window\._CONFIG|getMessage\.do"
    r"|webBuilderCommon|getgovinfolist|/blocks/[0-9a-f-]{36}"
)
_ANY_INTERFACE = re.compile(
    r"(?:\$|jQuery|axios)\s*\.\s*(?:ajax|post|get|getJSON)\s*\(|\bfetch\(\s*[\"'/]|\bnew\s+Vue\b"
)
_SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


_MISSING = re.compile(
    r"(?:页面|网页|文章|信息|内容|文件|稿件|您访问的\S{0,6})(?:不存在|未找到|没有找到|找不到|已(?:被)?删除|已(?:被)?撤销|已下线|走丢了)"
    r"|找不到(?:您|该|此|相关)?\S{0,8}(?:页面|文件|内容)|404\s*not\s*found|page\s*not\s*found",
    re.IGNORECASE,
)
_MISSING_HEADING = re.compile(r"<(?:title|h1|h2)\b[^>]*>\s*(?:错误\s*)?404\b", re.IGNORECASE)


def is_missing_page(content_type: str, text: str) -> bool:
    """Whether a page sent with 200 says that what was asked for is not there. A longer page only mentions it."""
    looks_like_page = "html" in content_type or text.lstrip()[:1] == "<"
    if not looks_like_page or len(text) > _LONGEST_BLOCK_PAGE:
        return False
    visible = "".join(_TAG.sub(" ", _SCRIPT.sub(" ", text)).split())
    return len(visible) <= _TEXT_LIMIT and bool(_MISSING.search(visible) or _MISSING_HEADING.search(text))


def refusal_kind(status: int, content_type: str, text: str) -> str:
    """Kind of refusal an answer is, "" when it is none. ``text`` is the decoded body, "" when it is no page."""
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    looks_like_page = "html" in content_type or text.lstrip()[:1] == "<"
    if not looks_like_page or len(text) > _LONGEST_BLOCK_PAGE:
        return ""
    if status in (200, 202, 400) and _RUISHU.search(text):
        return "ruishu"
    visible = "".join(_TAG.sub(" ", _SCRIPT.sub(" ", text)).split())
    if len(visible) <= _TEXT_LIMIT:
        for kind, word in _WORDS:
            if "".join(word.split()) in visible:
                return kind
    return "script_page" if status == 200 and _is_script_page(text, visible) else ""


def _is_script_page(text: str, visible: str) -> bool:
    """A short page with only a script, which is neither a jump (to be followed) nor a page with rows or frames."""
    if len(text) > _LONGEST_SCRIPT_PAGE or visible or not _SCRIPT.search(text) or _INTERFACE.search(text):
        return False
    lowered = text.lower()
    if "document.cookie" not in lowered and (_JUMP.search(text) or _ANY_INTERFACE.search(text)):
        return False
    return not any(tag in lowered for tag in ("<a ", "<iframe", "<frame", "<embed", "document.write"))
