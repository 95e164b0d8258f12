"""Shamir's secret sharing over GF(2^8), polynomial 0x11b, byte by byte (PROTOCOL section 9).

A share is ``y_0 .. y_31 || x``, as npm's shamir-secret-sharing and HashiCorp Vault write it. Python promises no
constant time: shares are split and combined on a device of their owner, never on a server.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from server.format.refusals import Refusal
from server.seal.primitives import Random

SHARES_LIMIT: Final = 255


def _tables() -> tuple[bytes, bytes]:
    """Powers of the generator 3 (twice, so that no sum of logarithms needs a modulus), and their logarithms."""
    powers, logarithms, element = bytearray(510), bytearray(256), 1
    for exponent in range(255):
        powers[exponent] = powers[exponent + 255] = element
        logarithms[element] = exponent
        doubled = element << 1 ^ (0x11B if element & 0x80 else 0)
        element ^= doubled
    return bytes(powers), bytes(logarithms)


_POWERS, _LOGARITHMS = _tables()


def split(secret: bytes, *, n: int, k: int, random: Random) -> tuple[bytes, ...]:
    """n shares, any k of which give the secret and k - 1 say nothing about it. With k = 1 each share is the secret."""
    if not 1 <= k <= n <= SHARES_LIMIT:
        raise ValueError(f"{k} of {n}")
    coefficients = [secret, *(random(len(secret)) for _ in range(k - 1))]
    return tuple(
        bytes(_at(polynomial, x) for polynomial in zip(*coefficients, strict=True)) + bytes((x,))
        for x in range(1, n + 1)
    )


def combine(shares: Sequence[bytes]) -> bytes:
    """The secret, if enough shares are given. Too few or false ones give other bytes: check a commitment."""
    places = [share[-1] for share in shares]
    if not shares or 0 in places or len(set(places)) != len(places) or len({len(share) for share in shares}) != 1:
        raise Refusal("malformed", "shares that do not belong together")
    weights = [_weight(places, x) for x in places]
    return bytes(_sum_of_products(column, weights) for column in zip(*(share[:-1] for share in shares), strict=True))


def _at(polynomial: Sequence[int], x: int) -> int:
    value = 0
    for coefficient in reversed(polynomial):
        value = _times(value, x) ^ coefficient
    return value


def _weight(places: Sequence[int], x: int) -> int:
    """Lagrange's weight of the share at x, for the polynomial's value at 0."""
    weight = 1
    for other in places:
        if other != x:
            weight = _times(weight, _times(other, _inverse(other ^ x)))
    return weight


def _sum_of_products(values: Sequence[int], weights: Sequence[int]) -> int:
    total = 0
    for value, weight in zip(values, weights, strict=True):
        total ^= _times(value, weight)
    return total


def _times(a: int, b: int) -> int:
    return _POWERS[_LOGARITHMS[a] + _LOGARITHMS[b]] if a and b else 0


def _inverse(a: int) -> int:
    return _POWERS[255 - _LOGARITHMS[a]]
