"""Head only: the base reads each row once, and no result depends on that."""

from copy import deepcopy
from dataclasses import replace

import numpy as np
import pytest
import torch
from transformers import (
    AutoModelForSequenceClassification,
    BertConfig,
    BertForMaskedLM,
    DistilBertConfig,
    GPT2Config,
    GPT2LMHeadModel,
    ResNetConfig,
    ResNetForImageClassification,
    ViTConfig,
    ViTForImageClassification,
)

from engine.arithmetic import Setting
from engine.events import Events
from engine.faults import JobFault, Stopped
from engine.methods.head import HeadOnly
from engine.ready import make_ready

IDS = torch.tensor([[2, 5, 6, 7, 0, 0], [2, 8, 9, 4, 3, 1], [2, 4, 0, 0, 0, 0]])
TEXTS = {"input_ids": IDS, "attention_mask": (IDS > 0).long()}
PICTURES = {"pixel_values": torch.rand(3, 3, 16, 16, generator=torch.Generator().manual_seed(0))}
LABELS = torch.tensor([0, 1, 2])

TINY = {"num_hidden_layers": 1, "hidden_size": 8, "num_attention_heads": 2, "intermediate_size": 16}
SEQUENCES = {
    "bert": BertConfig(vocab_size=12, num_labels=3, **TINY),
    "distilbert": DistilBertConfig(vocab_size=12, num_labels=3, dim=8, n_layers=1, n_heads=2, hidden_dim=16),
    "gpt2": GPT2Config(
        vocab_size=12, n_embd=8, n_layer=1, n_head=2, num_labels=3, pad_token_id=0, bos_token_id=1, eos_token_id=1
    ),
}
VIT = ViTConfig(image_size=16, patch_size=8, num_labels=3, **TINY)
RESNET = ResNetConfig(embedding_size=8, hidden_sizes=[8, 8], depths=[1, 1], layer_type="basic", num_labels=3)


class Toy:
    """Three rows, and how often the base has read one."""

    setting = Setting("float32", should_stop=lambda: False)

    def __init__(self, model, batch):
        self.model, self.inputs, self.read = model.train(), batch, 0
        model.base_model.register_forward_hook(self._count)

    def _count(self, _module, _args, _out):
        self.read += 1

    @property
    def lengths(self):
        return np.array([4, 6, 2])

    def logits(self, rows):
        return self.model(**{name: tensor[rows] for name, tensor in self.inputs.items()}).logits

    def loss(self, rows):
        return torch.nn.functional.cross_entropy(self.logits(rows), LABELS[rows])

    def evaluate(self):
        return 0.0, 0.0


def make_toy(kind):
    torch.manual_seed(0)
    if kind in SEQUENCES:
        return Toy(AutoModelForSequenceClassification.from_config(deepcopy(SEQUENCES[kind])), TEXTS)
    return Toy(ViTForImageClassification(VIT) if kind == "vit" else ResNetForImageClassification(RESNET), PICTURES)


@pytest.mark.parametrize("kind", [*SEQUENCES, "vit", "resnet"])
def test_what_is_remembered_gives_the_logits_and_gradients_that_reading_gives(spec, kind):
    """Whatever a head uses of its base: its pooler, its first token, its last, all of them."""
    plain, toy = make_toy(kind), make_toy(kind)
    method = HeadOnly(toy, spec)
    plain.model.eval()
    toy.model.eval()
    read = toy.read

    for rows in ([0, 1, 2], [2, 0], [1]):
        assert torch.allclose(toy.logits(rows), plain.logits(rows), atol=1e-5)
    toy.loss([0, 1]).backward()
    plain.loss([0, 1]).backward()

    assert toy.read == read
    for name, parameter in method.parameters().items():
        assert torch.allclose(parameter.grad, plain.model.get_parameter(name).grad, atol=1e-5)


def test_a_row_that_was_never_seen_is_read(spec):
    toy = make_toy("bert")
    HeadOnly(toy, spec)
    read = toy.read

    toy.inputs = {**TEXTS, "input_ids": TEXTS["input_ids"] + TEXTS["attention_mask"]}
    toy.logits([0, 1])

    assert toy.read == read + 1


def test_the_base_reads_no_row_while_the_head_is_trained(knowing, tmp_path):
    spec = replace(knowing, method="head")
    silent = Events(lambda _: None)
    ready = make_ready(spec, tmp_path, events=silent, should_stop=lambda: False, threads=1, resume=False)
    reads = []
    ready.method.base.register_forward_hook(lambda *_: reads.append(1))

    ready.loop.run()

    assert not reads


def test_where_the_head_is_the_embeddings_again_it_cannot_be_trained_alone(spec):
    model = GPT2LMHeadModel(SEQUENCES["gpt2"])

    with pytest.raises(JobFault) as refused:
        HeadOnly(Toy(model, TEXTS), spec)

    assert refused.value.code == "method_unfit"


def test_what_a_head_shares_with_its_base_stays_as_it_is(spec):
    model = BertForMaskedLM(BertConfig(vocab_size=12, **TINY))
    toy = Toy(model, TEXTS)
    toy.loss = lambda rows: toy.logits(rows).square().mean()

    trained = HeadOnly(toy, spec).parameters()

    assert trained
    assert not any(parameter is model.cls.predictions.decoder.weight for parameter in trained.values())


def test_asked_to_stop_while_the_base_reads_it_stops(spec):
    toy = make_toy("bert")
    toy.setting = Setting("float32", should_stop=lambda: True)

    with pytest.raises(Stopped):
        HeadOnly(toy, spec)
