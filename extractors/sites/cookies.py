"""Cookies kept per host: what one host sets goes back to that host alone.

Session checks work with cookies (a redirect to itself until the cookie comes back), so they are kept for the run. But a
cookie for ``.gov.cn`` would go to every government host of the country; here it stays with the one that sent it.
"""

from __future__ import annotations

import urllib.request
from http.cookiejar import Cookie, CookieJar, DefaultCookiePolicy


class _HostOnly(DefaultCookiePolicy):
    def set_ok(self, cookie: Cookie, request: urllib.request.Request) -> bool:
        """Take what the rules allow, for the host that sent it only."""
        is_ok = super().set_ok(cookie, request)
        if is_ok and cookie.domain_specified:
            host = (request.host or "").partition(":")[0]
            cookie.domain = host if "." in host else f"{host}.local"
            cookie.domain_specified = cookie.domain_initial_dot = False
        return is_ok


def host_cookies() -> CookieJar:
    """A jar for ``httpx.Client``."""
    return CookieJar(policy=_HostOnly())
