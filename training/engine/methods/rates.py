"""Learning rates where a spec names none: by method, and for full fine-tuning by size."""

SMALL = 50_000_000  # weights

# Full: 2e-4 was best for MiniLM (23 M weights) of 5e-5, 2e-4 and 4e-4; larger bases forget at that rate, and BERT's
# authors searched 2e-5 to 5e-5 (Devlin et al. 2019, arXiv:1810.04805, A.3). Adapters start from nothing: 1e-3 is in
# the range of LoRA's authors for encoders (2e-4 to 5e-3), IA³'s took 3e-3.
ADAPTERS = {"lora": 1e-3, "dora": 1e-3, "ia3": 3e-3}


def default_rate(method: str, parameters: int) -> float:
    """The peak learning rate of `method` on a base of so many `parameters`."""
    if method == "full":
        return 2e-4 if parameters < SMALL else 3e-5
    return ADAPTERS[method]
