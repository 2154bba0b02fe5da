"""Models as folders and archives in the Hugging Face layout: looked through without Django and without loading them."""

from registry.reading.cards import Card
from registry.reading.folders import ModelFolder, look_through

__all__ = ["Card", "ModelFolder", "look_through"]
