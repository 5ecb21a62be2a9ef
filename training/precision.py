"""Tell whether bfloat16 pays on this machine."""

from functools import cache

import torch


@cache
def has_fast_bf16() -> bool:
    """Say whether matrices multiply faster in bfloat16 than in float32 here: on GPUs that know it, and on CPUs with
    instructions for it (avx512_bf16, amx). On other CPUs it is emulated, twenty times slower.
    """
    if torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if torch.accelerator.is_available():  # Apple's and others: not measured
        return False
    able = torch.cpu.get_capabilities()
    return bool(able.get("avx512_bf16") or able.get("amx_bf16"))
