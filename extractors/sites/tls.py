"""TLS of one strength or another: strict for all, weaker only for the hosts whose registry entry says so.

Some government hosts still speak nothing newer than TLS 1.0, renegotiate in the old way, or show a certificate that no
authority vouches for (CMS.md §6). What came over such a connection says so in the fetch log.
"""

from __future__ import annotations

import ssl
from typing import Literal

TlsMode = Literal["strict", "legacy", "unverified"]


def tls_context(mode: TlsMode) -> ssl.SSLContext:
    """``legacy``: old versions and ciphers, the certificate is still checked; ``unverified``: it is not."""
    context = ssl.create_default_context()
    if mode == "strict":
        return context
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("DEFAULT:@SECLEVEL=1")
    context.options |= ssl.OP_LEGACY_SERVER_CONNECT if hasattr(ssl, "OP_LEGACY_SERVER_CONNECT") else 0x4
    if mode == "unverified":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
