"""The model: which are refused, and that what makes training quick does not change what is learned."""

import json
import shutil
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import torch
from transformers import (
    AutoModelForSequenceClassification,
    BartConfig,
    BartForConditionalGeneration,
    ResNetConfig,
    ResNetModel,
)

from engine.digests import folder_digest
from engine.dropout import DropoutGenerator, set_dropout, use_fast_dropout, use_plain_dropout
from engine.faults import JobFault
from engine.models import load_classifier, load_tokenizer, verify_model
from engine.optimizer import make_optimizer
from engine.spec import ModelSource
from engine.tokens import tokenise
from engine.vocabulary import compact_vocabulary, restore_vocabulary

TASK = "text-classification"
WIDTHS = ("vocab_size", "d_model", "encoder_ffn_dim", "decoder_ffn_dim")
DEPTHS = ("encoder_layers", "decoder_layers", "encoder_attention_heads", "decoder_attention_heads")
SEQ2SEQ = dict.fromkeys(WIDTHS, 8) | dict.fromkeys(DEPTHS, 1)
load = partial(load_classifier, AutoModelForSequenceClassification, task=TASK)


@pytest.fixture
def folder(base_model, tmp_path):
    return shutil.copytree(base_model, tmp_path / "base")


def refused(act) -> str:
    with pytest.raises(JobFault) as error:
        act()
    return error.value.code


def test_a_model_is_named_by_all_its_files(folder):
    before = verify_model(ModelSource(str(folder)), TASK)
    assert verify_model(ModelSource(str(folder), sha256=before), TASK) == before == folder_digest(folder)

    (folder / "vocab.txt").write_text("another")

    assert refused(lambda: verify_model(ModelSource(str(folder), sha256=before), TASK)) == "digest_mismatch"


def test_weights_that_can_run_code_are_refused(folder):
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")

    assert refused(lambda: verify_model(ModelSource(str(folder)), TASK)) == "not_safetensors"


def test_a_model_with_program_code_of_its_own_is_refused(folder):
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "auto_map": {"AutoModel": "theirs.Model"}}))

    assert refused(lambda: verify_model(ModelSource(str(folder)), TASK)) == "remote_code"


def test_a_model_that_cannot_classify_texts_is_refused(folder):
    (folder / "config.json").write_text(json.dumps({"model_type": "vit"}))

    assert refused(lambda: load(ModelSource(str(folder)), names=["a", "b"], seed=0)) == "model_unfit"


def test_a_model_without_tokenizer_or_configuration_is_refused(folder):
    for file in folder.glob("token*"):
        file.unlink()
    assert refused(lambda: load_tokenizer(ModelSource(str(folder)), TASK)) == "model_unfit"

    (folder / "config.json").unlink()
    assert refused(lambda: verify_model(ModelSource(str(folder)), TASK)) == "model_unfit"


