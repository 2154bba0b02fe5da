"""Heads by choice on any base that reads texts: linear, with a hidden layer, with attention over the tokens, or these
three in parallel, of which the mean is said.

`import engine.heads` makes such a model known to transformers: then `AutoModelForSequenceClassification` loads its
folder as any other.
"""

from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel, AutoModelForSequenceClassification, PreTrainedConfig, PreTrainedModel
from transformers.modeling_outputs import SequenceClassifierOutput

from engine.device import place

DROPOUT = 0.1
PARALLEL = ("mlp", "attention")  # beside a linear one
SIZES = ("hidden_size", "num_hidden_layers", "num_attention_heads", "max_position_embeddings")  # others ask for them
HOW_TO_LOAD = 'import engine.heads; AutoModelForSequenceClassification.from_pretrained("model")'


class HeadedConfig(PreTrainedConfig):  # type: ignore[no-untyped-call]
    """The configuration of the base, as a dictionary, and which head stands on it."""

    model_type = "entente-headed"

    def __init__(self, base: dict[str, Any] | None = None, head: str = "linear", **more: Any) -> None:
        self.base, self.head = base or {}, head
        super().__init__(**more)

    def base_config(self) -> PreTrainedConfig:
        """The base's own."""
        config: PreTrainedConfig = AutoConfig.for_model(**self.base)
        return config


class Beside(nn.Module):
    """A head beside the first: with a hidden layer on the mean of the tokens, or on what attention makes of them."""

    def __init__(self, kind: str, size: int, classes: int) -> None:
        super().__init__()
        self.pool = nn.Linear(size, 1) if kind == "attention" else None
        self.hidden = nn.Linear(size, size) if kind == "mlp" else None
        self.dropout = nn.Dropout(DROPOUT)
        self.classifier = nn.Linear(size, classes)

    def forward(self, states: Tensor, attention_mask: Tensor) -> Tensor:
        """Logits (batch, classes) of hidden states (batch, length, d)."""
        return logits_of(self, states, attention_mask)


class HeadedForSequenceClassification(PreTrainedModel):  # type: ignore[no-untyped-call]
    """A base and a head on the mean of its tokens, or on what attention makes of them; with `parallel` several."""

    config_class = HeadedConfig
    base_model_prefix = "base"
    _supports_sdpa = True

    def __init__(self, config: HeadedConfig) -> None:
        super().__init__(config)
        inner = config.base_config()
        size = inner.hidden_size
        self.base = AutoModel.from_config(inner)  # type: ignore[no-untyped-call]
        self.pool = nn.Linear(size, 1) if config.head == "attention" else None
        self.hidden = nn.Linear(size, size) if config.head == "mlp" else None
        self.dropout = nn.Dropout(DROPOUT)
        classes = len(config.id2label or {})
        self.classifier = nn.Linear(size, classes)
        for kind in PARALLEL if config.head == "parallel" else ():
            self.add_module(f"beside_{kind}", Beside(kind, size, classes))
        self.post_init()  # type: ignore[no-untyped-call]

    def _init_weights(self, module: nn.Module) -> None:
        """As BERT's: the base's own weights are loaded over them."""
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=0.02)
            if module.bias is not None:
                nn.init.zeros_(module.bias)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, **inputs: Any) -> SequenceClassifierOutput:
        """Logits (batch, classes) of tokens (batch, length)."""
        states = self.base(input_ids=input_ids, attention_mask=attention_mask, **inputs).last_hidden_state
        logits = logits_of(self, states, attention_mask)
        if self.config.head == "parallel":
            others = [getattr(self, f"beside_{kind}")(states, attention_mask) for kind in PARALLEL]
            logits = torch.stack([logits, *others]).mean(dim=0)
        return SequenceClassifierOutput(logits=logits)


def logits_of(head: Any, states: Tensor, attention_mask: Tensor) -> Tensor:
    """What a head, with its `pool`, `hidden` and `classifier`, says of hidden states (batch, length, d)."""
    scores = head.pool(states)[..., 0] if head.pool else torch.zeros_like(states[..., 0])  # (batch, length)
    weights = scores.masked_fill(attention_mask == 0, float("-inf")).softmax(dim=1)
    pooled = (weights.unsqueeze(-1) * states).sum(dim=1)  # (batch, d)
    if head.hidden:
        pooled = torch.tanh(head.hidden(head.dropout(pooled)))
    logits: Tensor = head.classifier(head.dropout(pooled))
    return logits


def put_head(classifier: PreTrainedModel, head: str, *, seed: int) -> PreTrainedModel:
    """The base of `classifier` under another head, new by `seed`, for the same classes."""
    torch.manual_seed(seed)
    own = classifier.config
    sizes = {name: getattr(own, name) for name in SIZES if hasattr(own, name)}
    config = HeadedConfig(
        base=own.to_dict(),
        head=head,
        id2label=own.id2label,
        label2id=own.label2id,
        pad_token_id=own.pad_token_id,
        problem_type=own.problem_type,
        **sizes,
    )
    model = HeadedForSequenceClassification(config)
    model.base.load_state_dict(classifier.base_model.state_dict(), strict=False)  # it may have no pooler
    return place(model)


AutoConfig.register(HeadedConfig.model_type, HeadedConfig)
AutoModelForSequenceClassification.register(HeadedConfig, HeadedForSequenceClassification)
