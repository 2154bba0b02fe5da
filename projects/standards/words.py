"""The sentences of standards: what is wrong with what one says, and what of one holds or fails and how to mend it."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from collaborations.metrics import Metric, metric_of
from jobs.task_words import TASKS, task_name
from standards.conforming.plain import Fault
from standards.conforming.results import Result

BODY: Mapping[str, Promise] = {
    "too_deep": gettext_lazy("It is nested more than %(most)s levels deep. Write it flatter."),
    "not_finite": gettext_lazy("A number in it is too large to be kept. Write a smaller one."),
    "too_long": gettext_lazy("It has %(letters)s letters; at most %(most)s are read. Say less, or in the text."),
    "unshowable": gettext_lazy("It holds a letter that can't be kept, as NUL. Remove it."),
    "splits_unknown": gettext_lazy("The splits are some of: %(known)s."),
    "unknown_part": gettext_lazy("A data format has the parts “row” and “splits”; “%(part)s” is none of them."),
    "no_columns": gettext_lazy(
        "Describe a row by JSON Schema: an object whose “properties” name the columns, at least one."
    ),
    "leads_elsewhere": gettext_lazy(
        "“%(keyword)s” leads elsewhere, and nothing is followed. Write what a column asks at its own place."
    ),
    "no_schema": gettext_lazy("This is no JSON Schema (2020-12), at %(where)s: %(why)s"),
    "bad_pattern": gettext_lazy("The pattern “%(pattern)s” can't be read: %(why)s. Correct it."),
    "too_many_columns": gettext_lazy("It names %(columns)s columns; at most %(most)s are checked."),
    "no_meaning": gettext_lazy("Column “%(column)s” doesn't say what it means. Write it as its “description”."),
    "no_unit": gettext_lazy('Column “%(column)s”: write its unit as a text, as "x-unit": "mm/s".'),
    "required_unknown": gettext_lazy(
        "“%(column)s” is required, and no column is called so. Describe it, or require it no more."
    ),
    "no_interface": gettext_lazy("What a model has to be can't be read, at %(where)s: %(why)s"),
    "no_evaluation": gettext_lazy("What is evaluated can't be read, at %(where)s: %(why)s"),
}
KINDS: Mapping[str, Promise] = {
    "string": gettext_lazy("text"),
    "integer": gettext_lazy("whole number"),
    "number": gettext_lazy("any number"),
    "boolean": gettext_lazy("true or false"),
    "array": gettext_lazy("list"),
    "object": gettext_lazy("object"),
    "null": gettext_lazy("nothing"),
}
RULES: Mapping[str, Promise] = {
    "required": gettext_lazy("The value is missing. Fill it in, or leave the row out."),
    "type": gettext_lazy(
        "The value is of another kind than: %(asked)s. Write one of that kind, or correct the column."
    ),
    "enum": gettext_lazy("The value is none of those that may stand there: %(asked)s. Write one of them."),
    "const": gettext_lazy("The value is not “%(asked)s”. Write it so, or leave the row out."),
    "minimum": gettext_lazy("The value is less than %(asked)s. Correct it, or leave the row out."),
    "maximum": gettext_lazy("The value is greater than %(asked)s. Correct it, or leave the row out."),
    "exclusiveMinimum": gettext_lazy("The value is not greater than %(asked)s. Correct it, or leave the row out."),
    "exclusiveMaximum": gettext_lazy("The value is not less than %(asked)s. Correct it, or leave the row out."),
    "multipleOf": gettext_lazy("The value is no multiple of %(asked)s. Correct it, or leave the row out."),
    "minLength": gettext_lazy("The text is shorter than %(asked)s letters. Write it out, or leave the row out."),
    "maxLength": gettext_lazy("The text is longer than %(asked)s letters. Shorten it, or leave the row out."),
    "pattern": gettext_lazy("The text does not have the form %(asked)s. Write it so, or leave the row out."),
    "format": gettext_lazy("The text is not written as “%(asked)s” asks. Write it so, or leave the row out."),
    "minItems": gettext_lazy("The list is shorter than %(asked)s. Add what is missing, or leave the row out."),
    "maxItems": gettext_lazy("The list is longer than %(asked)s. Shorten it, or leave the row out."),
    "uniqueItems": gettext_lazy("Something stands in the list twice. Let it stand there once."),
}
OTHER_RULE = gettext_lazy("It breaks the rule “%(rule)s” of the schema. Read what it asks, and correct the row.")


class Line(NamedTuple):
    """One thing that a standard asks, in words."""

    name: str
    asked: str
    found: str
    mend: str
    holds: bool


class Broken(NamedTuple):
    """A row that is wrong, where, and how to mend it."""

    row: int
    column: str
    words: str


def sentence_of(fault: Fault) -> str:
    """What is wrong with what a standard says."""
    return str(BODY[fault.code] % fault.params)


def broken(row: int, column: str, rule: str, asked: Any) -> Broken:
    """What is wrong with a row."""
    told = {"rule": rule, "asked": _asked(rule, asked)}
    return Broken(row, column, RULES.get(rule, OTHER_RULE) % told)


def line_of(result: Result) -> Line:
    """A result, in words; how to mend it only where it fails."""
    name, asked, found, mend = LINES[result.code](result.params)
    return Line(name, asked, found, "" if result.holds else mend, result.holds)


def kind_name(kind: str) -> str:
    """What a kind of values is called."""
    return str(KINDS.get(kind, kind))


def _asked(rule: str, asked: Any) -> str:
    several = asked if isinstance(asked, list) else [asked]
    return ", ".join(kind_name(str(each)) if rule == "type" else str(each) for each in several)


Told = tuple[str, str, str, str]


def _columns(told: Mapping[str, Any]) -> Told:
    missing = ", ".join(told["missing"])
    return (
        _("Columns"),
        ", ".join(told["asked"]) or _("none has to be there"),
        _("missing: %(names)s") % {"names": missing} if missing else _("all there"),
        _("Bring a version that has these columns, or call yours so: %(names)s.") % {"names": missing},
    )


def _no_others(told: Mapping[str, Any]) -> Told:
    more = ", ".join(told["more"])
    return (
        _("No other columns"),
        _("only those that the standard describes"),
        more or _("none"),
        _("Leave these columns out: %(names)s.") % {"names": more},
    )


def _splits(told: Mapping[str, Any]) -> Told:
    missing = ", ".join(told["missing"])
    return (
        _("Splits"),
        ", ".join(told["asked"]),
        _("no rows for: %(names)s") % {"names": missing} if missing else _("all there"),
        _("Split the dataset when you bring its next version: a column, or shares, say which rows are for what."),
    )


def _rows(told: Mapping[str, Any]) -> Told:
    wrong = told["wrong"]
    said = ngettext("%(wrong)s row of %(rows)s breaks a rule", "%(wrong)s rows of %(rows)s break a rule", wrong)
    return (
        _("Rows"),
        _("each as the schema says"),
        said % told if wrong else _("all %(rows)s do") % told,
        _("Correct the rows that break a rule, and bring them as the next version."),
    )


def named_task(task: str) -> str:
    """A model that was brought in may be for one that isn't learned here."""
    return task_name(task) if task in TASKS else task


