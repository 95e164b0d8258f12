"""Pycanon as a judge of a released table. Runs in an environment of its own (it comes with anjana).

Arguments: the CSV, the quasi columns with commas between them, the sensitive column or "". Prints what it measured.
"""

import json
import sys

import pandas
from pycanon import anonymity


def main(path: str, quasi: str, sensitive: str) -> None:
    table = pandas.read_csv(path, dtype=str, keep_default_na=False)
    columns = quasi.split(",")
    told = {"k": int(anonymity.k_anonymity(table, columns))}
    if sensitive:
        told["l"] = int(anonymity.l_diversity(table, columns, [sensitive]))
        told["entropy_l"] = int(anonymity.entropy_l_diversity(table, columns, [sensitive]))
        told["t"] = float(anonymity.t_closeness(table, columns, [sensitive]))
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
