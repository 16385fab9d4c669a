"""The neural cache: by hand, against plain loops, and in what writes with it."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from assistant.errors import BadOption
from assistant.language.cache import BLOCK, Cache, CacheSettings, seen_last
from assistant.language.complete import Completer
from assistant.language.sampling import RECENT, Observed, RecentPenalty
from assistant.language.tokenizer import START_ID
from assistant.language.write import Writer, WritingOptions
from tests import tiny

WORDS = tiny.subwords()
VOCABULARY, FEATURES = 9, 3


def nothing(settings: CacheSettings) -> Cache:
    model = tiny.language_model(vocabulary=VOCABULARY, embedding=FEATURES)
    return Cache.empty(settings, model)


def text(places: int) -> tuple[Tensor, Tensor, Tensor]:
    """What the output layer saw at each place, what followed, and the network's distribution."""
    draw = torch.Generator().manual_seed(places)
    seen = torch.randn(places, FEATURES, generator=draw)
    following = torch.randint(VOCABULARY, (places,), generator=draw)
    return seen, following, torch.randn(places, VOCABULARY, generator=draw).log_softmax(-1)


def looped(settings: CacheSettings, place: int) -> list[float]:
    """The mixed distribution at one place of the text, in plain loops."""
    seen, following, log_probs = text(200)
    own = [math.exp(value) for value in log_probs[place].tolist()]
    before = range(max(0, place - settings.window), place)
    if not before:
        return own
    here = seen[place].tolist()
    alike = [
        math.exp(
            settings.sharpness * sum(a * b for a, b in zip(here, seen[i].tolist(), strict=True))
        )
        for i in before
    ]
    held = [0.0] * VOCABULARY
    for weight, i in zip(alike, before, strict=True):
        held[int(following[i])] += weight / sum(alike)
    return [(1 - settings.share) * p + settings.share * q for p, q in zip(own, held, strict=True)]


def test_by_hand() -> None:
    """Each place is like itself alone: what is like here counts three times."""
    cache = nothing(CacheSettings(0.5, sharpness=math.log(3)))
    seen = torch.eye(FEATURES)[[0, 1]]
    even = torch.full((1, VOCABULARY), 1 / VOCABULARY).log()
    assert cache.mixed(even, seen[:1]).equal(even), "nothing is before the first"
    cache = cache.after(seen, torch.tensor([5, 6]))
    mixed = cache.mixed(even, seen[:1])[0].exp()
    # 5 followed the place like this one (weight 3 of 4), 6 the other; the network gives 1/9 each.
    expected = torch.full((VOCABULARY,), 1 / 18)
    expected[5], expected[6] = 1 / 18 + 3 / 8, 1 / 18 + 1 / 8
    torch.testing.assert_close(mixed, expected)


@pytest.mark.parametrize("window", [1, 5, BLOCK - 1, BLOCK, BLOCK + 1, 100, 10**6])
def test_step_by_step_and_in_stretches_against_plain_loops(window: int) -> None:
    settings = CacheSettings(0.3, sharpness=0.8, window=window)
    seen, following, log_probs = text(200)
    own = log_probs.gather(1, following[:, None])[:, 0]
    stepped = stretched = nothing(settings)
    found: list[float] = []
    for start in (0, 1, 30, 31, 150):
        end = {0: 1, 1: 30, 30: 31, 31: 150, 150: 200}[start]
        piece = slice(start, end)
        part, stretched = stretched.read(own[piece], seen[piece], following[piece])
        found += part.tolist()
    for place in range(200):
        mixed = stepped.mixed(log_probs[place : place + 1], seen[place : place + 1])[0]
        assert float(mixed.exp().sum()) == pytest.approx(1, abs=1e-5)
        assert float(mixed[following[place]]) == pytest.approx(found[place], abs=1e-4)
        if place in (0, 1, 64, 65, 128, 199):
            assert mixed.exp().tolist() == pytest.approx(looped(settings, place), abs=1e-5)
        stepped = stepped.after(seen[place : place + 1], following[place : place + 1])
        assert len(stepped.followed) == min(place + 1, window)
        assert len(stepped.seen) + len(stepped.lately) == len(stepped.followed)
    assert stepped.followed.equal(stretched.followed)


