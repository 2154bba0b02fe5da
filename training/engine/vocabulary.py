"""Training only the embeddings of tokens that occur: half of a small model is its vocabulary.

Exact, not approximate: a token that does not occur has no gradient, and AdamW without weight decay leaves it alone.
"""

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import embedding
from transformers import PreTrainedModel


class CompactEmbedding(nn.Module):
    """Stands in for `full`, an embedding of V tokens, with a table of the m tokens in `used`.

    `weight` is (m, d); a token outside `used` is an error that shows as an index out of range.
    """

    def __init__(self, full: nn.Embedding, used: Tensor) -> None:
        super().__init__()
        self.full = full.requires_grad_(False)
        self.used = used = used.to(full.weight.device)
        self.place = torch.full_like(used[:1], len(used)).repeat(full.num_embeddings)  # len(used): out of range
        self.place[used] = torch.arange(len(used), device=used.device)
        self.weight = nn.Parameter(full.weight.detach()[used])
        padding = full.padding_idx
        self.padding_idx = int(self.place[padding]) if padding is not None and padding in used else None

    def forward(self, ids: Tensor) -> Tensor:
        """Embeddings (…, d) of the token numbers `ids` (…)."""
        return embedding(self.place[ids], self.weight, self.padding_idx)


def compact_vocabulary(model: PreTrainedModel, vocabulary: np.ndarray) -> None:
    """Let `model` train only the embeddings of the tokens in `vocabulary` (m,), which it will meet, and no others."""
    full = model.get_input_embeddings()
    assert isinstance(full, nn.Embedding)
    model.set_input_embeddings(CompactEmbedding(full, torch.from_numpy(vocabulary)))


def restore_vocabulary(model: PreTrainedModel) -> None:
    """Write trained embeddings back among the others, and give the model its own embedding again."""
    compact = model.get_input_embeddings()
    if isinstance(compact, CompactEmbedding):
        with torch.no_grad():
            compact.full.weight[compact.used] = compact.weight
        model.set_input_embeddings(compact.full.requires_grad_(True))
