"""Errors are one line for a person, whatever the libraries below say."""

from __future__ import annotations

import pickle

from nianbao.errors import EncryptedFile, ReadError


def test_a_reason_of_several_lines_becomes_one_line() -> None:
    error = ReadError("a.xml", "is no valid XML (Char 0x0 out of allowed range\n, line 1)", "fetch it again")
    assert str(error) == "a.xml: is no valid XML (Char 0x0 out of allowed range , line 1); fetch it again"


def test_an_error_survives_the_way_out_of_a_worker() -> None:
    error = EncryptedFile("a.pdf", "is protected by a password", "ask the publisher for an open copy")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again)) == (EncryptedFile, str(error))
