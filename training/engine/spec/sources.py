"""What the data of each task are: one class a task, with its columns."""

from dataclasses import dataclass

from engine.spec.options import SHA256, option


@dataclass(frozen=True)
class DataSource:
    """Where the rows are, whatever the task."""

    path: str = option(title="File", explain="A .parquet or .csv file with a header.")
    sha256: str | None = option(
        None, title="Digest", explain="SHA-256 of the file; refused when it differs.", pattern=SHA256
    )
    part: str | None = option(
        None,
        title="Part column",
        explain="The column that says train, validation or test of each row. Left empty, the rows are split by shares.",
    )


@dataclass(frozen=True, kw_only=True)
class LabelledTexts(DataSource):
    """A label for each text."""

    text: str = option(title="Text column", explain="The column that the model reads.")
    label: str = option(title="Label column", explain="The column that the model learns to predict.")
