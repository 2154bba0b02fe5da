"""A base model that can be trained in seconds."""

TOKENS = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    "machine",
    "grinds",
    "drips",
    "shakes",
    "in",
    "hall",
    "since",
    "shift",
]


def tiny_model(folder):
    """Make it in `folder`."""
    from transformers import BertConfig, BertModel, BertTokenizerFast

    words = {word: number for number, word in enumerate([*TOKENS, *"0123456789"])}
    BertTokenizerFast(vocab=words).save_pretrained(folder)
    shape = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    BertModel(BertConfig(vocab_size=len(words), **shape)).save_pretrained(folder)
    return folder
