"""A job on a small file of texts, then one on a large file: by how many bytes did the process grow in the second?

`python larger_than_memory.py FOLDER MEGABYTES`; a process of its own, since others leave memory to be used again.
"""

import random
import re
import sys
import threading
import time
from pathlib import Path

from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

from engine import intervals
from engine.events import Events
from engine.job import run_job
from engine.spec import ModelSource, RawTexts, Spec, Training

WORDS = [f"{chr(97 + i % 26) * 70}{i}" for i in range(100)]  # long, so that a large file has few tokens


def make_base(folder: Path) -> None:
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(["<unk>", "</s>", *WORDS])}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    special = {"unk_token": "<unk>", "eos_token": "</s>"}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=128, **special).save_pretrained(folder)
    sizes = {"n_embd": 4, "n_layer": 1, "n_head": 1, "n_positions": 128}
    GPT2LMHeadModel(GPT2Config(vocab_size=102, bos_token_id=1, eos_token_id=1, **sizes)).save_pretrained(folder)


def write_texts(path: Path, megabytes: float) -> None:
    draw = random.Random(megabytes)
    with path.open("w") as file:
        while file.tell() < megabytes * 1e6:
            file.writelines(" ".join(draw.choices(WORDS, k=20)) + "\n" for _ in range(100))


def train(folder: Path, megabytes: float) -> None:
    path = folder / f"{megabytes}.txt"
    write_texts(path, megabytes)
    few = Training(epochs=1, batch_size=32, max_length=128, precision="float32")
    model, data = ModelSource(str(folder / "base")), RawTexts(str(path))
    spec = Spec(task="causal-language-modelling", model=model, data=data, training=few)
    run_job(spec, folder / f"out-{megabytes}", events=Events(lambda _: None), should_stop=lambda: False, threads=1)


def own_bytes() -> int:
    """Bytes that are the process's own: pages of mapped files are the system's, which takes them back at need."""
    found = re.search(r"RssAnon:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return 1024 * int(found[1])


class Peak(threading.Thread):
    """The most bytes since it was started, as seen a hundred times a second."""

    most = 0

    def run(self) -> None:
        while True:
            self.most = max(self.most, own_bytes())
            time.sleep(0.01)


def main() -> None:
    folder, megabytes = Path(sys.argv[1]), float(sys.argv[2])
    intervals.CELLS = 100_000  # resamples have a memory of their own, whatever the data
    make_base(folder / "base")
    train(folder, 3.0)
    before, peak = own_bytes(), Peak(daemon=True)
    peak.start()
    train(folder, megabytes)
    sys.stdout.write(str(peak.most - before))


if __name__ == "__main__":
    main()
