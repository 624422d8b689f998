"""What is sealed opens again with every key ever used, in its own row, and nowhere else."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from sms_gateway.crypto import SealBroken, Vault, make_keys, open_vault
from sms_gateway.errors import ConfigurationFault, MissingSecret
from sms_gateway.settings import Settings

KEYS = make_keys()
VAULT = Vault([KEYS["field_keys"]], KEYS["index_key"])
ANY = st.text(st.characters(), max_size=200)
ROW = st.uuids().map(str)
CALM = settings(deadline=None, max_examples=60)


@given(ROW, ANY)
@CALM
def test_any_value_comes_back_exactly(row: str, value: str) -> None:
    assert VAULT.open(row, VAULT.seal(row, value)) == value


@given(ROW, ANY)
@CALM
def test_any_text_comes_back_exactly_under_a_senders_key(row: str, text: str) -> None:
    key, _ = VAULT.new_data_key("sender")
    assert key.open(row, key.seal(row, text)) == text


@pytest.mark.parametrize("text", ["\ud800", "a\0b", "", "\udfff\ud83d", "0" * 10_000])
def test_odd_texts_come_back_exactly(text: str) -> None:
    key, _ = VAULT.new_data_key("sender")
    assert key.open("row", key.seal("row", text)) == text


def test_a_value_copied_to_another_row_does_not_open() -> None:
    with pytest.raises(SealBroken):
        VAULT.open("row-2", VAULT.seal("row-1", "+6281200001111"))


def test_a_text_copied_to_another_row_does_not_open() -> None:
    key, _ = VAULT.new_data_key("sender")
    with pytest.raises(SealBroken):
        key.open("row-2", key.seal("row-1", "jalan rusak"))


def test_a_data_key_copied_to_another_sender_does_not_open() -> None:
    _, sealed = VAULT.new_data_key("sender-1")
    with pytest.raises(SealBroken):
        VAULT.data_key("sender-2", sealed)


def test_a_data_key_is_the_same_after_opening() -> None:
    key, sealed = VAULT.new_data_key("sender")
    assert VAULT.data_key("sender", sealed).open("row", key.seal("row", "jalan rusak")) == "jalan rusak"


@pytest.mark.parametrize("token", [b"", b"nonsense", b"gAAAAA" + b"x" * 80, b"\xff\0"])
def test_damage_is_a_broken_seal(token: bytes) -> None:
    with pytest.raises(SealBroken):
        VAULT.open("row", token)


def test_a_new_first_key_seals_and_the_old_one_still_opens() -> None:
    new = make_keys()["field_keys"]
    rotated = Vault([new, KEYS["field_keys"]], KEYS["index_key"])
    assert rotated.open("row", VAULT.seal("row", "old")) == "old"
    assert Vault([new], KEYS["index_key"]).open("row", rotated.seal("row", "new")) == "new"
    with pytest.raises(SealBroken):
        VAULT.open("row", rotated.seal("row", "new"))


def test_the_index_is_the_same_for_a_number_and_different_under_another_key() -> None:
    other = Vault([KEYS["field_keys"]], make_keys()["index_key"])
    assert VAULT.blind("+6281200001111") == VAULT.blind("+6281200001111")
    assert VAULT.blind("+6281200001111") != other.blind("+6281200001111")


def test_the_index_of_a_number_is_not_the_digest_of_the_same_text() -> None:
    assert VAULT.blind("x") != VAULT.digest("x")


@pytest.mark.parametrize("key", ["", "short", "A" * 42, "*" * 60, "é" * 50])
def test_an_index_key_that_is_too_short_or_no_key_is_refused(tmp_path: Path, key: str) -> None:
    configured = Settings(
        data_dir=tmp_path, field_keys=(SecretStr(KEYS["field_keys"]),), index_key=SecretStr(key)
    )
    with pytest.raises((ConfigurationFault, MissingSecret)) as caught:
        open_vault(configured)
    assert not key or key not in str(caught.value)


@pytest.mark.parametrize("key", ["short", "not base64 !", "A" * 44 + "extra"])
def test_a_field_key_that_is_no_key_is_refused_without_repeating_it(tmp_path: Path, key: str) -> None:
    configured = Settings(
        data_dir=tmp_path, field_keys=(SecretStr(key),), index_key=SecretStr(KEYS["index_key"])
    )
    with pytest.raises(ConfigurationFault) as caught:
        open_vault(configured)
    assert key not in str(caught.value)


def test_keys_are_made_once_and_readable_by_nobody_else(tmp_path: Path) -> None:
    first = open_vault(Settings(data_dir=tmp_path))
    second = open_vault(Settings(data_dir=tmp_path))
    assert second.open("row", first.seal("row", "x")) == "x"
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


@pytest.mark.parametrize("turn", range(10))
def test_twenty_threads_that_start_together_agree_on_the_keys(tmp_path: Path, turn: int) -> None:
    together = Barrier(20)

    def start(_: int) -> Vault:
        together.wait(10)
        return open_vault(Settings(data_dir=tmp_path))

    with ThreadPoolExecutor(20) as pool:
        vaults = list(pool.map(start, range(20)))
    assert {vault.blind("x") for vault in vaults} == {vaults[0].blind("x")}
    assert all(vault.open("row", vaults[0].seal("row", "x")) == "x" for vault in vaults)
    assert [path.name for path in tmp_path.rglob(".*")] == []


def test_processes_that_start_together_agree_on_the_keys(tmp_path: Path) -> None:
    seen = []
    children = []
    for _ in range(8):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.write(writing, open_vault(Settings(data_dir=tmp_path)).blind("x").encode())
            finally:
                os._exit(0)
        os.close(writing)
        children.append((child, reading))
    for child, reading in children:
        seen.append(os.read(reading, 200))
        os.waitpid(child, 0)
        os.close(reading)
    assert set(seen) == {open_vault(Settings(data_dir=tmp_path)).blind("x").encode()}


def test_production_makes_no_keys_of_its_own(tmp_path: Path) -> None:
    production = Settings(data_dir=tmp_path).model_copy(update={"env": "production"})
    with pytest.raises(MissingSecret):
        open_vault(production)
    assert list(tmp_path.iterdir()) == []
