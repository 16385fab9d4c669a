from training.phonemes import missing_words, pronounce


def test_words_become_phonemes_with_boundaries():
    lexicon = {"good": [("G", "UH", "D")], "day": [("D", "EY"), ("D", "AY")]}
    assert pronounce("good day", lexicon) == ["G", "UH", "D", "|", "D", "EY"]
    assert pronounce("good evening", lexicon) is None


def test_each_missing_word_is_named_once():
    lexicon = {"good": [("G", "UH", "D")]}
    assert missing_words(["good zyzzx", "day zyzzx", ""], lexicon) == ["day", "zyzzx"]
