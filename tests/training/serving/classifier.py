"""A classifier of texts as a job leaves it, too small to be any good."""

import torch
from tests.training.jobs.tiny import TOKENS


def tiny_classifier(folder, labels):
    """Make it in `folder`."""
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    words = {word: number for number, word in enumerate([*TOKENS, *"0123456789"])}
    BertTokenizerFast(vocab=words).save_pretrained(folder)
    shape = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    torch.manual_seed(1)
    config = BertConfig(vocab_size=len(words), id2label=dict(enumerate(labels)), initializer_range=0.5, **shape)
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder
