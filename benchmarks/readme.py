"""python -m benchmarks.readme: write the tables of trained/README.md and benchmarks/README.md from their files."""

from __future__ import annotations

import json
from pathlib import Path

import explorer
from benchmarks.targets import targets
from explorer.latents.maps import TOLD, UMAP, has_map

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results.json"

FIRST = 1_000  # of large pictures the importance-weighted bound is measured on a part of the test set


def also(record: dict) -> str:
    """What a checkpoint is measured by beside bounds and squared error, in words."""
    found, told = record["metrics"], []

    def percent(name: str) -> str:
        return f"{100 * found[name]['value']:.1f} %"

    if "mig" in found:
        mean = (
            f" (mean of {len(record['seeds'])} seeds {found['mig_mean']['value']:.3f} ± {found['mig_std']['value']:.3f})"
            if "seeds" in record
            else ""
        )
        told.append(f"MIG {found['mig']['value']:.3f}{mean}")
    if "class_share" in found:
        missed = (
            f", {percent('style_carry_error')} missed with another class's style"
            if "style_carry_error" in found
            else ""
        )
        codes = (
            f" (of test pictures decoded from their codes {percent('class_share_codes')})"
            if "class_share_codes" in found
            else ""
        )
        told.append(f"{percent('class_share')} of draws show the asked class{missed}{codes}")
    if "correctness" in found:
        told.append(attention(record))
    elif "accuracy" in found:
        told.append(f"accuracy {100 * found['accuracy']['value']:.2f} %")
    if "rivals_0.5" in found:
        rivals = found["rivals_0.5"]
        told.append(
            f"sigma 0.5, {rivals['pictures']} pictures: {rivals['own']:.2f} dB, best other {rivals['value']:.2f} (`{rivals['best']}`)"
        )
    if "psnr_epll" in found:
        names = {
            "epll": "EPLL",
            "bm3d": "BM3D",
            "non_local_means": "non-local means",
            "total_variation": "total variation",
            "single_gaussian": "one Gaussian",
        }
        told.append(
            "sigma 25, six photographs / Set12: "
            + ", ".join(
                f"{name} {found[f'psnr_{key}']['value']:.2f} / {found[f'set12_{key}']['value']:.2f}"
                for key, name in names.items()
                if f"psnr_{key}" in found
            )
            + " dB"
        )
    if "neg_elbo_last_step" in found:
        told.append(sketches(found))
    if "nll" in found:
        told.append(likelihood(found))
    if "loose_share" in found:
        told.append(
            f"{percent('readable')} of draws are read with a confidence of 0.9 (test set {percent('readable_real')}), "
            f"{percent('loose_share')} have a loose piece (test set {percent('loose_share_real')})"
        )
    if "psnr_jpeg" in found:
        told.append(coding(found))
    if "bits_per_dim" in found:
        told.append(f"{found['bits_per_dim']['value']:.3f} bits a value")
    groups = [f"{found[name]['value']:.1f}" for name in found if name.startswith("kl_group_")]
    if groups:
        told.append(f"KL {' + '.join(groups)} nats, coarse to fine")
    if "mse_pca" in found:
        told.append(f"squared error of as many principal components {found['mse_pca']['value']:.4f}")
    if "neg_iwae_50" in found:
        told.append(f"-IWAE, k = 50, {found['neg_iwae_50']['value']:.0f} (first {FIRST:,})")
    if "auroc_iwae" in found:
        told.append(f"AUROC of its own test set by IWAE {found['auroc_iwae']['value']:.3f}")
    return "; ".join(told)


def attention(record: dict) -> str:
    """What share of the questions is answered, and what share of the attention falls on the digit, on black, among
    parts of digits and on photographs.
    """
    found = record["metrics"]
    answers, inside = (
        [found[f"{name}{variant}"]["value"] for variant in ("", "_distractor", "_background")]
        for name in ("accuracy", "correctness")
    )
    mean = (
        f", on black over {len(record['seeds'])} seeds {found['correctness_mean']['value']:.3f} ± {found['correctness_std']['value']:.3f}"
        if "seeds" in record
        else ""
    )
    return f"accuracy {' / '.join(f'{100 * value:.1f}' for value in answers)} %, mask correctness {' / '.join(f'{value:.3f}' for value in inside)}{mean}"


