"""Windows are changed as the spec says, and what follows them with them."""

import numpy as np
import pytest
import torch

from engine.series import Windows
from engine.series_augmentation import Changed
from engine.spec import Augmentation, SpecError, parse

ROWS = np.arange(20)


@pytest.fixture(autouse=True)
def _seeded():
    torch.manual_seed(3)


@pytest.fixture
def windows():
    """20 windows of 8 steps and 4 that follow, on two stretches of 40 steps whose values are their places."""
    values = np.arange(80, dtype=np.float32)[:, None] + np.array([[0, 100]], dtype=np.float32)
    firsts = np.concatenate([np.arange(10), 40 + np.arange(10)])
    return Windows(values, np.ones((80, 2), dtype=bool), firsts, firsts // 40 * 40, context=8, horizon=4)


def test_without_settings_nothing_changes(windows):
    changed = Changed(Augmentation(), windows, ROWS)

    assert np.array_equal(changed.past(), windows.past(ROWS))
    assert np.array_equal(changed.future()[0], windows.future(ROWS))


def test_windows_move_back_but_not_out_of_their_stretch(windows):
    changed = Changed(Augmentation(shift=5), windows, ROWS)
    moved = windows.past(ROWS)[:, 0, 0] - changed.past()[:, 0, 0].numpy()

    assert moved.min() == 0
    assert moved.max() > 1
    assert (moved <= np.minimum(5, windows.firsts - windows.earliest)).all()
    assert np.array_equal(changed.future()[0][:, 0, 0], changed.past()[:, -1, 0] + 1)
    assert np.array_equal(changed.last, changed.past()[:, -1, 0])


def test_what_follows_is_scaled_as_what_is_read(windows):
    changed = Changed(Augmentation(scaling=0.3), windows, ROWS)
    read, follows = changed.past().numpy()[:, 1:] / windows.past(ROWS)[:, 1:], changed.future()[0].numpy()

    assert read.min() >= 0.7 - 1e-5
    assert read.max() <= 1.3 + 1e-5
    assert read.std(axis=0).max() > 0.05
    assert read[:, -1:] * windows.future(ROWS) == pytest.approx(follows, rel=1e-5)


def test_noise_is_added_to_what_is_read_only(windows):
    changed = Changed(Augmentation(jitter=0.5), windows, ROWS)

    assert (changed.past().numpy() - windows.past(ROWS)).std() == pytest.approx(0.5, rel=0.2)
    assert np.array_equal(changed.future()[0], windows.future(ROWS))


def test_the_same_is_drawn_from_the_same_state_of_the_generator(windows):
    settings, state = Augmentation(jitter=0.1, scaling=0.1, shift=3), torch.get_rng_state()
    first, second = Changed(settings, windows, ROWS), Changed(settings, windows, ROWS)
    torch.set_rng_state(state)

    assert torch.equal(Changed(settings, windows, ROWS).past(), first.past())
    assert not torch.equal(second.past(), first.past())


@pytest.mark.parametrize("setting", [{"jitter": 0.1}, {"scaling": 0.1}, {"shift": 3}])
def test_texts_have_no_windows_to_change(setting):
    data = {"path": "/data/notes.csv", "text": "note", "label": "fault"}

    with pytest.raises(SpecError) as error:
        parse({"task": "text-classification", "model": {"path": "/b"}, "data": data, "augmentation": setting})

    assert [(fault.path, fault.code) for fault in error.value.faults] == [("augmentation", "spec_clash")]