def test_a_cache_never_changes() -> None:
    """Two ways to go on from one place know nothing of each other."""
    seen, following, log_probs = text(200)
    cache = nothing(CacheSettings(0.4)).after(seen[:70], following[:70])
    before = cache.mixed(log_probs[:4], seen[:4])
    left = cache.after(seen[70:71], torch.tensor([1]))
    right = cache.after(seen[70:71], torch.tensor([2]))
    assert cache.mixed(log_probs[:4], seen[:4]).equal(before)
    assert int(left.followed[-1]) == 1 and int(right.followed[-1]) == 2


def test_rows_are_mixed_alone() -> None:
    seen, following, log_probs = text(50)
    cache = nothing(CacheSettings(0.4)).after(seen, following)
    together = cache.mixed(log_probs[:6], seen[:6])
    for row in range(6):
        alone = cache.mixed(log_probs[row : row + 1], seen[row : row + 1])[0]
        torch.testing.assert_close(together[row], alone)


@pytest.mark.parametrize(
    "bad",
    [{"share": -0.1}, {"share": 1.0}, {"share": 0.1, "sharpness": -1}, {"share": 0.1, "window": 0},
     {"share": float("nan")}, {"share": 0.1, "sharpness": float("inf")}],
)  # fmt: skip
def test_impossible_settings(bad: dict[str, float]) -> None:
    with pytest.raises(BadOption):
        CacheSettings(**bad)  # type: ignore[arg-type]


# --- writing with it ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def writer() -> Writer:
    network = tiny.language_model(vocabulary=len(WORDS))
    return Writer(tiny.loaded("language_model", network, WORDS))


def written(writer: Writer, prompt: str, **options: object) -> list[int]:
    settings = WritingOptions(**{"cache": 0.4, **options})  # type: ignore[arg-type]
    return [token.id for token in writer.write(prompt, settings)]


@torch.inference_mode()
def oracle(writer: Writer, ids: list[int], share: float) -> Tensor:
    """What may follow these ids, with every place before them, from one pass of the network."""
    model = writer.model
    seen, _ = model.features(torch.tensor([ids]))
    log_probs = model.predict(seen)[0, -1:].log_softmax(-1)
    cache = Cache.empty(CacheSettings(share), model)
    return cache.after(seen[0, :-1], torch.tensor(ids[1:])).mixed(log_probs, seen[0, -1:])[0]


def test_what_it_writes_is_what_a_pass_over_all_of_it_says(writer: Writer) -> None:
    prompt = "hello, how are you today?"
    tokens = list(writer.write(prompt, WritingOptions(tokens=70, seed=5, cache=0.4)))
    ids = [START_ID, *WORDS.encode(prompt)]
    for token in tokens:
        expected = float(oracle(writer, ids, 0.4)[token.id])
        assert token.log_probability == pytest.approx(expected, abs=1e-3)
        ids.append(token.id)


def test_it_makes_a_difference_and_keeps_the_seed(writer: Writer) -> None:
    assert written(writer, "soup", seed=3) == written(writer, "soup", seed=3)
    assert written(writer, "soup", seed=3) != written(writer, "soup", seed=3, cache=0.0)
    assert written(writer, "", seed=3, tokens=5) == written(writer, "", seed=3, tokens=5)


def test_going_on_and_alternatives_with_it(writer: Writer) -> None:
    options = WritingOptions(tokens=90, temperature=0, alternatives=5, cache=0.4)
    whole = list(writer.write("hello ", options))
    begun = [token.id for token in whole[:80]]
    assert written(writer, "hello ", temperature=0, tokens=10) == begun[:10]
    rest = list(writer.write("hello ", options, begun))[:10]
    assert [token.id for token in rest] == [token.id for token in whole[80:]]
    again = writer.alternatives("hello ", begun, count=5, cache=0.4)
    assert [one.id for one in again] == [one.id for one in whole[80].alternatives]
    for one, other in zip(again, whole[80].alternatives, strict=True):
        assert one.log_probability == pytest.approx(other.log_probability, abs=1e-3)
    without = writer.alternatives("hello ", begun, count=5)
    assert [one.log_probability for one in again] != [one.log_probability for one in without]


