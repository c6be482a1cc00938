"""Training from raw data to ``trained/NAME``: ``python -m train``. May import explorer.models, never pages."""

import os

# Virtual machines may name AMX among their processor's features and then forbid it: bfloat16 products end in an illegal
# instruction. Read by torch when it is imported; a cap, so older processors are not concerned.
os.environ.setdefault("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_BF16")
