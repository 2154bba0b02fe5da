"""Models without weights yet, as configurations of transformers: small ones that learn in minutes on a CPU.

An architecture is a function from what the data need of it, in transformers' own names (`vocab_size`, `image_size`,
`num_input_channels`, …), to a configuration; `engine.spec.known` names it.
"""

from typing import Any

from transformers import (
    BertConfig,
    GPT2Config,
    PatchTSTConfig,
    PreTrainedConfig,
    ResNetConfig,
    RTDetrConfig,
    RTDetrResNetConfig,
    T5Config,
    ViTConfig,
)

from engine.digests import object_digest
from engine.spec import ARCHITECTURES, ModelSource


def fresh_config(source: ModelSource, **needs: Any) -> PreTrainedConfig:
    """The configuration of `source`'s architecture, with what the data need of it."""
    assert source.architecture is not None
    config: PreTrainedConfig = ARCHITECTURES[source.architecture].load()(**needs)
    return config


def configuration_digest(source: ModelSource) -> str:
    """SHA-256 of the architecture's configuration before the data ask anything of it; those have their own digest."""
    config = fresh_config(source).to_dict()
    del config["transformers_version"]  # is among the results' versions
    return object_digest(config)


def bert_small(**needs: Any) -> BertConfig:
    """BERT-Small of Turc et al. 2019, arXiv:1908.08962."""
    sizes = {"hidden_size": 512, "num_hidden_layers": 4, "num_attention_heads": 8, "intermediate_size": 2048}
    return BertConfig(**sizes | needs)


def gpt_small(**needs: Any) -> GPT2Config:
    """GPT-2 (Radford et al. 2019) with a thirtieth of its layers' weights, for texts of 512 tokens."""
    return GPT2Config(**{"n_embd": 256, "n_layer": 4, "n_head": 4, "n_positions": 512} | needs)


def t5_tiny(**needs: Any) -> T5Config:
    """T5-Efficient-Tiny of Tay et al. 2021, arXiv:2109.10686; what it writes begins at the token that pads."""
    sizes = {"d_model": 256, "num_layers": 4, "num_heads": 4, "d_kv": 32, "d_ff": 1024}
    return T5Config(**sizes | {"decoder_start_token_id": needs.get("pad_token_id", 0)} | needs)


def resnet_small(**needs: Any) -> ResNetConfig:
    """ResNet-18 (He et al. 2016, arXiv:1512.03385) with half its width."""
    shape: dict[str, Any] = {"embedding_size": 32, "hidden_sizes": [32, 64, 128, 256], "depths": [2, 2, 2, 2]}
    return ResNetConfig(**shape | {"layer_type": "basic"} | needs)


def vit_small(**needs: Any) -> ViTConfig:
    """ViT (Dosovitskiy et al. 2021, arXiv:2010.11929), two thirds as wide as its tiny form, half as deep."""
    size = needs.setdefault("image_size", 64)
    shape = {"hidden_size": 128, "num_hidden_layers": 6, "num_attention_heads": 4, "intermediate_size": 512}
    return ViTConfig(**shape | {"patch_size": size // 8, "encoder_stride": size // 8} | needs)


def rtdetr_small(**needs: Any) -> RTDetrConfig:
    """RT-DETR (Zhao et al. 2024, arXiv:2304.08069) with a ResNet of its own that is trained from nothing."""
    widths = [32, 64, 128]
    stages: dict[str, Any] = {"embedding_size": 16, "hidden_sizes": [16, *widths], "depths": [1, 1, 1, 1]}
    read_out: dict[str, Any] = {"layer_type": "basic", "out_indices": [2, 3, 4]}
    backbone = RTDetrResNetConfig(**stages, **read_out)
    shape: dict[str, Any] = {"encoder_in_channels": widths, "decoder_in_channels": [64] * 3}
    width = {"d_model": 64, "encoder_hidden_dim": 64}
    encoder = {"encoder_ffn_dim": 128, "encoder_attention_heads": 4, "hidden_expansion": 0.5}
    decoder = {"decoder_layers": 2, "decoder_ffn_dim": 128, "decoder_attention_heads": 4}
    queries = {"num_queries": 30, "num_denoising": 30, "freeze_backbone_batch_norms": False}
    needs.pop("image_size", None)  # it reads any
    return RTDetrConfig(backbone_config=backbone, **shape | width | encoder | decoder | queries | needs)


def patchtst_small(**needs: Any) -> PatchTSTConfig:
    """PatchTST (Nie et al. 2023, arXiv:2211.14730) for windows of a few hundred steps."""
    shape = {"patch_length": 16, "patch_stride": 8, "d_model": 64, "num_hidden_layers": 3, "num_attention_heads": 4}
    others = {"ffn_dim": 128, "attention_dropout": 0.1, "ff_dropout": 0.1, "path_dropout": 0.0, "head_dropout": 0.0}
    return PatchTSTConfig(**shape | others | needs)
