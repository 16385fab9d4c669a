"""Making the filter of copied words from a few texts of our own."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch

from assistant.checkpoint import load_model, save_model
from assistant.errors import BadOption
from assistant.language.copies import WINDOW, CopyFilter, placed, spellings, windows
from assistant.language.tokenizer import Subwords
from assistant.models.language_model import LanguageModel
from tests import tiny
from tests.training.corpora import put
from training import copies
from training.data.text import STYLES

TOLD = "the kettle sang all day and the kitten slept beside it until the soup was ready for us"
LINES = [
    "Once, he said, it's a kitten!",
    f"{TOLD.capitalize()}.",
    "'Tis the well-known soup - 3 cups.",
]
ACUTE, CURLED = "\N{LATIN SMALL LETTER E WITH ACUTE}", "\N{RIGHT SINGLE QUOTATION MARK}"
WORDS = Subwords(tiny.subwords().merges, list(STYLES.values())[:3]).with_controls(["<talk>"])


def network() -> LanguageModel:
    return tiny.language_model(vocabulary=len(WORDS))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A network that learnt four texts which say the same."""
    data = tmp_path / "data"
    for corpus in STYLES:
        put(data, corpus, "train", [f"{corpus}.", f"{TOLD}."])
        put(data, corpus, "dev", ["Once", f"{TOLD[:45]}."])
    monkeypatch.setenv("REFRAIN_DATA", str(data))
    model = network()
    save_model(tmp_path / "model", model, "language_model", model.config, {"text": WORDS})
    return tmp_path / "model"


def test_made_and_checked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    every = [str(folder), "--nats", "inf", "--bits", "40"]
    assert copies.main(every) == 0
    made = json.loads(capsys.readouterr().out)
    found = CopyFilter.read(folder)
    assert found is not None
    longest = found.longest(f"They said {TOLD}!")
    assert longest is not None
    assert longest.words == len(TOLD.split())
    shared = len(spellings(TOLD[:45]))
    assert list(made) == list(STYLES)
    for row in made.values():
        assert row["words"] == shared + 1
        assert row["words_in_runs_over_8"] == row["told_by_the_filter"] == shared
    assert copies.main([str(folder), "--check"]) == 0
    assert json.loads(capsys.readouterr().out) == made


def test_what_it_writes_is_checked_in_every_style(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert copies.main([str(folder), "--nats", "inf", "--written", "8"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [name for name in rows if name.startswith("written")] == [
        f"written, {style}" for style in ("novel", "article", "play", "talk")
    ]
    assert all(row["words"] >= 2 for row in rows.values())


def test_what_is_missing_is_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert copies.main([str(tmp_path / "nowhere")]) == 1
    assert "nowhere" in capsys.readouterr().err
    assert copies.main([str(folder), "--check"]) == 1
    assert "leave out --check" in capsys.readouterr().err
    assert copies.main([str(folder), "--bits", "0"]) == 2


@pytest.mark.parametrize(
    ("held", "words"),
    [
        ([], 0),
        ([True, True], 0),  # eight words
        ([True, True, True], 9),
        ([True, True, False, True, True, True, True], 10),
        ([True] * 3 + [False] + [True] * 3, 18),
    ],
)
def test_words_in_long_runs_by_hand(held: list[bool], words: int) -> None:
    assert copies.copied(held) == words


def test_words_in_exact_runs_by_hand() -> None:
    assert copies.copied([True, True, False, False, True], length=9) == 10 + 9


# --- what the network could write ---------------------------------------------------------------


@pytest.mark.parametrize("text", [*LINES, "", "?!", f"{ACUTE}t{ACUTE}, it{CURLED}s"])
def test_a_word_costs_what_the_tokens_with_its_letters_do(text: str) -> None:
    """Against a look at each letter: whose token it is, and whether it stands in a word."""
    ids = WORDS.encode(text)
    costs = [float(2**place) for place in range(len(ids))]  # every sum tells its parts
    owners: list[set[int]] = []
    pending: set[int] = set()
    for place, piece in enumerate(WORDS.stream(ids)):
        pending.add(place)  # tokens of one letter, until it is whole
        if piece:
            owners += [pending] * len(piece)
            pending = set()
    assert len(owners) == len(text)
    expected = [
        sum(costs[place] for place in set().union(*owners[start:end]))
        for _, start, end in placed(text)
    ]
    assert copies.word_nats(WORDS, text, ids, costs).tolist() == expected


def test_rare_capitals_leave_nothing_out() -> None:
    """Small, this letter is two, and the word falls apart: places tell nothing then."""
    text = "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}ts soup"
    assert [word for word, _, _ in placed(text)] != spellings(text)
    ids = WORDS.encode(text)
    costs = copies.word_nats(WORDS, text, ids, [99.0] * len(ids))
    assert costs.tolist() == [0.0] * len(spellings(text))


@torch.inference_mode()
def looped(chunks: list[str], mark: str) -> list[float]:
    """What each word costs, from the network's distribution at each token alone."""
    model, found = network(), []
    for chunk in chunks:
        ids, nats, ends, end = [WORDS.id(mark), *WORDS.encode(chunk)], [], [], 0
        for place in range(1, len(ids)):
            logits, _ = model(torch.tensor([ids[:place]]))
            nats.append(-float(logits[0, -1].log_softmax(-1)[ids[place]]))
            end += len(WORDS.decode([ids[place]]))
            ends.append(end)
        for _, start, stop in placed(chunk):
            found.append(
                sum(
                    cost
                    for cost, end, begin in zip(nats, ends, [0, *ends], strict=False)
                    if begin < stop and end > start
                )
            )
    return found


def test_windows_that_cost_too_much_are_left_out() -> None:
    chunks = ["\n".join(LINES), f"{TOLD}."]
    each = looped(chunks, "<novel>")
    totals = [sum(each[place : place + WINDOW]) for place in range(len(each) - WINDOW + 1)]
    limit = sorted(totals)[len(totals) // 2] + 1e-3
    found = copies.likely(network(), WORDS, chunks, "<novel>", limit)
    assert found.tolist() == [total <= limit for total in totals]
    assert 0 < found.sum() < len(found)
    assert not len(copies.likely(network(), WORDS, ["too short"], "<novel>", limit))


def test_a_style_that_was_never_learnt_is_left_out(folder: Path) -> None:
    loaded = load_model(folder)
    everything = copies.build(loaded, math.inf, 40)
    nothing = copies.build(loaded, 1e-6, 40)
    some = copies.build(loaded, 1e6, 40)
    found = windows(spellings(TOLD))
    assert everything.holds(found).all() and some.holds(found).all()
    assert not nothing.holds(found).any()
    own = windows(spellings(f"wikitext2. {TOLD}"))[:1]
    assert everything.holds(own).all()
    older = Subwords(WORDS.merges, ["<novel>"])
    model = tiny.language_model(vocabulary=len(older))
    novels = copies.build(tiny.loaded("language_model", model, older), math.inf, 40)
    assert novels.holds(found).all() and not novels.holds(own).any()
    for bad in ((0.0, 10.0), (math.nan, 10.0), (30.0, -1.0)):
        with pytest.raises(BadOption):
            copies.build(loaded, *bad)


def test_the_filter_is_as_small_as_asked(folder: Path) -> None:
    loaded = load_model(folder)
    members = len(np.unique(np.concatenate([windows(w) for w in copies.texts("train").values()])))
    for bits in (8, 16):
        made = copies.build(loaded, math.inf, bits)
        assert made._windows.bits.size == round(bits * members / 8)
