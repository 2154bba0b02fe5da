"""The learning-rate range test advises a rate at which the model learns."""

import json
from dataclasses import replace

from engine.events import Events
from engine.find_rate import find_rate
from engine.ready import make_ready


def test_the_advised_rate_lies_below_where_the_loss_grows(knowing, tmp_path):
    silent = Events(lambda _: None)
    ready = make_ready(knowing, tmp_path, events=silent, should_stop=lambda: False, threads=1, resume=False)

    found = find_rate(ready.loop)

    assert 1e-4 < found.advice < 5e-2
    assert found.tried[-1][1] > min(loss for _, loss in found.tried)
    assert [rate for rate, _ in found.tried] == sorted(rate for rate, _ in found.tried)


def test_the_command_prints_the_rate_as_json(knowing, command, tmp_path, capfd):
    file = tmp_path / "spec.json"
    file.write_text(json.dumps(knowing.resolved()))

    assert command("find-rate", file, "--threads", "1") == 0

    assert json.loads(capfd.readouterr().out)["learning_rate"] > 0


def test_what_is_wrong_with_the_job_is_told_as_in_a_run(knowing, command, tmp_path, capfd):
    file = tmp_path / "spec.json"
    wrong = replace(knowing, data=replace(knowing.data, text="nothing"))
    file.write_text(json.dumps(wrong.resolved()))

    assert command("find-rate", file) == 1

    assert "no column nothing" in capfd.readouterr().err
