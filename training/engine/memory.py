"""What happens when memory runs out."""

import torch

from engine.loop import Loop


def is_out_of_memory(error: Exception) -> bool:
    """Whether that is what `error` says, on a CPU or a GPU."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return isinstance(error, RuntimeError) and "allocate memory" in str(error)  # what torch says on a CPU


def fits(loop: Loop) -> bool:
    """Train to the end; False where memory ran out and smaller parts may help, which is tried once in a job."""
    try:
        loop.run()
    except Exception as error:
        smaller = loop.arithmetic.parts is None and 2 * loop.parts <= loop.settings.batch_size
        apart = loop.private or loop.gang.world > 1  # memory of one process, of which the others know nothing
        if apart or not smaller or not is_out_of_memory(error):
            raise
        return False
    return True
