"""Judges from outside: published vectors of every primitive we use, run by the library that we use them from."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import cryptography_vectors
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import x25519
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from server.seal.primitives import KemKey, argon2id, verify
from tests.vectors.plain import FOLDER, Json

PUBLISHED = FOLDER / "published"
HPKE = Path(cryptography_vectors.__path__[0]) / "HPKE"
KDFS = {1: KDF.HKDF_SHA256, 3: KDF.HKDF_SHA512, 17: KDF.SHAKE256}
AEADS = {1: AEAD.AES_128_GCM, 2: AEAD.AES_256_GCM, 3: AEAD.CHACHA20_POLY1305}
DHKEM_X25519, XWING = 0x20, 0x647A


def wycheproof(name: str) -> Iterator[tuple[Json, Json]]:
    """Every test with its group."""
    for group in json.loads((PUBLISHED / f"wycheproof_{name}.json").read_text())["testGroups"]:
        for test in group["tests"]:
            yield group, test


def at(test: Json, *names: str) -> list[bytes]:
    return [bytes.fromhex(test[name]) for name in names]


def disagreements(name: str, right: Callable[[Json, Json], bool]) -> list[int]:
    """Tests in which the library says otherwise than the vectors; "acceptable" may go either way."""
    return [
        test["tcId"]
        for group, test in wycheproof(name)
        if test["result"] != "acceptable" and right(group, test) != (test["result"] == "valid")
    ]


def test_aes_gcm_agrees_with_wycheproof() -> None:
    def right(_: Json, test: Json) -> bool:
        key, nonce, aad, message, ciphertext, tag = at(test, "key", "iv", "aad", "msg", "ct", "tag")
        try:
            return AESGCM(key).decrypt(nonce, ciphertext + tag, aad) == message
        except InvalidTag:
            return False
        except ValueError:
            # Nonces of 8 to 128 bytes only. Ours always have 12, so what is refused here never comes up.
            assert not 8 <= len(nonce) <= 128
            return test["result"] == "valid"

    assert disagreements("aes_gcm", right) == []


def test_ed25519_agrees_with_wycheproof() -> None:
    def right(group: Json, test: Json) -> bool:
        (public,), (message, signature) = at(group["publicKey"], "pk"), at(test, "msg", "sig")
        return verify(public, signature, message)

    assert disagreements("ed25519", right) == []


def test_x25519_agrees_with_wycheproof() -> None:
    def right(_: Json, test: Json) -> bool:
        private, public, shared = at(test, "private", "public", "shared")
        try:
            key = x25519.X25519PrivateKey.from_private_bytes(private)
            return key.exchange(x25519.X25519PublicKey.from_public_bytes(public)) == shared
        except ValueError:
            return False

    assert disagreements("x25519", right) == []


def test_hkdf_agrees_with_wycheproof() -> None:
    def right(_: Json, test: Json) -> bool:
        key, salt, info, expected = at(test, "ikm", "salt", "info", "okm")
        try:
            return HKDF(hashes.SHA256(), test["size"], salt, info).derive(key) == expected
        except ValueError:
            return False

    assert disagreements("hkdf_sha256", right) == []


def test_ml_kem_decapsulation_agrees_with_wycheproof() -> None:
    def right(_: Json, test: Json) -> bool:
        seed, ciphertext = at(test, "seed", "c")
        try:
            key = MLKEM768PrivateKey.from_seed_bytes(seed)
            return key.decapsulate(ciphertext).hex() == test["K"]
        except ValueError:
            return False

    assert disagreements("mlkem_768", right) == []


def test_ml_kem_refuses_the_public_keys_that_wycheproof_refuses() -> None:
    def right(_: Json, test: Json) -> bool:
        try:
            MLKEM768PublicKey.from_public_bytes(bytes.fromhex(test["ek"])).encapsulate()
        except ValueError:
            return False
        return True

    assert disagreements("mlkem_768_encaps", right) == []


@pytest.mark.parametrize("test", json.loads((PUBLISHED / "xwing.json").read_text()), ids=["first", "second", "third"])
def test_a_seed_gives_the_x_wing_key_of_its_draft(test: Json) -> None:
    assert KemKey(bytes.fromhex(test["seed"])).public.hex() == test["pk"]


def hpke_opens(test: Json, key: object) -> bool:
    """Opens the first message; ``aad`` stands in the vectors alone, the protocol leaves it empty."""
    kem = KEM.MLKEM768_X25519 if test["kem_id"] == XWING else KEM.X25519
    suite = Suite(kem, KDFS[test["kdf_id"]], AEADS[test["aead_id"]])
    first = test["encryptions"][0]
    encapsulated, ciphertext, aad, plain = bytes.fromhex(test["enc"]), *at(first, "ct", "aad", "pt")
    info = bytes.fromhex(test["info"])
    opened = openssl.hpke._decrypt_with_aad(suite, encapsulated + ciphertext, key, info=info, aad=aad)
    return bool(opened == plain)


def of_kem(path: Path, kem: int) -> list[Json]:
    """Base mode, and not export-only (aead 0xffff)."""
    found = json.loads(path.read_text())
    return [test for test in found if test["mode"] == 0 and test["kem_id"] == kem and test["aead_id"] in AEADS]


def test_hpke_opens_the_messages_of_rfc_9180() -> None:
    tests = of_kem(HPKE / "test-vectors.json", DHKEM_X25519)
    assert len(tests) == 6
    for test in tests:
        assert hpke_opens(test, x25519.X25519PrivateKey.from_private_bytes(bytes.fromhex(test["skRm"])))


@pytest.mark.parametrize(
    "path", [HPKE / "hpke-pq-test-vectors.json", PUBLISHED / "hpke-pq.json"], ids=["package", "repository"]
)
def test_hpke_opens_the_messages_of_the_post_quantum_draft(path: Path) -> None:
    tests = of_kem(path, XWING)
    assert len(tests) == 2
    for test in tests:
        key = KemKey(bytes.fromhex(test["skRm"]))
        assert key.public.hex() == test["pkRm"]
        assert hpke_opens(test, key._key)


@pytest.mark.parametrize("test", json.loads((PUBLISHED / "argon2id.json").read_text()))
def test_argon2id_gives_the_hashes_of_its_authors(test: Json) -> None:
    secret, salt = test["password"].encode(), test["salt"].encode()
    if test["lanes"] == 1:
        found = argon2id(secret, salt, memory_kib=test["memory_kib"], rounds=test["rounds"])
    else:
        cost = {"iterations": test["rounds"], "lanes": test["lanes"], "memory_cost": test["memory_kib"]}
        found = Argon2id(salt=salt, length=32, **cost).derive(secret)
    assert found.hex() == test["hash"]


def test_argon2id_gives_the_hash_of_rfc_9106() -> None:
    found = Argon2id(
        salt=b"\2" * 16, length=32, iterations=3, lanes=4, memory_cost=32, ad=b"\4" * 12, secret=b"\3" * 8
    ).derive(b"\1" * 32)
    assert found.hex() == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
