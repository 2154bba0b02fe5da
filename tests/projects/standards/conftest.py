"""Standards that both parties agreed to."""

import io

import pytest

from agreements.models import Asset
from catalog.models import DatasetVersion
from catalog.services import add_dataset
from standards.services import agree_to_standard


@pytest.fixture
def settle(steward, university_steward):
    """Both parties agree to a draft."""

    def settle(draft):
        for party in (steward, university_steward):
            agree_to_standard(draft.standard, sha256=draft.sha256, by=party)
        draft.refresh_from_db()
        return draft

    return settle


@pytest.fixture
def split_notes(steward):
    """Notes of which a column says which are for testing."""
    rows = "\n".join(
        f"machine {number} grinds,bearing wear,{'test' if number % 2 else 'train'}" for number in range(20)
    )
    file = io.BytesIO(f"note,fault,part\n{rows}\nmachine drips,leak,test".encode())
    file.name = "split.csv"
    told = {"name": "Split notes", "file": file, "text": "note", "label": "fault", "openness": Asset.Openness.DESCRIBED}
    version = add_dataset(**told, by=steward).latest
    columns = [each | ({"role": "split"} if each["name"] == "part" else {}) for each in version.columns]
    DatasetVersion.objects.filter(pk=version.pk).update(columns=columns, split={"parts": {"train": 10, "test": 11}})
    version.refresh_from_db()
    return version
