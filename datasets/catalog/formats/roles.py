"""What columns are for and what shape a dataset has, guessed from names, kinds and the first values."""

import re
from collections.abc import Sequence
from typing import Any

from catalog.formats.kinds import NUMERIC
from catalog.formats.schema import Column

Values = dict[str, list[Any]]

NAMES = {
    "split": "split part partition subset 数据集",
    "label": "label labels class category target y sentiment intent topic outcome income emotion rating 标签 类别 分类",
    "text": "text sentence review content comment question note notes message body tweet title document abstract "
    "utterance 文本 内容 评论 句子",
    "time": "time timestamp date datetime ds moment 时间 日期",
    "group": "group group_id template_id patient patient_id subject subject_id machine machine_id device device_id "
    "sensor_id series series_id unit unit_id speaker author user_id unique_id 组",
    "tokens": "tokens words",
    "tags": "tags ner_tags pos_tags bio",
    "messages": "messages conversation conversations dialogue chat turns",
    "prompt": "prompt instruction query 指令 问题",
    "context": "context input 输入",
    "answer": "answer output response completion 回答 输出",
    "step label": "label anomaly is_anomaly state activity",
    "series target": "target y value",
    "first": "sentence1 sentence_1 text1 text_1 text_a premise question1 question_1 source src",
    "second": "sentence2 sentence_2 text2 text_2 text_b hypothesis question2 question_2 target tgt",
}
LABEL_LIKE = re.compile(r"failure|fault|default|churn|surviv|diagnos|defect|readmit", re.IGNORECASE)
PICTURE_FILE = re.compile(r"[^\n]*\.(png|jpe?g|bmp|gif|webp|tiff?)", re.IGNORECASE)
SPLITS = {"train", "training", "validation", "valid", "val", "dev", "test", "testing", "eval"}
MOST_CLASSES = 200
FEW_COLUMNS = 8  # a table of texts has little else
FEW_BESIDE = 4  # columns with raw text: an id, perhaps a source
IDS = ("id", "index", "row", "no", "nr", "uid", "column_1")
WORDS = 3.0  # in the mean, or as many letters without blanks: what people wrote, not a code


def shape_and_roles(columns: Sequence[Column], values: Values) -> tuple[str, list[Column]]:
    """The shape, and the columns with their roles."""
    for guess in (_boxes, _chats, _tagged, _pictures, _pairs, _texts, _series):
        if found := guess(columns, values):
            shape, roles = found
            return shape, _with(columns, {**_splits(columns, values), **roles})
    return "table", _with(columns, {**_splits(columns, values), **_label(columns, values)})


Found = tuple[str, dict[str, str]] | None  # a shape and the role of each column by its name


def _with(columns: Sequence[Column], roles: dict[str, str]) -> list[Column]:
    kind = {"picture": "picture", "messages": "messages", "boxes": "boxes"}
    return [
        Column(each.name, kind.get(role := roles.get(each.name, each.role), each.kind), role, each.missing)
        for each in columns
    ]


def _called(columns: Sequence[Column], role: str, *kinds: str) -> str:
    """The column with the first of the names that `role` goes by."""
    names = {each.name.strip().lower(): each.name for each in columns if not kinds or each.kind in kinds}
    return next((names[name] for name in NAMES[role].split() if name in names), "")


def _boxes(columns: Sequence[Column], _: Values) -> Found:
    roles = {each.name: each.kind for each in columns if each.kind in ("picture", "boxes")}
    return ("boxes", roles) if "boxes" in roles.values() else None


def _chats(columns: Sequence[Column], _: Values) -> Found:
    if messages := _called(columns, "messages", "messages", "list"):
        return "chats", {messages: "messages"}
    prompt, answer = _called(columns, "prompt", "text"), _called(columns, "answer", "text")
    if not (prompt and answer) or len(columns) > FEW_COLUMNS:
        return None
    context = _called(columns, "context", "text")
    return "chats", {prompt: "prompt", answer: "answer", **({context: "context"} if context else {})}


def _tagged(columns: Sequence[Column], _: Values) -> Found:
    tokens, tags = _called(columns, "tokens", "list"), _called(columns, "tags", "list")
    return ("tagged", {tokens: "tokens", tags: "tags"}) if tokens and tags else None


def _pictures(columns: Sequence[Column], values: Values) -> Found:
    named = [each for each in columns if each.kind == "picture"]
    if not named:
        return None
    return "pictures", {named[0].name: "picture", **_label(columns, values), **_group(columns)}


