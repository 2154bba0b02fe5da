"""The site's words for the engine are the engine's own."""

from engine import messages
from engine.spec import ARCHITECTURES, TASKS, describe, describe_data
from engine.spec import METHODS as ENGINES
from jobs import task_words
from jobs.engine_words import FAULTS, NOTES
from jobs.offers import RULES
from jobs.setting_fields import asked_of_data
from jobs.settings_words import METHOD_NAMES, METHODS, SETTINGS


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
    assert METHOD_NAMES.keys() == METHODS.keys()


def test_every_task_and_architecture_is_explained_as_the_engine_explains_it():
    assert {name: str(words) for name, (_title, words) in task_words.TASKS.items()} == {
        name: each.explain for name, each in TASKS.items()
    }
    assert {name: str(words) for name, words in task_words.ARCHITECTURES.items()} == {
        name: each.explain for name, each in ARCHITECTURES.items()
    }
    assert {each.kind for each in ARCHITECTURES.values()} <= set(task_words.KINDS)


def test_every_setting_of_data_that_a_form_shows_can_be_said_in_the_readers_language():
    known = {*task_words.DATA, *task_words.DATA.values(), *task_words.HORIZONS}
    for rule in RULES:
        shown = asked_of_data(rule.task).values()
        assert {words for each in shown for words in (each["title"], each["description"])} <= known
        assert {*rule.needs, *rule.may, *rule.lists} <= {*describe_data(rule.task)["properties"], "picture", "boxes"}


def leaves(properties, path=""):
    for name, described in properties.items():
        if "properties" in described:
            yield from leaves(described["properties"], f"{path}{name}.")
        else:
            yield f"{path}{name}", (described["title"], described["description"])
