"""Pictures: read from archives, kept as pixels, changed while training, and what is told of them without a model."""
