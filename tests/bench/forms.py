"""How far the app's form engine agrees with ODK's on real forms, and how many real forms can be used at all.

Real forms are the samples beside this repository; each is compiled, compared after every random answer and filled to
its end. A form counts as compiled if it is not refused.
"""

from __future__ import annotations

from playwright.sync_api import sync_playwright

from server.forms.findings import FormRefused
from tests.forms.odk_engine import REAL_FORMS, compare, compiled, engines, fill

SEEDS = range(10, 15)
STEPS = 60


def measure() -> dict[str, float]:
    paths = sorted(REAL_FORMS.glob("*.xls*"))
    figures = dict.fromkeys(("forms.real_compiled", "forms.real_filled", "forms.odk_comparisons"), 0.0)
    figures |= {"forms.real_total": float(len(paths)), "forms.odk_differences": 0.0}
    with sync_playwright() as playwright, engines(playwright) as page:
        for path in paths:
            try:
                form, xform = compiled(path)
            except FormRefused:
                continue
            figures["forms.real_compiled"] += 1
            figures["forms.real_filled"] += not fill(page, form, seed=1)[1]
            for seed in SEEDS:
                found = compare(page, form, xform, seed=seed, steps=STEPS)
                figures["forms.odk_comparisons"] += found.comparisons
                figures["forms.odk_differences"] += len(found.differences)
    return figures