def _pairs(columns: Sequence[Column], values: Values) -> Found:
    first, second = (_called(columns, role, "text") for role in ("first", "second"))
    if not (first and second) or len(columns) > FEW_COLUMNS:
        return None
    return "pairs", {first: "text", second: "second", **_label(columns, values, besides={first, second})}


def _texts(columns: Sequence[Column], values: Values) -> Found:
    text = _text(columns, values)
    if not text or (len(columns) > FEW_COLUMNS and text.lower() != "text"):
        return None
    split = set(_splits(columns, values))
    label = _labels(columns) or _label(columns, values, besides={text, *split}, sure=len(columns) - len(split) > 2)
    if not label and len(columns) - len(split) > FEW_BESIDE:
        return None  # a table in which people wrote, too
    return "texts" if label else "raw", {text: "text", **label, **_group(columns)}


def _text(columns: Sequence[Column], values: Values) -> str:
    """The column that people wrote into: of those, the one called so, or the longest."""
    written = {each.name: _length(values[each.name]) for each in columns if each.kind == "text"}
    prose = [each for each in columns if each.kind == "text" and _is_prose(values[each.name])]
    return _called(prose, "text") or max((each.name for each in prose), key=written.__getitem__, default="")


def _length(values: list[Any]) -> float:
    present = [value for value in values if isinstance(value, str) and value]
    return sum(map(len, present)) / len(present) if present else 0.0


def _is_prose(values: list[Any]) -> bool:
    present = [value for value in values if value]
    if not all(isinstance(value, str) for value in present):
        return False  # JSON in a column of texts
    if not present or all(PICTURE_FILE.fullmatch(value) for value in present):
        return False
    words = sum(len(re.findall(r"[^\W_]+|[\u4e00-\u9fff]", value[:1000])) for value in present) / len(present)
    chinese = sum(len(re.findall(r"[\u4e00-\u9fff]", value[:1000])) for value in present) / len(present)
    return (words > WORDS or chinese > 2 * WORDS) and len(set(present)) > 0.5 * len(present)


def _label(
    columns: Sequence[Column], values: Values, *, besides: Sequence[str] | set[str] = (), sure: bool = False
) -> dict[str, str]:
    """The column of classes: called so, or like so, or (unless that isn't `sure` enough) the last with few values."""
    kinds = ("text", "integer", "boolean")
    few = [each for each in columns if each.kind in kinds and each.name not in besides and _is_few(values[each.name])]
    named = _called(few, "label") or next((each.name for each in few if LABEL_LIKE.search(each.name)), "")
    if not named and few and not sure and few[-1].name == columns[-1].name:
        named = few[-1].name
    return {named: "label"} if named else {}


def _labels(columns: Sequence[Column]) -> dict[str, str]:
    """A column with a list of classes in each row."""
    named = _called(columns, "label", "list")
    return {named: "labels"} if named else {}


def _is_few(values: list[Any]) -> bool:
    present = [value for value in values if value not in ("", None)]
    if any(isinstance(value, list | dict) for value in present):
        return False
    distinct = len(set(map(str, present)))
    return 1 <= distinct <= MOST_CLASSES and (distinct <= max(2, len(present) / 3) or len(present) < 10)


def _group(columns: Sequence[Column]) -> dict[str, str]:
    group = _called(columns, "group")
    return {group: "group"} if group else {}


def _splits(columns: Sequence[Column], values: Values) -> dict[str, str]:
    split = _called(columns, "split", "text")
    known = split and all(str(value).lower() in SPLITS for value in values[split] if value)
    return {split: "split"} if known else {}


def _series(columns: Sequence[Column], _: Values) -> Found:
    """A time first or so called, and mostly numbers beside it."""
    times = [each.name for each in columns if each.kind in ("date", "timestamp")]
    time = _called(columns, "time", "date", "timestamp") or (times[0] if columns[0].name in times else "")
    if not time or len(times) > 1:
        return None
    group, label = _group(columns), _called(columns, "step label")
    besides = {*group, label, *(each.name for each in columns if each.name.lower() in IDS)}
    numbers = [each.name for each in columns if each.kind in NUMERIC and each.name not in besides]
    if not numbers or len(numbers) < 0.4 * (len(columns) - 1):
        return None
    roles = dict.fromkeys(numbers, "value") | {time: "time"} | group
    if label:
        return "series", {**roles, label: "label"}
    return "series", {**roles, (_called(columns, "series target", *NUMERIC) or numbers[0]): "target"}
