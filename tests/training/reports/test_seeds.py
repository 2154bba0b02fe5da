"""A report says how far the seeds of a job are apart."""

from reports.seeds import seeds_of


def test_a_report_tells_the_spread_over_seeds_and_which_is_kept():
    told = {"count": 3, "mean": 0.9123, "deviation": 0.0214, "lowest": 0.89, "highest": 0.93, "kept": 7}

    sentence = seeds_of({"seeds": told})

    assert "3 seeds" in sentence
    assert "standard deviation 2.1 points" in sentence
    assert "seed 7" in sentence


def test_results_from_before_seeds_were_counted_are_of_one():
    assert seeds_of({}) == seeds_of({"seeds": {"count": 1, "told": ""}})
    assert "one seed" in seeds_of({})
