"""Anjana on the Adult data, as its own documentation calls it. Runs in anjana's own environment.

Arguments: folder of the data, k, percent that may be suppressed. Prints the processor seconds of the call alone.
"""

import json
import sys
import time
from pathlib import Path

import pandas
from anjana.anonymity import k_anonymity


def main(folder: Path, k: int, percent: float) -> None:
    table = pandas.read_csv(folder / "adult.csv", sep=";", dtype=str)
    ladders = {
        column: dict(pandas.read_csv(folder / f"adult_hierarchy_{column}.csv", sep=";", header=None, dtype=str))
        for column in table.columns
    }
    begun = time.process_time()
    released = k_anonymity(table, [], list(table.columns), k, percent, ladders)
    print(json.dumps({"cpu_s": time.process_time() - begun, "rows": len(released)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
