"""A verdict belongs to the very answer that was read."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import BadData
from bench.verdicts import Verdict, checksum, judged, read_rows, read_verdicts, write_template


def test_a_verdict_on_an_answer_that_has_changed_is_refused() -> None:
    verdicts = [
        Verdict(1, checksum("It rains."), True, ""),
        Verdict(2, checksum("It snows."), False, ""),
        Verdict(3, checksum("It hails."), None, ""),
        Verdict(9, checksum("Gone."), True, ""),
    ]
    found = judged({1: "It rains.", 2: "It snows!", 3: "It hails.", 4: "Sun."}, verdicts)
    assert found.values == {1: True}
    assert found.changed == (2,)
    assert found.unread == (3, 4)


def test_a_template_comes_back_as_unjudged_verdicts_once_filled_in_it_stays(tmp_path: Path) -> None:
    path = tmp_path / "new" / "verdicts.jsonl"
    rows = [{"number": 1, "answer": "\N{SNOWMAN} hello"}, {"number": 2, "answer": ""}]
    assert write_template(path, "ok", rows)
    assert read_verdicts(path, "ok", (True, False)) == [
        Verdict(1, checksum("\N{SNOWMAN} hello"), None, ""),
        Verdict(2, "00000000", None, ""),
    ]
    assert write_template(path, "ok", rows)
    filled = path.read_text(encoding="utf-8").replace("null", "false", 1)
    path.write_text(filled, encoding="utf-8")
    assert not write_template(path, "ok", rows)
    assert path.read_text(encoding="utf-8") == filled
    assert read_verdicts(path, "ok", (True, False))[0].value is False


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "line 2 is not JSON"),
        ("[1]", "line 2: number, crc, ok missing"),
        ('{"number": 2, "ok": true}', "line 2: crc missing"),
        ('{"number": 2, "crc": "0", "ok": "yes"}', "\"ok\" is 'yes'; give one of true, false"),
        ('{"number": 1, "crc": "0", "ok": true}', "number 1 is judged twice"),
        ('{"number": "2", "crc": "0", "ok": true}', "number '2' is judged twice or is no number"),
    ],
)
def test_a_broken_file_is_told_with_its_line(tmp_path: Path, line: str, complaint: str) -> None:
    path = tmp_path / "verdicts.jsonl"
    path.write_text(f'{{"number": 1, "crc": "0", "ok": null}}\n{line}\n', encoding="utf-8")
    with pytest.raises(BadData, match=complaint):
        read_verdicts(path, "ok", (True, False))


@pytest.mark.parametrize("content", [None, b"\xff\xfe{"])
def test_a_file_that_is_no_text_is_told(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "rows.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadData, match="can't be read"):
        read_rows(path, ())