def _task(told: Mapping[str, Any]) -> Told:
    mend = _("Take the report of a job that learns this task.")
    return _("Task"), task_name(told["asked"]), task_name(told["found"]), mend


def _test_set(told: Mapping[str, Any]) -> Told:
    same = told["asked"] == told["found"]
    found = ngettext("the same, %(rows)s test row", "the same, %(rows)s test rows", told["rows"])
    return (
        _("Test set"),
        _("as pinned, %(digest)s") % {"digest": told["asked"][:8]},
        found % {"rows": told["rows"]} if same else _("another, %(digest)s") % {"digest": told["found"][:8]},
        _("Train and test on the version of the dataset that the standard pins."),
    )


def _test_part(told: Mapping[str, Any]) -> Told:
    found = _("by the column “%(column)s”") % {"column": told["found"]} if told["found"] else _("drawn by the job")
    return (
        _("Test rows"),
        _("by the column “%(column)s”") % {"column": told["asked"]},
        found,
        _("Let the job use the split that the dataset has."),
    )


def _model_task(told: Mapping[str, Any]) -> Told:
    mend = _("Take a model that was trained for this task.")
    asked, found = (named_task(told[each]) for each in ("asked", "found"))
    return _("Task"), asked, found or _("it names none"), mend


def _inputs(told: Mapping[str, Any]) -> Told:
    mend = _("Train it on columns that give it these inputs, and no others.")
    return _("Inputs"), "; ".join(told["asked"]), "; ".join(told["found"]) or _("it can’t be asked here"), mend


