"""A store on S3 or whatever speaks its language (MinIO, OSS, COS, OBS): objects of one bucket under one prefix.

Keys, endpoint and region come from the standard variables of AWS's own tools and are never taken from a setting, an
address or a file of ours, so that no log or published file can show them. boto3 is an optional extra: a warehouse in a
folder needs none of it.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nianbao.errors import SettingsError, WarehouseError
from warehouse.archive_store import Stored

INSTALL = "install it with: pip install 'nianbao[s3]'"
_ADDRESS = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?")
_ABSENT = frozenset({"NoSuchKey", "404", "NotFound"})
_REFUSED = frozenset(
    {"403", "AccessDenied", "Forbidden", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken"}
)
_MEND_KEYS = "see AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_ENDPOINT_URL in the environment"
_TIMEOUT_SECONDS = 30
_TRIES = 5


class S3Store:
    """A store in a bucket (see ``warehouse.archive_store.Store``). Threads may share it."""

    def __init__(self, url: str) -> None:
        """``url``: s3://bucket/prefix. Raises SettingsError when it is no such address, or when boto3 is not installed."""
        found = _ADDRESS.fullmatch(url)
        if found is None:
            raise SettingsError("NIANBAO_ARCHIVE_URL", "is no address s3://bucket/prefix", "keys do not belong into it")
        self.bucket = found[1]
        self.prefix = f"{found[2].strip('/')}/" if found[2] and found[2].strip("/") else ""
        self._client = _client()

    @property
    def place(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")

    def read(self, name: str) -> bytes | None:
        with self._errors(name):
            data: bytes = self._client.get_object(Bucket=self.bucket, Key=self.prefix + name)["Body"].read()
            return data
        return None

    def write(self, name: str, data: bytes) -> None:
        with self._errors(name):
            self._client.put_object(
                Bucket=self.bucket, Key=self.prefix + name, Body=data, ContentType="application/octet-stream"
            )
            return
        raise WarehouseError(self.place, "the bucket does not exist", "make it, or name another in NIANBAO_ARCHIVE_URL")

    def has(self, name: str) -> bool:
        with self._errors(name):
            self._client.head_object(Bucket=self.bucket, Key=self.prefix + name)
            return True
        return False

    def beginning(self, start: str) -> list[str]:
        return [stored.name for stored in self._listed(start)]

    def objects(self, folder: str = "") -> Iterator[Stored]:
        yield from self._listed(f"{folder}/" if folder else "")

    def _listed(self, start: str) -> Iterator[Stored]:
        with self._errors(start):
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=self.prefix + start
            )
            for page in pages:
                for found in page.get("Contents", ()):
                    yield Stored(found["Key"][len(self.prefix) :], found["Size"])

    @contextmanager
    def _errors(self, name: str) -> Iterator[None]:
        """Turn what boto3 raises into one line without any key; an absent object just ends the block."""
        errors = importlib.import_module("botocore.exceptions")
        try:
            yield
        except errors.ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in _ABSENT:
                return
            raise self._refusal(code) from error
        except (errors.NoCredentialsError, errors.PartialCredentialsError) as error:
            raise WarehouseError(self.place, "no keys for the object storage", _MEND_KEYS) from error
        except (errors.BotoCoreError, errors.HTTPClientError, OSError) as error:
            kind = type(error).__name__
            raise WarehouseError(
                f"{self.place}/{name}",
                f"the object storage does not answer ({kind})",
                "see AWS_ENDPOINT_URL; run again",
            ) from error

    def _refusal(self, code: str) -> WarehouseError:
        if code == "NoSuchBucket":
            return WarehouseError(
                self.place, "the bucket does not exist", "make it, or name another in NIANBAO_ARCHIVE_URL"
            )
        if code in _REFUSED:
            return WarehouseError(self.place, f"the object storage refuses our keys ({code})", _MEND_KEYS)
        return WarehouseError(self.place, f"the object storage answers with {code}", "run again, or ask its operator")


def _client() -> Any:
    """A client from the environment. Checksums only where the service needs them: blobs carry their own, and not every
    service that speaks S3 knows the new ones."""
    try:
        boto3: Any = importlib.import_module("boto3")
        config: Any = importlib.import_module("botocore.config")
    except ImportError as error:
        raise SettingsError("NIANBAO_ARCHIVE_URL", "an archive on S3 needs boto3", INSTALL) from error
    options = config.Config(
        retries={"mode": "standard", "max_attempts": _TRIES},
        connect_timeout=_TIMEOUT_SECONDS,
        read_timeout=_TIMEOUT_SECONDS,
        max_pool_connections=32,
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return boto3.session.Session().client("s3", config=options)
