import pytest

from assistant.errors import BadModel
from training import phonemes
from training.phonemes import missing_words, pronounce, read_aloud


def test_words_become_phonemes_with_boundaries():
    lexicon = {"good": [("G", "UH", "D")], "day": [("D", "EY"), ("D", "AY")]}
    assert pronounce("good day", lexicon) == ["G", "UH", "D", "|", "D", "EY"]
    assert pronounce("good evening", lexicon) is None


def test_each_missing_word_is_named_once():
    lexicon = {"good": [("G", "UH", "D")]}
    assert missing_words(["good zyzzx", "day zyzzx", ""], lexicon) == ["day", "zyzzx"]


def test_words_are_read_aloud_once_for_each_network(monkeypatch, tmp_path):
    asked = []

    def read(words, network):
        asked.append(list(words))
        return {word: [("Z", "IH"), ("Z",)] for word in words if word != "qq"}

    monkeypatch.setattr(phonemes, "_read", read)
    network, cache = tmp_path / "network", tmp_path / "cache"
    network.mkdir()
    (network / "model.safetensors").write_bytes(b"weights")
    first = read_aloud(["zi", "qq"], network, cache)
    assert first == {"zi": [("Z", "IH"), ("Z",)]} == read_aloud(["zi", "qq"], network, cache)
    assert asked == [["zi", "qq"]]
    (network / "model.safetensors").write_bytes(b"other weights")
    read_aloud(["zi", "qq"], network, cache)
    read_aloud(["zi"], network, cache)
    assert asked == [["zi", "qq"], ["zi", "qq"], ["zi"]]
    assert not list(cache.glob("*.partial"))


def test_a_missing_network_that_reads_is_told(tmp_path):
    with pytest.raises(BadModel):
        read_aloud(["zi"], tmp_path / "none", tmp_path / "cache")
    assert not list((tmp_path / "cache").glob("read-*.json"))