def _outputs(told: Mapping[str, Any]) -> Told:
    mend = _("Train it for labels that give it these outputs: −1 in a shape stands for any length.")
    return _("Outputs"), "; ".join(told["asked"]), "; ".join(told["found"]) or _("it can’t be asked here"), mend


def _files(told: Mapping[str, Any]) -> Told:
    missing = ", ".join(told["missing"])
    return (
        _("Files"),
        ", ".join(told["asked"]),
        _("missing: %(names)s") % {"names": missing} if missing else _("all there"),
        _("Bring a version of the model with these files: %(names)s.") % {"names": missing},
    )


def _most_parameters(told: Mapping[str, Any]) -> Told:
    mend = _("Start from a smaller base model.")
    asked, found = (number_format(told[each], force_grouping=True) for each in ("asked", "found"))
    return _("Parameters"), _("at most %(value)s") % {"value": asked}, found, mend


def _most_bytes(told: Mapping[str, Any]) -> Told:
    mend = _("Start from a smaller base model, or leave out files that nobody needs.")
    asked, found = (filesizeformat(told[each]) for each in ("asked", "found"))
    return _("Size of its files"), _("at most %(value)s") % {"value": asked}, found, mend


def _metric(told: Mapping[str, Any]) -> Told:
    metric, found = metric_of(told["task"], told["metric"]), told["found"]
    least = told["comparison"] == "at_least"
    asked = _("at least %(value)s") if least else _("at most %(value)s")
    said = _("the report tells none")
    if found is not None:
        value, low, high = (metric.said(each) for each in found)
        said = f"{value} [{low}, {high}]"
    mend = _("Improve the model, or the data that it learns from; until then it does not conform.")
    return metric.name, asked % {"value": metric.said(told["threshold"])}, said, mend


def _width(told: Mapping[str, Any]) -> Told:
    metric, found = metric_of(told["task"], told["metric"]), told["found"]
    return (
        _("%(metric)s: width of the interval") % {"metric": metric.name},
        _("at most %(value)s") % {"value": _width_said(metric, told["widest"])},
        _("the report tells none") if found is None else _width_said(metric, found),
        _("Test on more rows: an interval half as wide takes about four times as many."),
    )


def _width_said(metric: Metric, width: float) -> str:
    """The width of a share's interval is told in points: 0.08 as “8 points”."""
    said = metric.said(width)
    return _("%(value)s points") % {"value": said.removesuffix("\u00a0%")} if metric.is_share else said


def _slice(told: Mapping[str, Any]) -> Told:
    metric, least = metric_of(told["task"], told["metric"]), told.get("at_least")
    asked = _("told for each value")
    if least is not None and not told["metric"]:  # which one is the main figure, the report says
        asked = _("the report’s main figure of each at least %(value)s") % {"value": number_format(least)}
    elif least is not None:
        asked = _("%(metric)s of each at least %(value)s") % {"metric": metric.name, "value": metric.said(least)}
    found = ", ".join(f"{value} {metric.said(score)}" for value, score in told["found"].items())
    mend = _("Name the column “%(column)s” under slices, and have the job done again.") % {"column": told["by"]}
    if told["weak"]:
        mend = _("The model is too weak for: %(values)s. Bring more such rows to learn from.") % {
            "values": ", ".join(told["weak"])
        }
    return _("Slices by “%(column)s”") % {"column": told["by"]}, asked, found or _("the report has none"), mend


LINES: Mapping[str, Callable[[Mapping[str, Any]], Told]] = {
    "columns": _columns,
    "no_others": _no_others,
    "splits": _splits,
    "rows": _rows,
    "task": _task,
    "test_set": _test_set,
    "test_part": _test_part,
    "model_task": _model_task,
    "inputs": _inputs,
    "outputs": _outputs,
    "files": _files,
    "most_parameters": _most_parameters,
    "most_bytes": _most_bytes,
    "metric": _metric,
    "width": _width,
    "slice": _slice,
}
