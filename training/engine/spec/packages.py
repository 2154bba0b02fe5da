"""Packages that only some settings need."""

from importlib.util import find_spec

from engine.spec.reading import SpecFault
from engine.spec.settings import Spec

EXTRAS: dict[str, tuple[str, ...]] = {  # by the extra of this project that brings them
    "onnx": ("onnx", "onnxscript", "onnxruntime"),
    "wandb": ("wandb",),
    "mlflow": ("mlflow",),
    "qlora": ("bitsandbytes",),
}


def has_cuda() -> bool:
    """Whether CUDA knows a GPU here."""
    import torch  # which takes seconds, and other specs need not wait for

    return torch.cuda.is_available()


def missing_packages(spec: Spec) -> list[SpecFault]:
    """A fault for each setting whose packages are not installed, or which needs a GPU that is not there."""
    wanted = {
        "onnx": "onnx" if spec.onnx else None,
        "tracker": spec.tracker if spec.tracker != "none" else None,
        "method": "qlora" if spec.method == "qlora" else None,
    }
    alone = spec.method == "qlora" and not has_cuda()
    return [SpecFault("method", "cuda_missing", {"method": spec.method})] * alone + [
        SpecFault(path, "package_missing", {"path": path, "packages": ", ".join(gone), "extra": extra})
        for path, extra in wanted.items()
        if extra and (gone := [name for name in EXTRAS[extra] if find_spec(name) is None])
    ]
