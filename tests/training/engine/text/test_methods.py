"""Adapters and prompts on models that write: they learn, and what they leave says the same."""

from dataclasses import replace

import pyarrow.parquet as pq
import pytest
import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer

from engine.spec import Adapter, Instructions, RawTexts, SpecError, TextPairs, parse


@pytest.fixture(scope="module")
def specs(job, writer, reader, translator, write, texts, questions):
    raw, asked = write(texts), write(questions)
    return {
        "writing": job("causal-language-modelling", writer, RawTexts(raw, part="part")),
        "reading": job("masked-language-modelling", reader, RawTexts(raw, part="part")),
        "answering": job("instruction-tuning", writer, Instructions(asked, prompt="asked", answer="said")),
        "translating": job("sequence-to-sequence", translator, TextPairs(asked, source="asked", target="said")),
    }


@pytest.mark.parametrize("task", ["writing", "reading", "answering", "translating"])
def test_lora_learns_and_is_merged(do, specs, task):
    spec = replace(specs[task], method="lora", adapter=Adapter(rank=4))
    results = do(replace(spec, training=replace(spec.training, epochs=4, learning_rate=2e-2))).results
    of = results["contenders"] if task != "translating" else results

    nats = {key: of[key]["nats_per_token"] if key in of else of["nats_per_token"][key] for key in ("base", "tuned")}
    assert nats["tuned"][2] < nats["base"][1]  # the intervals do not meet
    assert results["model"]["merged"]
    assert results["contenders"]["tuned"]["trained_parameters"] < results["contenders"]["tuned"]["parameters"] / 2


def test_a_prompt_stands_before_the_conversation(do, specs, questions):
    """Loaded as the result says, the folder is as surprised by the answers as the job was."""
    spec = replace(specs["answering"], method="prompt", adapter=Adapter(prompt_length=4))
    done = do(replace(spec, training=replace(spec.training, epochs=2)))
    plain = AutoModelForCausalLM.from_pretrained(done.out / "model")
    model = PeftModel.from_pretrained(plain, str(done.out / "model" / "adapter")).eval()
    tokenizer = AutoTokenizer.from_pretrained(done.out / "model")
    each = pq.read_table(done.out / "predictions.parquet").to_pylist()[0]
    row = questions[each["row"]]
    asked = tokenizer.apply_chat_template([{"role": "user", "content": row["asked"]}], add_generation_prompt=True)
    read = asked["input_ids"]
    answer = [*tokenizer(row["said"])["input_ids"], tokenizer.eos_token_id]

    with torch.inference_mode():
        logits = model(input_ids=torch.tensor([[*read, *answer]])).logits[0, -len(answer) - 1 : -1]
    nats = torch.nn.functional.cross_entropy(logits, torch.tensor(answer), reduction="sum")

    assert float(nats) == pytest.approx(each["nats"], rel=1e-4)


@pytest.mark.parametrize(("task", "method"), [("writing", "head"), ("translating", "head"), ("reading", "prompt")])
def test_methods_without_a_place_in_the_model_are_refused(refused, specs, task, method):
    assert refused(replace(specs[task], method=method)).code == "method_unfit"


@pytest.mark.parametrize("task", ["reading", "translating"])
def test_adversarial_training_is_refused_where_inputs_do_not_stay(specs, task):
    raw = specs[task].resolved()

    with pytest.raises(SpecError) as refused:
        parse({**raw, "training": {**raw["training"], "adversarial": "fgm"}})

    assert refused.value.faults[0].params == {"path": "training.adversarial", "other": "task"}
