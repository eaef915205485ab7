"""Addresses: one canonical form for one page, and what may be asked for at all.

The same page is linked with session ids, share marks and app twins (``;jsessionid=…``, ``?isMobile=1``,
``t20260128_4233432_app.shtml``); without a canonical form each of them would be a new report.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

# Parameters that name a visit, not a page. ``v`` and ``t`` are cache busters.
_VISIT_PARAMETERS = frozenset({"jsessionid", "isMobile", "from", "v", "t"})
_SESSION_PATH = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
# TRS: ``_app`` is the app twin of a page, ``_1`` before the extension its second screen.
_TRS_TWIN = re.compile(r"(/t\d{8}_\d+)(?:_app|_\d{1,2})(?=\.s?html?$)")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SAFE = "/%:;=@!$&'()*+,~-._"


def is_web_address(url: str) -> bool:
    """True for an absolute http or https address with a host name and a sound port."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def resolve(base: str, reference: str) -> str:
    """Absolute address of a link as printed (white space and line breaks inside are dropped); "" when it is none."""
    try:
        joined = urljoin(base, re.sub(r"[\r\n\t]", "", reference.strip()))
    except ValueError:
        return ""
    return joined if is_web_address(joined) else ""


def canonical_url(url: str) -> str:
    """The address by which a page is known: no fragment, session id, visit parameters, app twin or default port."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if ":" in host:
        host = f"[{host}]"
    if parts.port is not None and parts.port != _DEFAULT_PORTS.get(parts.scheme):
        host = f"{host}:{parts.port}"
    path = _TRS_TWIN.sub(r"\1", _SESSION_PATH.sub("", parts.path)) or "/"
    query = parts.query
    pairs = parse_qsl(query, keep_blank_values=True)
    if any(name in _VISIT_PARAMETERS for name, _ in pairs):
        query = urlencode([(name, value) for name, value in pairs if name not in _VISIT_PARAMETERS])
    return urlunsplit((parts.scheme, host, quote(re.sub(r"/{2,}", "/", path), safe=_SAFE), query, ""))


def origin(url: str) -> str:
    """``scheme://host:port`` in lower case, without a default port: what robots.txt speaks of."""
    parts = urlsplit(canonical_url(url))
    return f"{parts.scheme}://{parts.netloc}"


def folder(url: str) -> str:
    """Path of the folder an address stands in, ending with a slash."""
    return urlsplit(url).path.rpartition("/")[0] + "/"
