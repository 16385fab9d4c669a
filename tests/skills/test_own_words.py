"""What the user has named is expected to be said."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import StoreError
from assistant.skills.own_words import own_words
from assistant.skills.store import SqliteStore
from assistant.speech.vocabulary import Vocabulary

NOON = datetime(2030, 5, 4, 12, tzinfo=UTC)


def test_names_items_and_phrases_in_that_order(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "store.sqlite")
    assert own_words(store) == ()
    store.add_items("shopping", ["Oat milk", "quinoa", "2 lemons"])
    store.add_alert("timer", NOON, "sourdough", 600.0)
    store.add_alert("alarm", NOON)
    store.teach("movie time", "dim the lights")
    store.teach("play {what} for me", "put on {what}")
    found = own_words(store)
    assert set(found[:3]) == {"oat milk", "quinoa", "two lemons"}
    assert found[3:5] == ("sourdough", "shopping")
    assert set(found[5:]) == {"movie time", "play", "for me"}
    assert ("two", "lemons") in Vocabulary.of(found).phrases


def test_a_store_that_fails_has_no_words() -> None:
    class Broken:
        def list_names(self) -> list[str]:
            raise StoreError("The disk is gone.")

    assert own_words(Broken()) == ()  # type: ignore[arg-type]
