"""The Hugging Face Hub's protocol for reading: its clients, unchanged, find models and datasets here."""
