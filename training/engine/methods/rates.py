"""Learning rates where a spec names none: by method, and for full fine-tuning by size."""

SMALL = 50_000_000  # weights

# Full: 2e-4 was best for MiniLM (23 M weights) of 5e-5, 2e-4 and 4e-4; larger bases forget at that rate, and BERT's
# authors searched 2e-5 to 5e-5 (Devlin et al. 2019, arXiv:1810.04805, A.3).
SMALL_RATE, LARGE_RATE = 2e-4, 3e-5

# What is new starts from nothing and takes higher rates.
RATES = {
    "head": 1e-2,  # MiniLM, 600 rows of SST-2, 20 epochs: accuracy .63 at 1e-3, .70 at 1e-2, .71 at 3e-2
    "lora": 1e-3,  # above its authors' 2e-4 to 5e-4 for encoders of 125 million weights and more
    "dora": 1e-3,  # as lora
    "qlora": 1e-3,  # as lora
    "adalora": 5e-3,  # as above, 4 epochs: .55 at 1e-3, .81 at 5e-3; its authors took up to 2.2e-3, for far more steps
    "ia3": 3e-3,  # its authors'
    "houlsby": 1e-3,  # within its authors' 3e-5 to 3e-3 (Houlsby et al. 2019, arXiv:1902.00751)
    "pfeiffer": 1e-3,  # as houlsby
    "prefix": 1e-2,  # the highest that P-tuning v2's authors tried (Liu et al. 2022, arXiv:2110.07602)
    "prompt": 1e-2,  # as prefix; Lester et al.'s 0.3 is for Adafactor
    "p-tuning": 5e-3,  # as adalora: .65 at 1e-3, .68 at 5e-3; prompts want more epochs than other methods
}


def default_rate(method: str, parameters: int) -> float:
    """The peak learning rate of `method` on a base of so many `parameters`."""
    if method == "full":
        return SMALL_RATE if parameters < SMALL else LARGE_RATE
    return RATES[method]
