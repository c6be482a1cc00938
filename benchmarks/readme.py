"""python -m benchmarks.readme: write README's tables from trained/*/metrics.json and benchmarks/results.json."""

from __future__ import annotations

import json
import re
from pathlib import Path

import explorer

ROOT = Path(__file__).resolve().parent.parent
README, RESULTS = ROOT / "README.md", ROOT / "benchmarks" / "results.json"

FIRST = 1_000  # of large pictures the importance-weighted bound is measured on a part of the test set


def checkpoints() -> str:
    """One row a checkpoint: what was measured on its test set, and the minutes it was trained for."""
    rows = ["| checkpoint | -ELBO | -IWAE, k = 500 | squared error | MIG | trained |", "|---|---|---|---|---|---|"]
    for card in explorer.models():
        record = json.loads((card.folder / "metrics.json").read_text())

        def shown(name: str, digits: int, found: dict = record["metrics"]) -> str:
            if name not in found:
                return ""
            return f"{found[name]['value']:.{digits}f}" + (f" (first {FIRST:,})" if found[name].get("pictures") == FIRST else "")

        mig = (
            shown("mig", 3) and f"{shown('mig', 3)} (mean of {len(record['seeds'])} seeds {shown('mig_mean', 3)} ± {shown('mig_std', 3)})"
            if "seeds" in record
            else shown("mig", 3)
        )
        rows.append(
            f"| `{card.name}` | {shown('neg_elbo', 2)} | {shown('neg_iwae_500', 2)} | {shown('mse', 4)} | {mig} | {record['seconds'] / 60:.0f} min, {record['threads']} thread, {record['device']} |"
        )
    return "\n".join(rows)


def speed() -> str:
    """One row a measurement, as benchmarks/results.json has them."""
    results = json.loads(RESULTS.read_text())
    rows = ["| measured | value |", "|---|---|"]
    for name in (key for key in results if key != "machine"):
        for label, value in results[name].items():
            rows.append(f"| {name}: {label} | {f'{value:.1f}' if isinstance(value, float) else value} |")
    machine = results["machine"]
    return "\n".join([*rows, "", f"On {machine['cores']} cores, {machine['system']}, Python {machine['python']}, Chromium {machine['chromium']}."])


def filled(text: str) -> str:
    """README with both tables written anew between their marks."""
    for name, table in (("checkpoints", checkpoints()), ("speed", speed())):
        text = re.sub(rf"(<!-- {name} -->\n).*?(<!-- end -->)", lambda found, table=table: f"{found[1]}{table}\n{found[2]}", text, flags=re.DOTALL)
    return text


if __name__ == "__main__":
    README.write_text(filled(README.read_text(encoding="utf-8")), encoding="utf-8")
