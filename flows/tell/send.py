"""Messages to the operator's channels (mail, WeCom, DingTalk, Feishu, webhooks …) by the library Apprise.

The addresses of channels hold keys. They come from the environment only, and neither a log line nor an error shows more
of them than the name of the service.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from apprise import Apprise, NotifyFormat, NotifyType

from nianbao.log import get_logger
from nianbao.settings import Settings


def send(settings: Settings, subject: str, text: str, is_trouble: bool) -> int:
    """Send one message to every channel; returns how many took it. A channel that fails is a warning in the log."""
    channels, unknown = _channels([url.get_secret_value() for url in settings.notify_urls])
    log = get_logger("flows")
    if unknown:
        log.warning("notification channels that Apprise does not know", places=unknown, variable="NIANBAO_NOTIFY_URLS")
    kind = NotifyType.WARNING if is_trouble else NotifyType.INFO
    sent = 0
    for name, channel in channels:
        if channel.notify(body=text, title=subject, notify_type=kind, body_format=NotifyFormat.TEXT):
            sent += 1
        else:
            log.warning("a notification was not taken", service=name)
    return sent


def services(settings: Settings) -> tuple[list[str], list[int]]:
    """Names of the services that are set, and the places (from 1) of addresses that Apprise does not understand."""
    channels, unknown = _channels([url.get_secret_value() for url in settings.notify_urls])
    return [name for name, _ in channels], unknown


def _channels(urls: Sequence[str]) -> tuple[list[tuple[str, Apprise]], list[int]]:
    # Apprise logs addresses with their keys when it fails; what we say instead stands above.
    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    channels: list[tuple[str, Apprise]] = []
    unknown: list[int] = []
    for place, url in enumerate(urls, start=1):
        channel = Apprise()
        if channel.add(url) and len(channel):
            channels.append((str(channel[0].service_name), channel))
        else:
            unknown.append(place)
    return channels, unknown