def train(model, batches, labels):
    trained = {name: p for name, p in model.named_parameters() if p.requires_grad}
    optimizer = make_optimizer("adamw", trained, weight_decay=0.01)
    for batch in batches:
        loss = torch.nn.functional.cross_entropy(model(**batch).logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def test_a_compact_vocabulary_learns_what_the_full_one_learns(base_model, rows):
    source = ModelSource(str(base_model))
    tokens = tokenise([text for text, _ in rows[:24]], load_tokenizer(source, TASK), max_length=16)
    batches = [tokens.batch(range(start, start + 8)) for start in (0, 8, 16)]
    labels = torch.arange(8) % 3
    full, compact = (load(source, names=["a", "b", "c"], seed=0).eval() for _ in range(2))  # no dropout

    train(full, batches, labels)
    compact_vocabulary(compact, tokens.vocabulary(range(24)))
    train(compact, batches, labels)
    restore_vocabulary(compact)

    before = load(source, names=["a", "b", "c"], seed=0).state_dict()
    unused = np.setdiff1d(np.arange(len(before["bert.embeddings.word_embeddings.weight"])), tokens.ids)
    trained, expected = compact.state_dict(), full.state_dict()
    assert trained.keys() == expected.keys()
    for name, weight in trained.items():
        torch.testing.assert_close(weight, expected[name], rtol=0, atol=1e-6)
    name = "bert.embeddings.word_embeddings.weight"
    assert torch.equal(trained[name][unused], before[name][unused])
    assert not torch.equal(trained[name], before[name])


def test_a_token_outside_the_compact_vocabulary_is_an_error(base_model):
    model = load(ModelSource(str(base_model)), names=["a", "b"], seed=0)
    compact_vocabulary(model, np.array([0, 2, 3]))

    with pytest.raises(IndexError):
        model(input_ids=torch.tensor([[2, 5, 3]]))


def test_fast_dropout_drops_its_share_and_keeps_the_mean():
    kept = DropoutGenerator(seed=1).keep(torch.ones(1000, 1000), 0.1)

    assert (kept == 0).float().mean().item() == pytest.approx(0.1, abs=0.002)
    assert kept.mean().item() == pytest.approx(1, abs=0.002)


def test_fast_dropout_goes_on_from_its_state():
    generator = DropoutGenerator(seed=1)
    generator.keep(torch.ones(7), 0.5)
    state = json.loads(json.dumps(generator.state()))

    expected = generator.keep(torch.ones(50), 0.5)
    other = DropoutGenerator(seed=2)
    other.load(state)

    assert torch.equal(other.keep(torch.ones(50), 0.5), expected)


def test_fast_dropout_acts_while_training_only_and_can_be_taken_out(base_model):
    model = load(ModelSource(str(base_model)), names=["a", "b"], seed=0).eval()
    batch = {"input_ids": torch.tensor([[2, 7, 3, 0]]), "attention_mask": torch.tensor([[1, 1, 1, 0]])}
    plain = model(**batch).logits
    attention = model.config._attn_implementation

    use_fast_dropout(model, seed=1)
    assert torch.equal(model(**batch).logits, plain)
    model.train()
    assert not torch.equal(model(**batch).logits, model(**batch).logits)

    use_plain_dropout(model)
    assert torch.equal(model.eval()(**batch).logits, plain)
    assert model.config._attn_implementation == attention


def test_a_named_share_is_dropped_in_layers_attention_and_head_and_none_where_there_is_no_place(base_model):
    model = load(ModelSource(str(base_model)), names=["a", "b"], seed=0).train()
    batch = {"input_ids": torch.tensor([[2, 7, 3, 0]]), "attention_mask": torch.tensor([[1, 1, 1, 0]])}

    def differ() -> bool:
        return not torch.equal(model(**batch).logits, model(**batch).logits)

    assert differ()
    assert set_dropout(model, 0.0)
    assert not differ()
    for place in (model.bert.encoder.layer[0].attention.self.dropout, model.bert.embeddings.dropout, model.dropout):
        place.p = 0.5
        assert differ()
        place.p = 0.0
    decoder = BartForConditionalGeneration(BartConfig(**SEQ2SEQ)).train()  # whose layers keep numbers
    tokens = {"input_ids": torch.tensor([[2, 7, 3]]), "decoder_input_ids": torch.tensor([[2, 7]])}
    set_dropout(decoder, 0.0)
    assert torch.equal(decoder(**tokens).logits, decoder(**tokens).logits)
    assert not set_dropout(ResNetModel(ResNetConfig(embedding_size=8, hidden_sizes=[8], depths=[1])), 0.1)


def test_attention_with_fast_dropout_is_attention(base_model):
    model = load(ModelSource(str(base_model)), names=["a", "b"], seed=0)
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    batch = {"input_ids": torch.tensor([[2, 7, 3, 0]]), "attention_mask": torch.tensor([[1, 1, 1, 0]])}
    plain = model.train()(**batch).logits

    use_fast_dropout(model, seed=1)
    for layer in model.bert.encoder.layer:
        layer.attention.self.dropout.p = 1e-5  # the path of dropout, which drops nothing here

    torch.testing.assert_close(model(**batch).logits, plain, rtol=0, atol=1e-3)


def test_texts_that_are_too_long_are_cut_and_counted(base_model, rows):
    texts = [text for text, _ in rows]

    tokens = tokenise(texts, load_tokenizer(ModelSource(str(base_model)), TASK), max_length=8)

    assert tokens.lengths.max() == 8
    assert tokens.cut == sum(len(text.split()) + 2 > 8 for text in texts)


def test_a_text_of_a_hundred_thousand_characters_is_cut_to_the_longest_the_model_reads(do, spec, rows, tmp_path):
    path = tmp_path / "long.csv"
    lines = [f"{text},{label}" for text, label in rows[:60]]
    path.write_text("\n".join(["note,fault", *lines, "pump " * 20_000 + "drip,leak"]))
    training = replace(spec.training, epochs=1, max_length=8192)

    told = do(replace(spec, data=replace(spec.data, path=str(path)), training=training)).told

    assert [event["params"] for event in told.of("log") if event["code"] == "texts_cut"] == [
        {"count": 1, "max_length": 64}
    ]
