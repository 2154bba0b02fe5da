"""Pictures are changed as the spec says, and what is known of them with them."""

import numpy as np
import pytest
import torch

from engine.pictures.augmentation import Changes, mix
from engine.spec import Augmentation, SpecError, parse

SHAPE = (16, 3, 24, 32)  # height and width differ, so that the two cannot be mistaken
MARK = np.array([[0.25, 0.5, 0.375, 0.75]])  # left, top, right, bottom


@pytest.fixture
def marked():
    """Black pictures, a white box at MARK."""
    values = torch.zeros(SHAPE)
    values[:, :, 12:18, 8:12] = 255
    return values


@pytest.fixture(autouse=True)
def _seeded():
    torch.manual_seed(3)


def box_of(picture):
    """Where the white of a picture is."""
    rows, columns = (picture[0] > 128).nonzero(as_tuple=True)
    height, width = picture.shape[1:]
    left, right, top, bottom = columns.min(), columns.max() + 1, rows.min(), rows.max() + 1
    return [float(left) / width, float(top) / height, float(right) / width, float(bottom) / height]


@pytest.mark.parametrize(
    "chosen", [Augmentation(crop=0.2), Augmentation(flip=True), Augmentation(crop=0.2, flip=True, color=0.3)]
)
def test_boxes_go_where_the_picture_goes(marked, chosen):
    change = Changes(chosen, SHAPE)
    changed = change(marked)

    moved = [change.corners(place, MARK)[0].tolist() for place in range(len(changed))]
    assert moved == [pytest.approx(box_of(picture), abs=1e-6) for picture in changed]
    assert len({tuple(each) for each in moved}) > 1


def test_pictures_are_mirrored_about_half_of_the_time(marked):
    mirrored = Changes(Augmentation(flip=True), (1000, *SHAPE[1:])).flipped

    assert 400 < mirrored.sum() < 600


def test_nothing_moves_farther_than_the_share_that_is_asked_for():
    moved = Changes(Augmentation(crop=0.25), (1000, *SHAPE[1:])).moved

    assert moved.min(axis=0).tolist() == [-6, -8]
    assert moved.max(axis=0).tolist() == [6, 8]


def test_where_a_picture_was_moved_away_its_edge_goes_on():
    values = torch.full(SHAPE, 90.0)

    assert Changes(Augmentation(crop=0.5), SHAPE)(values).equal(values)


def test_light_and_colour_change_and_stay_what_a_picture_can_show():
    values = torch.randint(0, 256, SHAPE).float()
    change = Changes(Augmentation(color=0.5), SHAPE)
    lit = change(values)

    assert lit.min() >= 0
    assert lit.max() <= 255
    ratios = lit.mean(dim=(1, 2, 3)) / values.mean(dim=(1, 2, 3))
    assert np.corrcoef(ratios.numpy(), change.light[:, 0])[0, 1] > 0.9  # mostly the brightness that was drawn
    assert change.corners(0, MARK).tolist() == MARK.tolist()


def test_grey_stays_grey_in_whatever_light():
    grey = torch.randint(0, 256, (16, 1, 24, 32)).float().expand(SHAPE)
    lit = Changes(Augmentation(color=0.9), SHAPE)(grey)

    assert torch.allclose(lit[:, :1].expand(SHAPE), lit, atol=1e-3)


def test_without_augmentation_nothing_changes(marked):
    assert Changes(Augmentation(), SHAPE)(marked).equal(marked)


def test_mixing_says_with_which_other_and_by_how_much(marked):
    values = torch.arange(16.0).view(-1, 1, 1, 1).expand(SHAPE)
    mixed, others, share = mix(values, 0.4)

    assert 0 <= share <= 1
    assert sorted(others.tolist()) == list(range(16))
    assert torch.allclose(mixed, share * values + (1 - share) * values[others])


@pytest.mark.parametrize(
    ("task", "more", "path"),
    [
        ("text-classification", {"text": "a", "label": "b"}, "augmentation"),
        ("object-detection", {}, "augmentation.mixup"),
        ("image-pretraining", {}, "augmentation.mixup"),
    ],
)
def test_a_task_that_augmentation_is_not_for_refuses_it(task, more, path):
    asked = {
        "task": task,
        "model": {"path": "/base"},
        "data": {"path": "/data", **more},
        "augmentation": {"mixup": 0.2},
    }
    with pytest.raises(SpecError) as error:
        parse(asked)

    assert [(fault.code, fault.path) for fault in error.value.faults] == [("spec_clash", path)]


def test_adversarial_training_needs_pictures_that_stay_as_they_are():
    asked = {
        "task": "image-classification",
        "model": {"path": "/base"},
        "data": {"path": "/data"},
        "augmentation": {"flip": True},
        "training": {"adversarial": "fgm"},
    }
    with pytest.raises(SpecError) as error:
        parse(asked)

    assert [fault.path for fault in error.value.faults] == ["training.adversarial"]
