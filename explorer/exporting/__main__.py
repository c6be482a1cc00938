"""python -m explorer.exporting FOLDER PART FILE: write the graph of a checkpoint's part to a file."""

from __future__ import annotations

import argparse
import logging
import os
import warnings
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")


def main() -> None:
    """Writes the file whole or not at all: it is there under its name when it is done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("part")
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)

    from explorer.catalogue import Catalogue
    from explorer.exporting.graph import export

    model = Catalogue(trained=options.folder).load(options.folder.name)
    half = options.file.with_suffix(f".{os.getpid()}")
    half.write_bytes(export(model, options.part))
    half.replace(options.file)


if __name__ == "__main__":
    main()
