"""Make a reply bank of conversations of your own.

    python -m training.reply_bank CONVERSATIONS FOLDER [--encoder MODEL_FOLDER]

CONVERSATIONS is JSON lines, one conversation a line, or a folder of such files:

    {"turns": ["Is the kettle on?", "It has just boiled."]}

Every turn but the first becomes a reply to the one before it. `python app.py --bank FOLDER` lets
the assistant use it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from safetensors.torch import save_file

from assistant.checkpoint import load_model
from assistant.errors import AssistantError, BadData, BadInput
from assistant.language.bank import LIMIT, PAIRS, VECTORS
from assistant.language.fit import ReplyEncoder
from assistant.language.normalise import display
from assistant.stages import BUNDLED
from training.data.dialogue import read


def exchanges(path: Path) -> Iterator[tuple[str, str]]:
    """Prompt and reply, each pair once, in order.

    Raises:
        BadData: a file can't be read, or a line is not a conversation.
    """
    seen = set()
    for file in sorted(path.glob("*.jsonl*")) if path.is_dir() else [path]:
        for turns in read(file):
            for pair in zip(turns, turns[1:], strict=False):
                if pair not in seen:
                    seen.add(pair)
                    yield pair


def build(conversations: Path, folder: Path, encoder: ReplyEncoder) -> int:
    """Write the bank, whole or not at all; the number of exchanges.

    Raises:
        BadData: there is nothing to learn from, too much of it, or it is malformed.
        BadInput: the folder holds something else.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / PAIRS).exists():
        raise BadInput(f"{folder} holds something else: name a new folder for the bank.")
    pairs = list(exchanges(conversations))
    if not pairs:
        raise BadData(f"{conversations} holds no conversation of two turns or more.")
    if len(pairs) > LIMIT:
        raise BadData(f"{len(pairs)} exchanges are too many for one bank; {LIMIT} go in.")
    vectors = {
        "prompts": encoder.prompts([prompt for prompt, _ in pairs]).half(),
        "replies": encoder.replies([reply for _, reply in pairs]).half(),
    }
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        rows = [
            json.dumps({"prompt": p, "reply": display(r)}, ensure_ascii=False) for p, r in pairs
        ]
        (partial / PAIRS).write_text("\n".join(rows) + "\n", encoding="utf-8")
        save_file(vectors, str(partial / VECTORS))
        partial.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        partial.rename(folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return len(pairs)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.reply_bank", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("conversations", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--encoder", type=Path, default=BUNDLED / "reply_encoder")
    parsed = parser.parse_args(arguments)
    try:
        encoder = ReplyEncoder(load_model(parsed.encoder))
        count = build(parsed.conversations, parsed.folder, encoder)
    except AssistantError as error:
        print(f"reply_bank: {error}", file=sys.stderr)
        return 2 if isinstance(error, BadInput) else 1
    print(f"{count} exchanges in {parsed.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
