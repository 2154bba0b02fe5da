"""Methods find base, head and layers in whatever transformers has, or say that they cannot."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from transformers import (
    AutoModelForSequenceClassification,
    AutoModelForTokenClassification,
    BertConfig,
    DistilBertConfig,
    GPT2Config,
    GPT2LMHeadModel,
    ResNetConfig,
    ResNetForImageClassification,
    RobertaConfig,
    ViTConfig,
    ViTForImageClassification,
)

from engine.adversary import Adversary
from engine.arithmetic import Setting
from engine.faults import JobFault
from engine.spec import METHODS, Adapter

TINY = {"num_hidden_layers": 1, "hidden_size": 8, "num_attention_heads": 2, "intermediate_size": 16}
ENDS = {"pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 1}
MAKERS = {
    "distilbert": lambda: AutoModelForSequenceClassification.from_config(
        DistilBertConfig(vocab_size=12, num_labels=3, dim=8, n_layers=1, n_heads=2, hidden_dim=16)
    ),
    "roberta": lambda: AutoModelForSequenceClassification.from_config(
        RobertaConfig(vocab_size=12, num_labels=3, max_position_embeddings=200, **TINY, **ENDS)
    ),
    "gpt2": lambda: AutoModelForSequenceClassification.from_config(
        GPT2Config(vocab_size=12, n_embd=8, n_layer=1, n_head=2, num_labels=3, **ENDS)
    ),
    "tags": lambda: AutoModelForTokenClassification.from_config(BertConfig(vocab_size=12, num_labels=3, **TINY)),
    "writer": lambda: GPT2LMHeadModel(GPT2Config(vocab_size=12, n_embd=8, n_layer=1, n_head=2, **ENDS)),
    "vit": lambda: ViTForImageClassification(ViTConfig(image_size=16, patch_size=8, num_labels=3, **TINY)),
    "resnet": lambda: ResNetForImageClassification(
        ResNetConfig(embedding_size=8, hidden_sizes=[8, 8], depths=[1, 1], layer_type="basic", num_labels=3)
    ),
}
PROMPTS = {"prefix", "prompt", "p-tuning"}
BOTTLENECKS = {"houlsby", "pfeiffer"}
UNFIT = {(kind, method) for kind in ("vit", "resnet") for method in PROMPTS}
UNFIT |= {("resnet", method) for method in {"lora", "dora", "adalora", "ia3"} | BOTTLENECKS}
UNFIT |= {("vit", "ia3"), ("distilbert", "ia3"), ("distilbert", "prefix"), ("writer", "head")}


class Toy:
    """Three rows for a model, and a loss on what it says."""

    setting = Setting("float32", should_stop=lambda: False)

    def __init__(self, kind):
        torch.manual_seed(0)
        self.model = MAKERS[kind]().train()
        ids = torch.tensor([[2, 5, 6, 7], [2, 8, 9, 4], [2, 4, 3, 3]])
        pictures = kind in ("vit", "resnet")
        texts = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
        self.batch = {"pixel_values": torch.rand(3, 3, 16, 16)} if pictures else texts
        self.lengths = np.array([4, 4, 4])

    def vocabulary(self):
        return None

    def loss(self, rows):
        return self.model(**{name: tensor[rows] for name, tensor in self.batch.items()}).logits.square().mean()

    def evaluate(self):
        return 0.0, 0.0


@pytest.mark.parametrize("method", sorted(set(METHODS) - {"qlora"}))
@pytest.mark.parametrize("kind", MAKERS)
def test_a_method_trains_something_of_it_and_leaves_a_plain_model(spec, kind, method):
    asked = replace(spec, method=method, adapter=Adapter(rank=2, prompt_length=2))
    if (kind, method) in UNFIT:
        with pytest.raises(JobFault) as refused:
            METHODS[method].load()(Toy(kind), asked)
        assert refused.value.code == "method_unfit"
        return
    toy = Toy(kind)
    made = METHODS[method].load()(toy, asked)
    (toy.loss([0, 1, 2]) + made.penalty()).backward()
    trained = made.parameters()
    plain = made.finish()

    assert any(p.grad is not None and p.grad.abs().sum() > 0 for p in trained.values())
    assert set(plain.state_dict()) == set(MAKERS[kind]().state_dict())


def test_an_adversary_changes_the_pixels_of_pictures():
    toy = Toy("vit")
    toy.model.eval()
    adversary = Adversary(toy.model, "fgm", 0.1)
    before = toy.loss([0, 1, 2])
    before.backward()

    seen = []
    adversary.add_gradients(lambda: seen.append(toy.loss([0, 1, 2])) or seen[-1])

    assert seen[0] > before
