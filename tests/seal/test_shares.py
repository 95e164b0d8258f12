"""k guardians of n open a name, and k - 1 learn nothing."""

from __future__ import annotations

import os
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.format.refusals import Refusal
from server.seal.shares import combine, split
from tests.vectors.judge import each, judge
from tests.vectors.plain import Json


@each("shares")
def test_shares_give_the_secret(case: Json, world: Json) -> None:
    judge(case, lambda: combine([bytes.fromhex(share) for share in case["shares"]]).hex())


@given(st.binary(min_size=1, max_size=40), st.integers(1, 6), st.data())
def test_any_k_of_n_give_the_secret(secret: bytes, n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(1, n))
    shares = split(secret, n=n, k=k, random=os.urandom)
    assert [share[-1] for share in shares] == list(range(1, n + 1))
    for chosen in combinations(shares, k):
        assert combine(chosen) == secret


def test_one_share_fewer_is_as_likely_for_every_secret() -> None:
    """With k - 1 shares fixed, every secret byte has exactly one last share that fits: the shares say nothing."""
    share = split(b"\x2a", n=2, k=2, random=os.urandom)[0]
    secrets = {combine([share, bytes((guess, 2))]) for guess in range(256)}
    assert len(secrets) == 256


def test_with_k_of_1_every_share_is_the_secret() -> None:
    secret = os.urandom(32)
    assert {share[:-1] for share in split(secret, n=5, k=1, random=os.urandom)} == {secret}


@pytest.mark.parametrize(("n", "k"), [(0, 0), (2, 3), (2, 0), (256, 2)])
def test_an_impossible_split_is_an_error_of_the_program(n: int, k: int) -> None:
    with pytest.raises(ValueError, match="of"):
        split(b"x", n=n, k=k, random=os.urandom)


def test_shares_that_do_not_belong_together_are_refused() -> None:
    with pytest.raises(Refusal, match="malformed"):
        combine([b"a\x01", b"ab\x02"])
