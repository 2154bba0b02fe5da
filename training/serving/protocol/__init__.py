"""The Open Inference Protocol, version 2: its clients, unchanged, ask models here."""