def sketches(found: dict) -> str:
    """What drawings in strokes cost beside two models with less memory, and what share of real ones the judge reads."""
    real = ""
    if "judge_error" in found:
        middle, right = 100 * found["class_share_middle"]["value"], 100 * (1 - found["judge_error"]["value"])
        real = f"; with z = 0 {middle:.1f} % show it, of real drawings {right:.1f} %"
    return (
        f"nats a drawing, {found['neg_elbo_point']['value']:.2f} a point, {found['kl']['value']:.1f} of them KL "
        f"(one mixture {found['neg_elbo_one_mixture']['value']:.1f}, given the last step {found['neg_elbo_last_step']['value']:.1f}){real}"
    )


def likelihood(found: dict) -> str:
    """An exact likelihood beside those of the two tables, in bits a value where there are more levels than two."""
    tables = (("independent", "independent"), ("left-and-up table", "neighbours"))
    told = f"-log p {found['nll']['value']:.2f} nats, exact"
    if "nll_no_class" in found:
        told += f", told the class; {found['nll_no_class']['value']:.2f} not told"
    if "bits_independent" not in found:  # of codes
        both = f", {found['bits_both']['value']:.0f} with the coarse level's" if "bits_both" in found else ""
        told += f", {found['bits']['value']:.0f} bits a picture's codes{both}"
    elif found["bits"]["value"] > 0.4:
        return (
            f"{told}, {found['bits']['value']:.3f} bits a value ("
            + ", ".join(f"{name} {found[f'bits_{key}']['value']:.3f}" for name, key in tables)
            + ")"
        )
    return f"{told} (" + ", ".join(f"{name} {found[f'nll_{key}']['value']:.1f}" for name, key in tables) + ")"


def coding(found: dict) -> str:
    """What a picture's codes cost and keep, beside JPEG at as many bits and as many principal components."""
    return (
        f"{found['psnr']['value']:.2f} dB from {found['bits']['value']:.0f} bits (JPEG {found['psnr_jpeg']['value']:.2f}, principal components {found['psnr_pca']['value']:.2f}), "
        f"{100 * found['used']['value']:.0f} % of codes used, perplexity {found['perplexity']['value']:.1f}"
    )


def laid_out(card: explorer.Card) -> str:
    """What UMAP's map of a checkpoint's codes is worth; nothing where there is none."""
    if not has_map(card.folder):
        return ""
    told = json.loads((card.folder / TOLD).read_text())
    found = told["maps"][UMAP]
    agreed = (
        ""
        if found["accuracy"] is None
        else f", class agreed on {100 * found['accuracy']:.1f} % (codes {100 * told['codes']['accuracy']:.1f})"
    )
    return f"UMAP of its codes: trustworthiness {found['trustworthiness']:.3f}, continuity {found['continuity']:.3f}{agreed}"


def checkpoints() -> str:
    """One row a checkpoint: what was measured on its test set, and the minutes it was trained for."""
    rows = ["| checkpoint | -ELBO | -IWAE, k = 500 | squared error | also | trained |", "|---|---|---|---|---|---|"]
    for card in explorer.cards():
        record = json.loads((card.folder / "metrics.json").read_text())

        def shown(name: str, digits: int, found: dict = record["metrics"]) -> str:
            if name not in found:
                return ""
            return f"{found[name]['value']:.{digits}f}" + (
                f" (first {FIRST:,})" if found[name].get("pictures") == FIRST else ""
            )

        told = "; ".join(filter(None, [also(record), laid_out(card)]))
        rows.append(
            f"| `{card.name}` | {shown('neg_elbo', 2)} | {shown('neg_iwae_500', 2)} | {shown('mse', 4)} | {told} "
            f"| {record['seconds'] / 60:.0f} min, {record['threads']} thread, {record['device']} |"
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
    return "\n".join(
        [
            *rows,
            "",
            f"On {machine['cores']} cores, {machine['system']}, Python {machine['python']}, Chromium {machine['chromium']}.",
        ]
    )


TABLES = {
    ROOT / "trained" / "README.md": {"checkpoints": checkpoints, "targets": targets},
    ROOT / "benchmarks" / "README.md": {"speed": speed},
}


def filled(file: Path) -> str:
    """The text of a file with its tables written anew between their marks."""
    text, end = file.read_text(encoding="utf-8"), "<!-- end -->"
    for name, table in TABLES[file].items():
        before, mark, rest = text.partition(f"<!-- {name} -->\n")
        text = f"{before}{mark}{table()}\n{end}{rest.partition(end)[2]}"
    return text


if __name__ == "__main__":
    for written in TABLES:
        written.write_text(filled(written), encoding="utf-8")
