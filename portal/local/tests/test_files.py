"""Keys, locks and the record, as files."""

import base64
import errno
import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from portal.local import keys, locks
from portal.local.errors import LocalError, explained
from portal.local.servers import Record, folder_in_use


def test_a_key_is_made_once_and_for_us_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "secret-key"

    key = keys.kept(path)

    assert keys.kept(path) == key == path.read_text().strip()
    assert len(key) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [each.name for each in path.parent.iterdir()] == ["secret-key"]


def test_another_kind_of_key_is_kept_likewise(tmp_path: Path) -> None:
    path = tmp_path / "key"

    assert (keys.kept(path, make=lambda: "one"), keys.kept(path, make=lambda: "two")) == ("one", "one")


def test_a_key_for_web_push_is_a_private_key_of_the_curve_without_padding() -> None:
    made = {keys.vapid_key() for _ in range(50)}

    assert len(made) == 50
    for key in made:
        raw = base64.urlsafe_b64decode(key + "=")
        number = ec.derive_private_key(int.from_bytes(raw, "big"), ec.SECP256R1()).private_numbers()
        assert (len(key), len(raw)) == (43, 32)
        assert number.private_value == int.from_bytes(raw, "big")


def test_the_keys_for_web_push_end_where_the_curve_does() -> None:
    ec.derive_private_key(keys.P256_ORDER - 1, ec.SECP256R1())
    with pytest.raises(ValueError, match="out of range"):
        ec.derive_private_key(keys.P256_ORDER, ec.SECP256R1())


def test_an_empty_key_is_not_replaced_behind_our_backs(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.touch()

    with pytest.raises(LocalError, match="is empty: put back the key that was in it"):
        keys.kept(path)


def test_a_private_file_stays_private_whatever_stood_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old")
    path.chmod(0o644)

    keys.write_private(path, "new")

    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("new", 0o600)


def test_a_lock_is_held_by_one_and_then_by_the_next(tmp_path: Path) -> None:
    path = tmp_path / "lock"

    with locks.held(path):
        assert locks.is_held(path)
        with pytest.raises(locks.HeldError), locks.held(path, wait=0.05):
            pass

    assert not locks.is_held(path)


def test_a_lock_is_held_as_long_as_a_child_has_its_descriptor(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with locks.held(path) as descriptor:
        childs = os.dup(descriptor)

    assert locks.is_held(path)
    os.close(childs)
    assert not locks.is_held(path)


def test_a_record_is_read_while_its_writer_lives(tmp_path: Path) -> None:
    record = Record(pid=os.getpid(), environment={"PORT": "8000"})

    record.write(tmp_path)

    assert Record.read(tmp_path) == record


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            '{"pid": 4194999, "environment": {}}', id="its-writer-is-gone"
        ),  # above any pid there is
        pytest.param('{"pid": 1}', id="half-of-it"),
        pytest.param("[]", id="something-else"),
        pytest.param("", id="empty"),
    ],
)
def test_a_record_that_is_not_a_living_launchers_does_not_count(tmp_path: Path, text: str) -> None:
    (tmp_path / "servers.json").write_text(text)

    assert Record.read(tmp_path) is None


def test_taking_the_folder_voids_the_record_of_an_earlier_user(tmp_path: Path) -> None:
    Record(pid=os.getpid(), environment={}).write(tmp_path)

    with folder_in_use(tmp_path):
        assert Record.read(tmp_path) is None


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "The disk is full: make some room where /v lies (300 MB is plenty) and start again."),
        (errno.EDQUOT, "The disk is full: make some room where /v lies (300 MB is plenty) and start again."),
        (
            errno.EROFS,
            (
                "/v/log cannot be used (Read-only file system): see that /v is a folder you may write to, "
                "or name another one in VAR_DIR."
            ),
        ),
    ],
)
def test_an_error_of_the_system_is_explained(number: int, sentence: str) -> None:
    error = OSError(number, os.strerror(number), "/v/log")

    assert str(explained(error, folder=Path("/v"))) == sentence
