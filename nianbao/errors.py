"""The one error tree of nianbao.

A user sees one line: which file or address, why, and what to do. ``str(error)`` is that line. Errors are terminal
(trying again cannot help) or transient (it may); that alone decides a retry. All can be pickled, because documents
are read in worker processes.
"""

from __future__ import annotations


class NianbaoError(Exception):
    """Base of all errors a user is meant to read.

    Attributes:
        subject: file path, address or object the error speaks of.
        reason: why, in one short clause.
        mend: what the reader of the line can do about it ("" when there is nothing).
        code: stable snake_case name, also the ``code`` of the issue row that records it.
    """

    code = "error"
    is_transient = False

    def __init__(self, subject: str, reason: str, mend: str = "") -> None:
        super().__init__(subject, reason, mend)
        self.subject = subject
        self.reason = reason
        self.mend = mend

    def __str__(self) -> str:
        line = f"{self.subject}: {self.reason}"
        # The reasons of libraries, which stand in some of ours, run over several lines.
        return " ".join((f"{line}; {self.mend}" if self.mend else line).splitlines())


class Stopped(NianbaoError):
    """The run ends early, by Ctrl-C or by an error elsewhere; what is under way is given up."""

    code = "stopped"


class SettingsError(NianbaoError):
    """A setting is unknown, unreadable or contradicts another."""

    code = "settings"


class LayoutError(NianbaoError):
    """A layout file breaks the schema (see ``extractors/layouts``)."""

    code = "layout_file"


class ReadError(NianbaoError):
    """Bytes that no reader can turn into a document."""

    code = "unreadable"


class EmptyFile(ReadError):
    """A blob of no bytes, or of white space only."""

    code = "empty_file"


class TruncatedFile(ReadError):
    """The file ends before its format says it should."""

    code = "truncated_file"


class EncryptedFile(ReadError):
    """The file wants a password."""

    code = "encrypted_file"


class WrongType(ReadError):
    """The bytes are not what the name or header promised (an HTML error page named .pdf)."""

    code = "wrong_type"


class UnsupportedType(ReadError):
    """A format that has no reader (yet)."""

    code = "unsupported_type"


class TooLarge(ReadError):
    """Over the size limit of the settings."""

    code = "too_large"


class WorkerLimit(ReadError):
    """Reading took more time or memory than one document may have."""

    code = "worker_limit"


class NoConverter(ReadError):
    """A format that only an office program opens, and none is here that works. Another machine, or another night, may."""

    code = "no_converter"


class FetchError(NianbaoError):
    """An address that gave no usable bytes."""

    code = "fetch_failed"


class TransientFetchError(FetchError):
    """As FetchError, but another try may succeed (time-out, 5xx, reset)."""

    code = "fetch_transient"
    is_transient = True


class Refused(FetchError):
    """The host refuses us (robots.txt, 403, 412, WAF page). Recorded, left alone, never evaded."""

    code = "refused"


class WarehouseError(NianbaoError):
    """The warehouse cannot be built, loaded, published or opened."""

    code = "warehouse"


class AuditHeld(NianbaoError):
    """A critical expectation failed: the build copy is not published, yesterday's file stays."""

    code = "publish_held"