@torch.inference_mode()
def judged(writer: Writer, share: float, lately: list[int]) -> tuple[Tensor, Tensor]:
    """What may follow, as the network and its cache hold it, and as repetition control leaves it;
    each of shape (vocab,)."""
    decoder = Observed(writer.model, [START_ID, *lately], share)
    log_probs, _ = decoder.step(decoder.start_ids, decoder.start())
    rule = RecentPenalty(1.0, tuple(lately), lambda: decoder.own)
    return log_probs[0], rule.apply(log_probs, torch.empty(1, 0, dtype=torch.long))[0]


def test_repetition_control_wins(writer: Writer) -> None:
    """What came lately gets nothing of the cache, whatever its share: against all that never
    came it stands exactly as it does without one."""
    lately = WORDS.encode("soup soup soup soup soup")
    _, without = judged(writer, 0.0, lately)
    boosted, within = judged(writer, 0.9, lately)
    torch.testing.assert_close(within, without + math.log(0.1))
    assert (boosted[lately] - 1.0 > without[lately]).any(), "else there is nothing to guard"


@pytest.mark.parametrize("repetition", [0.0, 2.0])
def test_no_loop_comes_of_it(writer: Writer, repetition: float) -> None:
    """Until something is further back than repetition control looks, all is as without it."""
    plain, cached = (
        written(writer, "what", tokens=60, seed=4, repetition=repetition, cache=share, top_p=1.0)
        for share in (0.0, 0.9)
    )
    assert plain == cached


def test_what_is_further_back_returns(writer: Writer) -> None:
    """Words of a prompt that is longer than what counts as lately come again more often."""
    rare = "the kettle is singing again. "
    prompt = rare * 4 + "don't forget to feed the kitten! " * 12
    wanted = set(WORDS.encode(rare)) - set(WORDS.encode(prompt)[-RECENT:])
    assert wanted
    plain, cached = (
        sum(index in wanted for index in written(writer, prompt, tokens=60, seed=4, cache=share))
        for share in (0.0, 0.9)
    )
    assert cached > plain


@pytest.mark.parametrize("share", [-0.1, 1.0, float("nan")])
def test_impossible_shares(writer: Writer, share: float) -> None:
    with pytest.raises(BadOption):
        WritingOptions(cache=share)
    with pytest.raises(BadOption):
        writer.suggest("soup", cache=share)
    with pytest.raises(BadOption):
        writer.alternatives("soup", cache=share)


# --- completing with it -------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["", "what shall we cook this evening? let's ", "soup " * 60])
def test_a_place_is_read_with_its_cache(writer: Writer, typed: str) -> None:
    completer = Completer(writer.model, WORDS)
    place = completer.reader.read(typed, START_ID, CacheSettings(0.4))
    expected = oracle(writer, [START_ID, *WORDS.encode(typed)], 0.4)
    torch.testing.assert_close(place.log_probs, expected, atol=1e-3, rtol=1e-3)


def test_typing_with_it_and_without_it_are_kept_apart(writer: Writer) -> None:
    """Typed letter by letter, with both in turns, as if asked anew."""
    typed = "let's make soup. i like soup. soup is "
    warm = Completer(writer.model, WORDS)
    for end in range(0, len(typed) + 1, 4):
        for settings in (None, CacheSettings(0.4), CacheSettings(0.1)):
            fresh = Completer(writer.model, WORDS)
            found, expected = (
                one.suggest(typed[:end], 0.0, 2, START_ID, settings) for one in (warm, fresh)
            )
            assert found.text == expected.text
            assert found.probability == pytest.approx(expected.probability, rel=1e-3)


def test_a_word_of_the_text_is_offered_again(writer: Writer) -> None:
    typed = "the kitten the kitten the kitten the "
    with_it, without = (
        sum(one.probability for one in found.words if one.word.startswith("k"))
        for found in (writer.suggest(typed, cache=share) for share in (0.8, 0.0))
    )
    assert with_it > 0.1 > without


def test_what_the_output_layer_saw_is_in_the_state(writer: Writer) -> None:
    with torch.inference_mode():
        seen, state = writer.model.features(torch.tensor([[START_ID, 9, 8, 7]]))
        torch.testing.assert_close(seen_last(writer.model, state), seen[:, -1])
