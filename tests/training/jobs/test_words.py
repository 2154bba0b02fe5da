"""The site's words for the engine are the engine's own."""

from engine import messages
from engine.spec import METHODS as ENGINES
from engine.spec import describe
from jobs.engine_words import FAULTS, NOTES
from jobs.settings_words import METHODS, SETTINGS


def test_every_sentence_of_the_engine_can_be_said_in_the_readers_language():
    assert {code: tuple(map(str, words)) for code, words in FAULTS.items()} == messages.FAULTS
    assert {code: str(words) for code, words in NOTES.items()} == messages.NOTES


def test_every_setting_has_the_engines_name_and_help():
    inputs = {"model", "data"}
    words = dict(leaves({name: part for name, part in describe()["properties"].items() if name not in inputs}))

    assert {path: tuple(map(str, said)) for path, said in SETTINGS.items()} == words


def test_every_method_is_explained_as_the_engine_explains_it():
    assert {name: str(words) for name, words in METHODS.items()} == {
        name: each.explain for name, each in ENGINES.items()
    }


def leaves(properties, path=""):
    for name, described in properties.items():
        if "properties" in described:
            yield from leaves(described["properties"], f"{path}{name}.")
        else:
            yield f"{path}{name}", (described["title"], described["description"])
