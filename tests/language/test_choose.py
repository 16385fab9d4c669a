"""Why one reply is better than another."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch
from torch import Tensor

from assistant.errors import BadModel
from assistant.language.choose import DEFAULT_WEIGHTS, FEATURES, Chooser, Situation
from assistant.messages import Candidate, Turn
from assistant.stages import CHOOSING


def written(text: str = "I like soup with carrots.", **changes: float) -> Candidate:
    return Candidate(text, "generated", ids=(9,), likely=-1.0, common=-2.0, **changes)  # type: ignore[arg-type]


def talk(*texts: str) -> list[Turn]:
    """The last one is the user's."""
    last = len(texts) - 1
    return [Turn("assistant" if (last - i) % 2 else "user", text) for i, text in enumerate(texts)]


ASKED = Situation(talk("What do you cook?"))


class Letters:
    """Vectors of letter counts: texts fit that share letters."""

    def contexts(self, histories: Sequence[Sequence[Turn]]) -> Tensor:
        return self.replies([turns[-1].text for turns in histories])

    def replies(self, texts: Sequence[str]) -> Tensor:
        rows = [[text.lower().count(chr(97 + i)) for i in range(26)] for text in texts]
        return torch.nn.functional.normalize(torch.tensor(rows, dtype=torch.float), dim=1)


def feature(name: str, candidates: list[Candidate], situation: Situation = ASKED) -> list[float]:
    return list(FEATURES[name](candidates, situation))


def test_fit_is_the_dot_product_and_nothing_without_an_encoder() -> None:
    candidates = [written("What do you cook?"), written("Zzz.")]
    assert feature("fit", candidates, Situation(ASKED.history, Letters())) == pytest.approx([1, 0])
    assert feature("fit", candidates) == [0, 0]
    assert feature("fit", []) == []


def test_what_nobody_wrote_is_as_likely_as_the_best_that_was() -> None:
    given = Candidate("I don't eat.", "persona", match=0.8)
    candidates = [written(), Candidate("Soup.", "generated", ids=(3,), likely=-0.5), given]
    assert feature("likely", candidates) == [-1.0, -0.5, -0.5]
    assert feature("likely", [given]) == [0.0]
    assert feature("prepared", candidates) == [0, 0, 1]
    assert feature("open_ended", [*candidates, Candidate("How so?", "persona")]) == [0, 0, 0, 1]
    assert feature("sure", candidates) == [0, 0, 0.8]


def test_what_the_network_was_asked_about_keeps_its_own_likelihood() -> None:
    weighed = Candidate("How so?", "persona", likely=-3.0, common=-4.0)
    candidates = [written(), weighed, Candidate("I don't eat.", "persona", match=0.8)]
    assert feature("likely", candidates) == [-1.0, -3.0, -1.0]
    assert feature("common", candidates) == [-2.0, -4.0, -2.0]


def test_a_cue_counts_and_excuses_who_is_spoken_to() -> None:
    cued, plain = (Candidate("It'll keep.", "persona", cued=one) for one in (0.5, 0.0))
    assert feature("cued", [cued, plain, written()]) == [0.5, 0, 0]
    of_both = Situation(talk("Do you think I should ask?"))
    assert feature("addressed", [cued, plain], of_both) == [0, -1]
    assert feature("addressed", [cued, plain], Situation(talk("Do you dance?"))) == [-1, -1]


def test_who_is_spoken_to_answers_as_itself() -> None:
    given = Candidate("I have no feet.", "persona", match=0.5)
    talked_to = Situation(talk("Do you dance?"))
    open_ended = Candidate("How so?", "persona")
    assert feature("addressed", [written(), given, open_ended], talked_to) == [0, 1, -1]
    assert feature("addressed", [given], Situation(talk("I went dancing."))) == [0]


def test_repetition_by_hand() -> None:
    before = Situation(talk("Hm?", "I like soup with carrots.", "And?"))
    texts = ("I like soup with carrots!", "I like soup.", "No!")
    same, near, other = (written(text) for text in texts)
    # {i like soup with carrots !} and {... .}: five of seven.
    assert feature("repeats", [same, near, other], before)[0] == pytest.approx(5 / 7)
    assert feature("repeats", [same, near, other], before)[2] == 0
    assert feature("again", [same, near, other], before) == [1, 0, 0]
    assert feature("again", [same]) == [0]


def test_the_users_own_words_are_no_reply() -> None:
    parrot, other = written("I miss her."), written("I miss her too.")
    planned = Candidate("I miss her.", "persona", match=1.0)
    asked = Situation(talk("i miss her"))
    assert feature("again", [parrot, other, planned], asked) == [1, 0, 0]
    assert feature("again", [written("Good night!")], Situation(talk("good night"))) == [0]


