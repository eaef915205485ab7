"""A ZIP of documents gives its members by their names, and nothing it holds can do harm."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from extractors.readers.archive import ArchiveLimits, members, unpack
from nianbao.errors import EmptyFile, EncryptedFile, TooLarge, TruncatedFile
from tests.readers.words import package, paragraph, run


def zipped(*files: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def with_raw_name(name: bytes, content: bytes) -> bytes:
    """A ZIP whose one name is these bytes, without saying which encoding they are in, as Windows writes it."""
    placeholder = "x" * len(name)
    data = zipped((placeholder, content))
    return data.replace(placeholder.encode(), name)


def test_members_come_in_order_with_names_and_content() -> None:
    data = zipped(("报告/甲局.pdf", b"%PDF-1"), ("报告/", b""), ("乙局.doc", b"two"))
    assert members(data) == [("报告/甲局.pdf", b"%PDF-1"), ("乙局.doc", b"two")]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_name_without_its_encoding_is_read_as_its_maker_meant_it(encoding: str) -> None:
    assert members(with_raw_name("年报.txt".encode(encoding), b"1")) == [("年报.txt", b"1")]


def test_shadow_files_and_empty_files_are_left_out() -> None:
    names = ("__MACOSX/._a.pdf", ".DS_Store", "文件夹/Thumbs.db", "~$报告.docx", "desktop.ini", "._b")
    assert members(zipped(*((name, b"x") for name in names), ("a.pdf", b"1"), ("empty.txt", b""))) == [("a.pdf", b"1")]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\\\Windows\\\\a.txt", "Windows/a.txt"),
        ("a/./../b.txt", "a/b.txt"),
    ],
)
def test_name_that_points_out_of_the_folder_is_only_a_name(name: str, shown: str) -> None:
    assert members(zipped((name, b"1"))) == [(shown, b"1")]


def test_two_members_of_one_name_stay_apart() -> None:
    assert members(zipped(("a.txt", b"1"), ("../a.txt", b"2"))) == [("a.txt", b"1"), ("a.txt (2)", b"2")]


def test_archive_in_an_archive_is_opened_and_a_word_file_is_not() -> None:
    word = package(paragraph(run("文")))
    inner = zipped(("b.docx", word))
    assert members(zipped(("内.zip", inner))) == [("内.zip/b.docx", word)]


def test_third_level_is_left_closed_and_told() -> None:
    deepest = zipped(("c.txt", b"3"))
    found = unpack(zipped(("a.txt", b"1"), ("1.zip", zipped(("2.zip", deepest)))))
    assert [name for name, _ in found.members] == ["a.txt"]
    (issue,) = found.issues
    assert (issue.code, issue.place) == ("nested_archive", "1.zip/2.zip")


def locked(data: bytes, number: int = 0) -> bytes:
    """Set the flag of encryption on one member, in both of its headers."""
    changed = bytearray(data)
    local = central = -1
    for _ in range(number + 1):
        local, central = changed.index(b"PK\x03\x04", local + 1), changed.index(b"PK\x01\x02", central + 1)
    changed[local + 6] |= 1
    changed[central + 8] |= 1
    return bytes(changed)


def test_member_with_a_password_is_told_and_the_others_are_given() -> None:
    data = zipped(("a.txt", b"1"), ("b.txt", b"2"))
    found = unpack(locked(data, number=1))
    assert found.members == (("a.txt", b"1"),)
    assert [(issue.code, issue.level, issue.place) for issue in found.issues] == [
        ("encrypted_member", "warning", "b.txt")
    ]
    with pytest.raises(EncryptedFile, match="password"):
        members(locked(zipped(("a.txt", b"1"))), "年报.zip")


def test_damaged_member_is_told_and_the_others_are_given() -> None:
    data = bytearray(zipped(("a.txt", b"1" * 50), ("b.txt", bytes(range(256)))))
    start = data.index(b"b.txt") + 5
    data[start + 20 : start + 60] = bytes(40)
    found = unpack(bytes(data))
    assert [name for name, _ in found.members] == ["a.txt"]
    assert [issue.code for issue in found.issues] == ["damaged_member"]


def test_archive_cut_off_or_without_files() -> None:
    whole = zipped(("a.txt", b"1" * 100))
    with pytest.raises(TruncatedFile, match=r"^年报\.zip: a ZIP archive that is cut off"):
        members(whole[:-30], "年报.zip")
    with pytest.raises(EmptyFile):
        members(zipped(("__MACOSX/x", b"1")))


def test_bomb_is_too_large_whatever_its_directory_says() -> None:
    bomb = bytearray(zipped(("a.bin", bytes(60_000_000))))
    with pytest.raises(TooLarge, match="more than 200 times its size"):
        members(bytes(bomb))
    central = bomb.index(b"PK\x01\x02")
    struct.pack_into("<I", bomb, central + 24, 10)  # the size the directory gives
    struct.pack_into("<I", bomb, 22, 10)
    with pytest.raises((TooLarge, TruncatedFile)):
        members(bytes(bomb))


def test_bombs_inside_one_another_count_together() -> None:
    inner = zipped(*((f"{number}.bin", bytes(9_000_000)) for number in range(4)))
    with pytest.raises(TooLarge):
        members(zipped(("1.zip", inner), ("2.zip", inner)))


def test_limits_of_count_and_size() -> None:
    data = zipped(*((f"{number}.txt", b"1") for number in range(11)))
    with pytest.raises(TooLarge, match="more than 10 files"):
        members(data, limits=ArchiveLimits(files=10))
    with pytest.raises(TooLarge, match="more than 1 MB"):
        members(zipped(("a", bytes(2_000_000))), limits=ArchiveLimits(total_bytes=1_000_000))
