"""What the data of each task are: one class a task, with its columns."""

from dataclasses import dataclass
from pathlib import PurePath

from engine.spec.options import SHA256, option


@dataclass(frozen=True)
class DataSource:
    """Where the rows are, whatever the task."""

    path: str = option(
        title="File",
        explain="A .parquet, .jsonl or .csv file with a header; of series also a folder or .zip of such files.",
    )
    sha256: str | None = option(
        None, title="Digest", explain="SHA-256 of the file; refused when it differs.", pattern=SHA256
    )
    part: str | None = option(
        None,
        title="Part column",
        explain="The column that says train, validation or test of each row. Left empty, the rows are split by shares.",
    )


@dataclass(frozen=True, kw_only=True)
class Sliced(DataSource):
    """Rows whose result is told by kinds of rows, too."""

    slices: tuple[str, ...] = option(
        (), title="Slice columns", explain="Columns by whose values the result is told as well: sites, devices, groups."
    )


@dataclass(frozen=True)
class Further:
    """One more file of rows, with the same columns."""

    path: str = option(title="File", explain="A .parquet, .jsonl or .csv file with a header; of pictures a folder.")
    sha256: str | None = option(
        None, title="Digest", explain="SHA-256 of the file; refused when it differs.", pattern=SHA256
    )
    name: str | None = option(
        None, title="Name", explain="What results call the source. Left empty, the file's name without its ending."
    )
    weight: float = option(
        1.0,
        title="Weight",
        explain="How often each of its rows is drawn in training, where each row of the first file is drawn once.",
        minimum=0.01,
        maximum=100.0,
    )


@dataclass(frozen=True, kw_only=True)
class Gathered(DataSource):
    """Rows that may come from several files: the first, at `path`, and further ones."""

    sources: tuple[Further, ...] = option((), title="Further files", explain="More files of rows with these columns.")
    name: str | None = option(
        None, title="Name", explain="What results call the first file, where there are several sources."
    )
    leave_one_out: bool = option(
        True,
        title="Leave one source out",
        explain="With several sources also train without each in turn, and test on it.",
    )
    left_out: str | None = option(
        None,
        title="Left-out source",
        explain="The name of a source that is only tested on: it is not trained on, and the test has no other rows.",
    )

    @property
    def files(self) -> list[Further]:
        """All of them; the first has the weight 1."""
        return [Further(self.path, self.sha256, self.name), *self.sources]

    @property
    def names(self) -> list[str]:
        """What results call each of them."""
        return [each.name or PurePath(each.path).stem for each in self.files]


@dataclass(frozen=True, kw_only=True)
class LabelledTexts(Sliced, Gathered):
    """A label for each text."""

    text: str = option(title="Text column", explain="The column that the model reads.")
    second: str | None = option(
        None, title="Second text column", explain="For pairs of texts: the column that is read after the first."
    )
    label: str = option(title="Label column", explain="The column that the model learns to predict.")


@dataclass(frozen=True, kw_only=True)
class MultiLabelledTexts(LabelledTexts):
    """Several labels for each text, or none."""

    separator: str = option(
        ";", title="Separator", explain="What stands between the labels of a cell, unless the cells are lists."
    )


@dataclass(frozen=True, kw_only=True)
class TaggedTokens(Gathered):
    """A tag for each word of a sentence; .conll, .bio and .txt files have the two columns by these names."""

    tokens: str = option("tokens", title="Token column", explain="The column with the list of a sentence's words.")
    tags: str = option("tags", title="Tag column", explain="The column with the list of their tags, as B-person or O.")


@dataclass(frozen=True, kw_only=True)
class RawTexts(Gathered):
    """Texts and nothing else; a .txt file has one on each line."""

    text: str = option("text", title="Text column", explain="The column that the model reads.")


@dataclass(frozen=True, kw_only=True)
class Instructions(Gathered):
    """What people ask and what the model should answer."""

    prompt: str = option("prompt", title="Prompt column", explain="The column with what is asked.")
    context: str | None = option(
        None, title="Context column", explain="A column that is added to what is asked; its cells may be empty."
    )
    answer: str = option("answer", title="Answer column", explain="The column that the model learns to answer.")
    messages: str | None = option(
        None,
        title="Messages column",
        explain="Instead of the others: a column with lists of messages, each with role and content.",
    )


