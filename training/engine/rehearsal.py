"""What a warm process does while it waits, so that its job's first step is quick."""

import numpy as np
import torch
from transformers import BertConfig, BertForSequenceClassification

from engine.arithmetic import settle_arithmetic
from engine.events import Events
from engine.loop import Loop
from engine.methods.full import Full
from engine.spec import Training
from engine.tasks.text_classification import Classification
from engine.tokens import Tokens

ROWS = 4


def rehearse() -> None:
    """One epoch on a toy model: threads started, kernels chosen, code paths loaded."""
    torch.manual_seed(0)
    config = BertConfig(vocab_size=8, hidden_size=64, num_hidden_layers=1, num_attention_heads=2, intermediate_size=128)
    model = BertForSequenceClassification(config)
    tokens = Tokens(np.ones(ROWS * 16, dtype=np.uint16), np.arange(ROWS + 1) * 16, pad=0, cut=0)
    arithmetic = settle_arithmetic(None, "auto")
    rows = np.arange(ROWS)
    labels = rows % 2
    subject = Classification(model, tokens, labels, train=rows, validation=rows, precision=arithmetic.precision)
    method = Full(model, tokens.vocabulary(rows), seed=0)
    settings = Training(epochs=1, batch_size=ROWS)
    Loop(subject, method, settings, seed=0, arithmetic=arithmetic, events=Events(lambda _: None)).run()
