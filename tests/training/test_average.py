import torch

from tests import tiny
from training import average


def test_mean_of_floats_and_the_last_of_the_rest():
    first = {"weight": torch.tensor([1.0, 4.0]), "count": torch.tensor(3)}
    last = {"weight": torch.tensor([3.0, 0.0]), "count": torch.tensor(5)}
    mean = average.average([first, last])
    assert mean["weight"].tolist() == [2.0, 2.0]
    assert int(mean["count"]) == 5
    assert first["weight"].tolist() == [1.0, 4.0]


def test_one_state_is_its_own_average():
    state = tiny.ctc().state_dict()
    mean = average.average([state])
    assert all(torch.equal(mean[name], value) for name, value in state.items())


def test_what_can_not_be_averaged_is_said(tmp_path, capsys):
    (tmp_path / "a.pt").write_bytes(b"broken")
    arguments = ["speech", str(tmp_path / "a.pt"), "--to", str(tmp_path / "out")]
    assert average.main(arguments) == 1
    assert "Can't average" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_what_another_recipe_trained_comes_first(tmp_path, capsys):
    folder = tmp_path / "spelt"
    folder.mkdir()
    (folder / "metrics.json").write_text('{"settings": {"seed": 2, "prediction": 384}}')
    arguments = ["speech", str(folder), "--to", str(tmp_path / "out")]
    assert average.main(arguments) == 1
    told = capsys.readouterr().err
    assert "knows no prediction" in told and "put another source last" in told