@dataclass(frozen=True, kw_only=True)
class TextPairs(Gathered):
    """A text and what is to be made of it."""

    source: str = option("source", title="Source column", explain="The column that the model reads.")
    target: str = option("target", title="Target column", explain="The column that the model learns to write.")


@dataclass(frozen=True, kw_only=True)
class PictureFiles(DataSource):
    """Pictures, beside a file that lists them."""

    path: str = option(title="Folder", explain="A folder with the pictures and the file that lists them.")
    images: str = option(
        "images.zip", title="Pictures", explain="A .zip, or a folder of its own, in that folder; it may be deep."
    )
    size: int | None = option(
        None,
        title="Size",
        explain="Width and height in pixels that the model reads. Left empty, the model's own; for a new model 64.",
        minimum=16,
        maximum=1024,
    )


@dataclass(frozen=True, kw_only=True)
class ListedPictures(PictureFiles, Gathered):
    """Pictures listed in a table."""

    table: str = option("labels.csv", title="Table", explain="A .parquet or .csv file in that folder.")
    picture: str = option("path", title="Picture column", explain="Where each picture is among the pictures.")


@dataclass(frozen=True, kw_only=True)
class LabelledPictures(ListedPictures, Sliced):
    """A label for each picture."""

    label: str = option("label", title="Label column", explain="The column that the model learns to predict.")


@dataclass(frozen=True, kw_only=True)
class BoxedPictures(PictureFiles, Gathered):
    """Boxes around things in each picture; the part column is a key of each image here."""

    annotations: str = option(
        "annotations.json",
        title="Annotations",
        explain="Boxes in that folder: the JSON format of COCO, or a .parquet file with the columns picture and boxes.",
    )


CONTEXT = "Steps that the model reads. Left empty, as many as the base was made for; of a new one up to 96."


@dataclass(frozen=True, kw_only=True)
class Series(DataSource):
    """Values of sensors with their times."""

    time: str = option(title="Time column", explain="The column with the moment of each row.")
    group: str | None = option(
        None, title="Group column", explain="The column that tells several series apart, one machine from another, say."
    )
    context: int | None = option(
        None,
        title="Context",
        explain=CONTEXT,
        minimum=24,
        maximum=4096,
    )
    stride: int = option(
        1, title="Stride", explain="Steps between the beginnings of windows to train on.", minimum=1, maximum=4096
    )


@dataclass(frozen=True, kw_only=True)
class SensorSeries(Series):
    """Columns that are read alike."""

    columns: tuple[str, ...] = option(title="Columns", explain="The columns of numbers that the model reads.")


@dataclass(frozen=True, kw_only=True)
class RawSeries(SensorSeries):
    """Columns and nothing else."""

    context: int | None = option(
        None,
        title="Context",
        explain=CONTEXT,
        minimum=32,
        maximum=4096,
    )


@dataclass(frozen=True, kw_only=True)
class LabelledSeries(SensorSeries, Sliced):
    """A label for each step; a window has that of its last step."""

    label: str = option(
        title="Label column",
        explain="The column that the model learns to predict. Groups with one label each are in one part as a whole.",
    )


@dataclass(frozen=True, kw_only=True)
class WatchedSeries(SensorSeries):
    """Columns in which anomalies are to be found."""

    label: str = option(
        title="Label column", explain="The column that says which steps are anomalies; it is only used in the test."
    )
    normal: str = option("0", title="Normal", explain="What the label column says of a step that is no anomaly.")
    horizon: int = option(8, title="Horizon", explain="Steps that are watched at once.", minimum=1, maximum=1024)
    season: int = option(
        24,
        title="Season",
        explain="Steps after which the series repeats, for the naive forecast.",
        minimum=1,
        maximum=4096,
    )
    false_alarms: float = option(
        0.01,
        title="False alarms",
        explain="Share of the steps to validate on that may be alarms; it sets the threshold.",
        minimum=0.0001,
        maximum=0.5,
    )


@dataclass(frozen=True, kw_only=True)
class ForecastSeries(Series):
    """A column to forecast."""

    target: str = option(title="Target column", explain="The column whose next values are forecast.")
    others: tuple[str, ...] = option(
        (), title="Other columns", explain="Further columns of numbers that the model reads up to the moment."
    )
    horizon: int = option(24, title="Horizon", explain="Steps that are forecast.", minimum=1, maximum=1024)
    season: int = option(
        24,
        title="Season",
        explain="Steps after which the series repeats, for the naive forecast.",
        minimum=1,
        maximum=4096,
    )
