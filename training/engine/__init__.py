"""Fine-tuning itself: one spec in, one fine-tuned model with its evidence out. Knows no Django and no app."""

__version__ = "0.1.0"
