"""Where the data sets are: `$REFRAIN_DATA`, or `shared/data` beside the project."""

from __future__ import annotations

import os
from pathlib import Path

from assistant.errors import BadData

PROJECT = Path(__file__).resolve().parents[2]


def data_folder(kind: str) -> Path:
    """The folder of `speech` or `text` data.

    Raises:
        BadData: it is in none of the places where we look.
    """
    places = [PROJECT.parent / "shared" / "data", PROJECT / "shared" / "data"]
    if named := os.environ.get("REFRAIN_DATA"):
        places.insert(0, Path(named))
    for place in places:
        if (place / kind).is_dir():
            return place / kind
    raise BadData(
        f"No {kind} data found. Set REFRAIN_DATA to the folder that holds {kind!r}; "
        f"looked in {', '.join(map(str, places))}."
    )