def test_echoes_look_at_all_that_the_user_said() -> None:
    history = Situation(talk("I grow tall tomatoes", "Nice.", "and you"))
    candidates = [written("I grow tall tomatoes"), written("Nice.")]
    assert feature("echoes", candidates, history) == [1, 0]


def test_a_third_question_in_a_row_counts_against_a_reply() -> None:
    asked_twice = Situation(talk("Hi", "How are you?", "fine", "And the cat?", "fine too"))
    asked_once = Situation(talk("Hi", "How are you?", "fine", "I see.", "yes"))
    candidates = [written("And the dog?"), written("Good.")]
    assert feature("asks_again", candidates, asked_twice) == [1, 0]
    assert feature("asks_again", candidates, asked_once) == [0, 0]


def test_stammers_short_and_unfinished() -> None:
    assert feature("stammers", [written("I'm sorry, I'm sorry"), written()]) == [2, 0]
    assert feature("stammers", [written("A trip to a trip")]) == [2]
    assert feature("short", [written("No"), written()]) == [4, 0]
    assert feature("unfinished", [written(finished=False), written()]) == [1, 0]


def test_a_cheer_at_bad_news_and_a_condolence_for_good_news() -> None:
    cheer, condolence = written("That's great!"), written("I'm sorry to hear that.")
    bad, good = Situation(talk("I broke my arm.")), Situation(talk("I won the race!"))
    assert feature("tactless", [cheer, condolence], bad) == [1, 0]
    assert feature("tactless", [cheer, condolence], good) == [0, 1]
    assert feature("tactless", [cheer, condolence]) == [0, 0]


def test_contradictions_are_looked_for_in_what_the_network_wrote() -> None:
    doubted = Situation(ASKED.history, contradicts=lambda reply: "wife" in reply)
    own = Candidate("I have no wife.", "persona")
    assert feature("contradicts", [written("My wife cooks."), written(), own], doubted) == [1, 0, 0]


def test_the_score_is_the_weighted_sum_and_the_best_comes_first() -> None:
    weights = dict.fromkeys(FEATURES, 0.0) | {"likely": 2.0, "short": -1.0}
    rated = Chooser(weights).rate([written("No"), written()], ASKED)
    assert [one.candidate.text for one in rated] == ["I like soup with carrots.", "No"]
    assert [one.score for one in rated] == [-2.0, -6.0]


def test_what_was_said_before_comes_after_everything_else() -> None:
    before = Situation(talk("Hm?", "Yes, I like soup.", "And?"))
    poor = Candidate("Eh", "generated", ids=(3,), likely=-9.0, finished=False)
    rated = Chooser().rate([written("Yes, I like soup."), poor], before)
    assert rated[0].candidate is poor


def test_weights_and_features_must_match() -> None:
    with pytest.raises(BadModel, match="luck"):
        Chooser({**DEFAULT_WEIGHTS, "luck": 1.0})
    with pytest.raises(BadModel, match="fit"):
        Chooser({name: 1.0 for name in FEATURES if name != "fit"})
    with pytest.raises(BadModel, match="number"):
        Chooser({**DEFAULT_WEIGHTS, "fit": "much"})  # type: ignore[dict-item]


@pytest.mark.parametrize("content", ["", "{}", '{"weights": 3, "floor": 1}', '{"weights": {}}'])
def test_a_damaged_file_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "choosing.json"
    path.write_text(content)
    with pytest.raises(BadModel, match=r"choosing\.json"):
        Chooser.read(path)
    with pytest.raises(BadModel):
        Chooser.read(tmp_path / "missing.json")


def test_the_bundled_weights_can_be_read() -> None:
    assert Chooser.read(CHOOSING).weights == json.loads(CHOOSING.read_text())["weights"]


def test_what_is_not_known_is_not_guessed() -> None:
    honest = Candidate("I don't know.", "persona", cued=2.0, admits=True)
    topic = Candidate("I count to ten.", "persona", match=0.9)
    cued = Candidate("Nice, numbers.", "persona", cued=1.0)
    idle = Candidate("How so?", "persona")
    candidates = [written(), idle, cued, topic, honest]
    assert feature("guessed", candidates) == [1, 1, 0, 0, 0]
    unsure = Candidate("I don't know.", "persona", match=0.25, admits=True)
    assert feature("guessed", [written(), unsure]) == [0.25, 0]
    assert feature("guessed", candidates[:-1]) == [0, 0, 0, 0]
    assert Chooser().rate(candidates, ASKED)[-1].candidate in (candidates[0], idle)
