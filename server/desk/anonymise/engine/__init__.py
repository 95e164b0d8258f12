"""Disclosure control on integer codes: the least generalisation that satisfies every privacy model that was asked for.

Knows no label, no form, no file and no clock, and imports nothing of Gawahi: what it says of a table follows from the
table alone.
"""
