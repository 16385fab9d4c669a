"""Measurements of speed, size and quality: `python -m bench`."""

from __future__ import annotations

import os
import tempfile

_HOME = tempfile.TemporaryDirectory(prefix="refrain-bench-")
# A question may be taken for a command: what the user keeps must not change.
os.environ["REFRAIN_HOME"] = _HOME.name
