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


def tiny_classifier(folder, labels):
    """One that names these classes, made in `folder`."""
    from transformers import BertConfig, BertForSequenceClassification

    tiny_model(folder)
    named = {"id2label": dict(enumerate(labels)), "label2id": {label: i for i, label in enumerate(labels)}}
    config = BertConfig.from_pretrained(folder, **named)
    BertForSequenceClassification.from_pretrained(folder, config=config).save_pretrained(folder)
    return folder


def tiny_translator(folder):
    """A base that writes a text for each text, made in `folder`."""
    from transformers import BertTokenizerFast, T5Config, T5ForConditionalGeneration

    words = {word: number for number, word in enumerate([*TOKENS, *"0123456789"])}
    BertTokenizerFast(vocab=words).save_pretrained(folder)
    sizes = {"d_model": 32, "d_kv": 16, "d_ff": 64, "num_layers": 1, "num_heads": 2}
    ends = {"pad_token_id": 0, "eos_token_id": 3, "decoder_start_token_id": 0}
    T5ForConditionalGeneration(T5Config(vocab_size=len(words), **sizes, **ends)).save_pretrained(folder)
    return folder
