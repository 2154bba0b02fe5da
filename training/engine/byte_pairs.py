"""A tokenizer trained on the texts themselves, for models that begin without weights.

Byte pair encoding (Sennrich et al. 2016, arXiv:1508.07909) over bytes (Radford et al. 2019): whatever is written has
tokens, in any script.
"""

from collections.abc import Iterable

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerBase, PreTrainedTokenizerFast

WORDS = 8000  # at most; small data give fewer
SPECIAL = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>", "mask_token": "<mask>"}


def train_tokenizer(texts: Iterable[str], *, framed: bool, max_length: int) -> PreTrainedTokenizerBase:
    """A tokenizer of the pairs that are frequent in `texts`; the same texts give the same one.

    `framed` puts a text between <s> and </s>, for models that read it as a whole; one that goes on writing gets the
    text alone.
    """
    tokenizer = Tokenizer(models.BPE(unk_token=SPECIAL["unk_token"]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=WORDS,
        min_frequency=2,
        special_tokens=list(SPECIAL.values()),
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.post_processor = _frame(tokenizer) if framed else processors.ByteLevel(trim_offsets=True)
    ends = {"cls_token": SPECIAL["bos_token"], "sep_token": SPECIAL["eos_token"]} if framed else {}
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, model_max_length=max_length, **SPECIAL, **ends
    )


def _frame(tokenizer: Tokenizer) -> processors.TemplateProcessing:
    begin, end = SPECIAL["bos_token"], SPECIAL["eos_token"]
    return processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        pair=f"{begin} $A {end} $B:1 {end}:1",
        special_tokens=[(each, tokenizer.token_to_id(each)) for each in (begin, end)],
    )
