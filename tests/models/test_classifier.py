"""The understanding network: shapes, padding, constraints and spans."""

import pytest
import torch

from assistant.models.classifier import Classifier, ClassifierConfig, spans


def config(**changes: object) -> ClassifierConfig:
    sizes = {"words": 9, "characters": 7, "intents": ("none", "set", "stop"), "slots": ("time",)}
    small = {"embedding": 4, "character_embedding": 3, "filters": 5, "hidden": 6, "dropout": 0.0}
    return ClassifierConfig(**{**sizes, **small, **changes})  # type: ignore[arg-type]


def network(**changes: object) -> Classifier:
    torch.manual_seed(0)
    return Classifier(config(**changes)).eval()


def batch() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    words = torch.tensor([[2, 3, 4, 5], [6, 7, 0, 0]])
    letters = torch.tensor(
        [
            [[2, 3, 0], [4, 0, 0], [5, 6, 1], [3, 0, 0]],
            [[2, 2, 2], [3, 3, 0], [0, 0, 0], [0, 0, 0]],
        ]
    )
    return words, letters, torch.tensor([4, 2])


@pytest.mark.parametrize("changes", [{}, {"layers": 2}, {"slots_first": True}])
def test_padding_changes_nothing(changes: dict[str, object]) -> None:
    model = network(**changes)
    words, letters, lengths = batch()
    together = model(words, letters, lengths)
    assert together.intents.shape == (2, 3)
    assert together.emissions.shape == (2, 4, 3)
    alone = model(words[1:, :2], letters[1:, :2], lengths[1:])
    torch.testing.assert_close(together.intents[1:], alone.intents)
    torch.testing.assert_close(together.emissions[1:, :2], alone.emissions)
    wider = torch.nn.functional.pad(letters, (0, 4))
    torch.testing.assert_close(model(words, wider, lengths).emissions, together.emissions)


def test_the_intent_is_told_of_guessed_slots() -> None:
    """Tag 1 is certain at every word: it counts up to three words, and its highest is 1."""
    model = network(slots_first=True)
    assert model.guess is not None
    with torch.no_grad():
        model.guess.weight.zero_()
        model.guess.bias.copy_(torch.tensor([0.0, 60.0, 0.0]))
        model.intent.weight.zero_()
        model.intent.bias.zero_()
        counts, highest = model.intent.weight[:, -6:-3], model.intent.weight[:, -3:]
        counts[0, 1], highest[1, 1], counts[2, 0] = 1.0, 1.0, 1.0
    scores = model(*batch())
    expected = torch.tensor([[3.0, 1.0, 0.0], [2.0, 1.0, 0.0]])
    torch.testing.assert_close(scores.intents, expected)
    assert scores.guesses.shape == scores.emissions.shape


def test_without_first_guesses_the_weights_are_those_of_older_folders() -> None:
    model = network()
    assert model(*batch()).guesses is None
    assert not any(name.startswith("guess") for name in model.state_dict())
    assert model.intent.in_features == 2 * 2 * model.config.hidden


def test_letters_tell_unknown_words_apart() -> None:
    model = network()
    words, lengths = torch.tensor([[1, 1]]), torch.tensor([2])
    one = model(words, torch.tensor([[[2, 3], [4, 5]]]), lengths)
    other = model(words, torch.tensor([[[2, 3], [5, 4]]]), lengths)
    assert not torch.allclose(one.intents, other.intents)


def test_an_intent_has_only_the_slots_that_it_can_have() -> None:
    model = network(allowed=((), (0,), ()))
    words, letters, lengths = batch()
    scores = model(words, letters, lengths)
    scores.emissions[..., 1:] += 50.0
    assert not model.decode(scores, lengths, torch.tensor([2, 0])).any()
    assert model.decode(scores, lengths, torch.tensor([1, 1]))[0].all()


def test_without_slots_every_tag_is_o() -> None:
    model = network(slots=())
    words, letters, lengths = batch()
    scores = model(words, letters, lengths)
    assert scores.emissions.shape == (2, 4, 1)
    assert not model.decode(scores, lengths).any()


def test_temperature_flattens_and_keeps_the_order() -> None:
    model = network()
    logits = torch.tensor([[1.0, 3.0, 2.0]])
    sharp = model.probabilities(logits)
    model.temperature.fill_(4.0)
    flat = model.probabilities(logits)
    assert float(flat.sum()) == pytest.approx(1.0)
    assert flat.argsort().tolist() == sharp.argsort().tolist()
    assert float(flat.max()) < float(sharp.max())
    assert "temperature" in model.state_dict()


@pytest.mark.parametrize(
    "changes",
    [
        {"intents": ()},
        {"intents": ("a", "a")},
        {"slots": ("",)},
        {"allowed": ((0,),)},
        {"allowed": ((1,), (), ())},
    ],
)
def test_a_config_that_makes_no_sense_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="intent|allowed|slot"):
        config(**changes)


def test_lists_from_a_file_are_tuples() -> None:
    made = config(intents=["none", "set"], slots=["time"], allowed=[[], [0]])
    assert (made.intents, made.slots, made.allowed) == (("none", "set"), ("time",), ((), (0,)))


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ("", []),
        ("O O", []),
        ("B-a I-a O B-b", [("a", 0, 2), ("b", 3, 4)]),
        ("B-a B-a I-a", [("a", 0, 1), ("a", 1, 3)]),
        ("I-a I-b I-b", [("a", 0, 1), ("b", 1, 3)]),
        ("B-a-b I-a-b", [("a-b", 0, 2)]),
    ],
)
def test_spans_by_hand(tags: str, found: list[tuple[str, int, int]]) -> None:
    assert spans(tags.split()) == found
