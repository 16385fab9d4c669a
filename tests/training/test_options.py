import pytest

from assistant.errors import BadOption
from training.options import Options, with_changes


def test_values_get_the_type_of_their_field():
    changed = with_changes(Options(), ["epochs=3", "learning_rate=1e-4", "data=open"])
    assert (changed.epochs, changed.learning_rate, changed.data) == (3, 1e-4, "open")
    assert changed.seed == Options().seed


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("epoch=3", "epochs"),
        ("epochs", "key=value"),
        ("epochs=many", "many"),
        ("data=some", "all, open"),
        ("=3", "key=value"),
    ],
)
def test_bad_changes_are_refused_with_what_would_do(change, says):
    with pytest.raises(BadOption, match=says):
        with_changes(Options(), [change])
