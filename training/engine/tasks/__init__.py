"""What a model can learn, a file each: how rows become batches, a loss, and a score."""
