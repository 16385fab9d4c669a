"""No test touches what the user of this machine keeps: lists, timers, taught phrases."""

from __future__ import annotations

import os
import tempfile

_HOME = tempfile.TemporaryDirectory(prefix="refrain-tests-")
os.environ["REFRAIN_HOME"] = _HOME.name  # before anything is imported, and for child processes
