"""What a job took of the machine."""

from dataclasses import replace

import pytest
from tests.training.engine.test_resume import StopAfter

from engine.energy import Used, tell_energy
from engine.faults import Stopped


def test_twice_the_epochs_take_twice_the_arithmetic(do, brief, undisturbed):
    twice = do(replace(brief, training=replace(brief.training, epochs=6, patience=6)))

    flops = [job.results["footprint"]["training_flops"] for job in (undisturbed, twice)]
    assert flops[1] == pytest.approx(2 * flops[0])


def test_arithmetic_is_about_six_operations_for_each_weight_and_token(undisturbed):
    """Two for a product and its sum, forward once and back twice (Kaplan et al. 2020, arXiv:2001.08361)."""
    results = undisturbed.results
    layers = 2 * (4 * 32 * 32 + 2 * 32 * 64)  # of the base: embeddings are looked up, not multiplied
    tokens = results["curve"]["steps"] * 8 * 9  # of a row about nine

    assert results["footprint"]["training_flops"] == pytest.approx(6 * layers * tokens, rel=0.5)
    assert results["footprint"]["peak_bytes"] > 100e6


def test_energy_of_several_processes_is_added_up_and_a_counter_of_their_machine_counts_once():
    counted = [Used("one", joules, measured=True) for joules in (7200.0, 3600.0)]
    estimated = [Used("two", 3600.0, measured=False) for _ in range(2)]

    assert tell_energy(counted)["watt_hours"] == 2
    assert (tell_energy(estimated)["watt_hours"], tell_energy(estimated)["source"]) == (2, "estimate")
    assert tell_energy([*counted, *estimated])["watt_hours"] == 4


def test_the_energy_of_a_job_that_was_stopped_has_what_it_used_before(do, brief, tmp_path, monkeypatch):
    monkeypatch.setattr("engine.energy.COUNTERS", tmp_path / "none")
    with monkeypatch.context() as before:
        before.setattr("engine.energy.WATTS_PER_BUSY_CORE", 1e9)
        with pytest.raises(Stopped):
            do(brief, tmp_path, should_stop=StopAfter(5))

    assert do(brief, tmp_path, resume=True).results["energy"]["watt_hours"] > 1000


def test_the_energy_of_a_gpu_is_counted_once_and_said_to_be_missing_where_it_has_no_counter():
    one, other = (Used("one", 0.0, measured=False, gpu=gpu, gpu_joules=3600.0) for gpu in ("a", "b"))
    mute = Used("one", 0.0, measured=False, gpu="c")

    assert tell_energy([one, one, other])["gpu_watt_hours"] == tell_energy([one, one, other])["watt_hours"] == 2
    assert tell_energy([one, mute])["assumption"].endswith("The GPU is not counted.")
