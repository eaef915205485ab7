"""Which network addresses a fetch may reach: none of this machine or of a private network, unless allowed.

A list is written by strangers: a link, a redirect or a DNS answer may point at 127.0.0.1, at a router or at the
metadata address of a cloud. So every hop is checked before the request and the address really reached is checked
after it.
"""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from extractors.sites.urls import is_web_address


def is_public(address: str) -> bool:
    """True for an address of the open internet (an IPv6 zone is dropped; an IPv4 address inside IPv6 is unwrapped)."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None) or getattr(parsed, "sixtofour", None)
    parsed = mapped or parsed
    return parsed.is_global and not parsed.is_multicast


def forbidden_reason(url: str, allow_loopback: bool) -> str:
    """Why an address must not be asked for, "" when it may. Raises OSError when its host has no address."""
    if not is_web_address(url):
        return "is no http or https address"
    if allow_loopback:
        return ""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    for *_, peer in socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM):
        if not is_public(str(peer[0])):
            return f"leads to {peer[0]}, which is no public address"
    return ""
