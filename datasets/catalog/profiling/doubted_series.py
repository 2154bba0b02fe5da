"""Series whose label is likely wrong: each is known by how its values lie and how they move."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from sklearn.preprocessing import StandardScaler

from catalog.profiling.doubts import doubts, large_enough


def doubted_series(
    table: pa.Table, *, time: str, group: str, label: str, values: Sequence[str]
) -> dict[str, Any] | None:
    """The series whose label is likely wrong; None where there are no classes to tell apart.

    Only series with one label for all their steps are looked at.
    """
    frame = table.select(list(dict.fromkeys([group, time, label, *values]))).to_pandas().sort_values([group, time])
    series = frame.groupby(group, sort=True)
    labels = series[label].agg(lambda each: str(each.iloc[0]) if each.notna().all() and each.nunique() == 1 else None)
    places, classes = large_enough(labels.to_numpy(dtype=object))
    if len(classes) < 2:
        return None
    steps = frame[list(values)].groupby(frame[group]).diff().abs().groupby(frame[group]).mean()
    spread = series[list(values)].agg(["mean", "std", "min", "max"])
    told = pd.concat([spread.set_axis(range(spread.shape[1]), axis=1), steps.set_axis(values, axis=1)], axis=1)
    features = StandardScaler().fit_transform(np.nan_to_num(told.to_numpy(dtype=float)[places]))
    given = np.searchsorted(classes, labels.to_numpy()[places].astype(str))
    found = doubts(features, given, classes)
    for each in found["told"]:
        each["series"] = str(labels.index[places[each.pop("at")]])
    return found
