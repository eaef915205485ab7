"""A real S3 server on the loopback address (moto), started and stopped by the test that needs it."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

SECRET = "the-secret-key-of-the-test"
KEY = "AKIATHEKEYOFTHETEST"
BUCKET = "nianbao"


@contextmanager
def object_storage(patch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serve S3 with one empty bucket; sets the standard variables of AWS's tools; gives the address for NIANBAO_ARCHIVE_URL."""
    from moto.server import ThreadedMotoServer

    from warehouse.archive_blobs import open_blobs

    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # it tells every request
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        for name, value in {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        }.items():
            patch.setenv(name, value)
        open_blobs.cache_clear()  # a client knows the server it was made for
        empty_bucket()
        yield f"s3://{BUCKET}/archive"
    finally:
        open_blobs.cache_clear()
        server.stop()


def empty_bucket() -> None:
    """One bucket without objects: what an earlier test left belongs to the process, not to the server."""
    import boto3

    httpx.post(f"{os.environ['AWS_ENDPOINT_URL']}/moto-api/reset", timeout=60).raise_for_status()
    boto3.client("s3").create_bucket(Bucket=BUCKET)
