"""A small model learns from a larger one."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from engine.digests import folder_digest
from engine.distillation import Teacher
from engine.faults import JobFault, Stopped
from engine.spec import Distillation, LabelledTexts


@pytest.fixture(scope="module")
def taught(finished, brief):
    """A job whose teacher is the model of the job that learned the rows."""
    return replace(brief, distillation=Distillation(teacher=str(finished.out / "model"), weight=0.9))


@pytest.fixture(scope="module")
def student(do, taught):
    return do(taught)


def test_the_result_says_what_the_smaller_model_cost_in_accuracy(student, finished):
    results = student.results

    assert results["contenders"]["teacher"]["accuracy"] == finished.results["contenders"]["tuned"]["accuracy"]
    assert results["comparisons"]["teacher"]["difference"][0] == pytest.approx(
        results["contenders"]["tuned"]["accuracy"][0] - results["contenders"]["teacher"]["accuracy"][0]
    )
    assert results["reference"] != "teacher"  # it is not to be beaten
    assert results["digests"]["teacher"] == folder_digest(finished.out / "model")


def test_the_student_differs_from_one_without_a_teacher(student, undisturbed):
    taught, alone = (load_file(job.out / "model" / "model.safetensors") for job in (student, undisturbed))

    assert any(not torch.equal(taught[name], alone[name]) for name in alone)


def test_at_full_weight_only_the_distance_to_the_teacher_counts():
    logits = torch.tensor([[4.0, 0.0, 0.0], [0.0, 4.0, 0.0]])
    teacher = Teacher(logits, Distillation(teacher="folder", temperature=3.0, weight=1.0))
    rows, far = np.array([0, 1]), torch.tensor(7.0)

    assert teacher.blend(far, logits, rows).item() == pytest.approx(0, abs=1e-6)
    assert teacher.blend(far, logits.flip(1), rows).item() > 1


def test_stopped_it_goes_on_to_the_same_weights(do, taught, student, tmp_path):
    asked = iter([False] * 9 + [True] * 1000)
    with pytest.raises(Stopped):
        do(taught, tmp_path, should_stop=lambda: next(asked))
    do(taught, tmp_path, resume=True)

    again, once = (load_file(out / "model" / "model.safetensors") for out in (tmp_path, student.out))
    assert all(torch.equal(again[name], once[name]) for name in once)


def test_a_teacher_of_other_classes_is_refused(do, taught, rows, tmp_path):
    path = tmp_path / "notes.csv"
    path.write_text("\n".join(["note,fault", *(f"{text},{label}y" for text, label in rows)]))

    with pytest.raises(JobFault, match="trained for other classes"):
        do(replace(taught, data=LabelledTexts(str(path), text="note", label="fault")))
