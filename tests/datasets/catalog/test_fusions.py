"""Datasets are combined into one: common columns and labels, and what all their terms allow, as they stand."""

import io
import zipfile

import pytest
from django.urls import reverse
from PIL import Image
from tests.datasets.privacy.conftest import done_by_a_child, fault, note, table
from tests.platform.agreements import policy_world as world

from agreements.models import Agreement, State
from agreements.policy import decide, visible
from catalog.fusion_work import FusionWork
from catalog.models import Dataset, Fusion
from catalog.parquet import read_rows
from catalog.services import add_dataset, add_dataset_version, preview_rows
from vault.copies import copy_of
from work.errors import JobFault
from work.models import Item
from work.models import State as Work
from work.services.claims import take_work

pytestmark = pytest.mark.django_db


def text(number):
    return f"machine {number * 2} grinds"


def kind(number):
    return "LK" if number % 2 else "wear"


@pytest.fixture
def ours(university_steward):
    """Thirty of the university's notes, every second of which the company has as well."""
    file = table(text, kind)
    return add_dataset(name="Our notes", file=file, text="text", label="kind", by=university_steward)


@pytest.fixture
def theirs(steward):
    file = table(note, fault)
    return add_dataset(name="Their notes", file=file, text="note", label="fault", by=steward)


@pytest.fixture
def terms(theirs, university, steward):
    """Everything but handing on."""
    operations = ["preview", "train", "evaluate", "derive"]
    codes = [world.NO_RESTRICTION]
    return world.agreement("Notes", [theirs.asset], university, operations, by=steward, codes=codes, commercial=True)


@pytest.fixture
def combined(ours, theirs, terms, university_steward, client_for, tmp_path):
    there = f"{reverse('catalog:combine')}?source={theirs.asset.slug}&source={ours.asset.slug}"
    client = client_for(university_steward)
    page = client.get(there).content.decode()
    assert page.index("Their notes") < page.index("Our notes")
    sent = {"name": "All notes", "distinct": "note", "weight_0": "1", "labels_1": "LK = leak", "weight_1": "1"}
    client.post(there, sent | {"column_1_0": "text", "column_1_1": "kind"})
    assert done_by_a_child(FusionWork(), tmp_path / "fused").state == Work.SUCCEEDED
    return Fusion.objects.get().made


def test_sources_become_one_under_common_names(combined, ours, theirs, university, university_steward, client_for):
    assert (combined.rows, Fusion.objects.get().repeated) == (45, 15)
    assert combined.classes == {"leak": 23, "wear": 22}
    assert [column["name"] for column in combined.columns] == ["note", "fault", "source"]
    assert (combined.version.asset.owner, combined.shape) == (university, "texts")
    made_of = {link.parent for link in combined.version.sources.all()}
    assert made_of == {ours.latest.version, theirs.latest.version}
    assert preview_rows(combined, by=university_steward)[0].values["source"] == "Their notes"
    page = client_for(university_steward).get(combined.dataset.get_absolute_url()).content.decode()
    assert "Their notes, 1" in page
    assert "Combine again" not in page

    add_dataset_version(ours, file=table(text, kind, rows=40), changes="Ten more.", by=university_steward)
    page = client_for(university_steward).get(combined.dataset.get_absolute_url()).content.decode()
    assert "Our notes, 2" in page
    client_for(university_steward).post(reverse("catalog:combine_again", args=[combined.version.asset.slug]))
    again = Fusion.objects.get(dataset=combined.dataset)
    used = [(each.version.version, each.labels) for each in again.sources.all()]
    assert [(str(version.asset), version.number, labels) for version, labels in used] == [
        ("Their notes", 1, {}),
        ("Our notes", 2, {"LK": "leak"}),
    ]


def test_it_allows_what_all_sources_allow_and_stays_so(combined, terms, university_steward):
    def may(operation):
        decided = decide(university_steward, operation, combined.version).allowed
        listed = visible(university_steward, Dataset.objects.all(), operation).filter(pk=combined.dataset.pk).exists()
        assert decided == listed
        return decided

    assert [may(operation) for operation in ("preview", "train", "download", "redistribute")] == [
        True,
        True,
        False,
        False,
    ]

    Agreement.objects.filter(pk=terms.pk).update(state=State.SUSPENDED)
    assert [may(operation) for operation in ("discover", "preview", "train")] == [True, False, False]


def test_terms_that_end_while_it_is_made_keep_it_from_being_shown(ours, theirs, terms, university_steward, client_for):
    body = {"name": "All", "sources": [{"dataset": theirs.asset.slug}, {"dataset": ours.asset.slug, "weight": 0.5}]}
    made = client_for(university_steward).post("/api/v1/fusions/", body, content_type="application/json")
    assert (made.status_code, made.json()["state"]) == (201, "making")

    Agreement.objects.filter(pk=terms.pk).update(state=State.TERMINATED)

    item = Item.objects.get(pk=take_work("fusion", "w1").item_id)
    assert not FusionWork().authorize([item])[item.pk].allowed


def test_what_one_may_make_nothing_of_is_not_offered(ours, theirs, university_steward, client_for):
    body = {"name": "All", "sources": [{"dataset": theirs.asset.slug}, {"dataset": ours.asset.slug}]}
    refused = client_for(university_steward).post("/api/v1/fusions/", body, content_type="application/json")
    page = client_for(university_steward).get(reverse("catalog:combine")).content.decode()

    assert refused.status_code == 400
    assert "none of the datasets that you may combine" in str(refused.json()["errors"])
    assert "Our notes" in page
    assert "Their notes" not in page


class TestPictures:
    """Two datasets of pictures that share one, and what is made of them anew."""

    @pytest.fixture
    def scans(self, bring_in, tmp_path):
        def scans(name, shades):
            path = tmp_path / f"{name}.zip"
            with zipfile.ZipFile(path, "w") as archive:
                for shade in shades:
                    one = io.BytesIO()
                    Image.new("L", (8, 8), shade).save(one, "PNG")
                    archive.writestr(f"{'crack' if shade % 2 else 'sound'}/{shade}.png", one.getvalue())
            return bring_in(path, name)

        return [scans("Scans", range(10, 16)), scans("More scans", range(15, 20))]

    @pytest.fixture
    def combine(self, scans, steward, client_for):
        def combine(*sources, **said):
            body = {"sources": [{"dataset": each.version.asset.slug} for each in sources or scans]} | said
            return client_for(steward).post("/api/v1/fusions/", body, content_type="application/json")

        return combine

    def test_pictures_go_along_with_their_rows_alone_into_the_next_version_too(self, combine, tmp_path):
        assert combine(name="All scans", distinct=["picture"]).status_code == 201
        done_by_a_child(FusionWork(), tmp_path / "first")
        first = Fusion.objects.get().made
        assert (first.rows, len(pictures_in(first)), first.shape) == (10, 10, "pictures")

        said = {"dataset": first.version.asset.slug, "changes": "One of each kind.", "distinct": ["label"]}
        assert combine(**said).status_code == 201
        done_by_a_child(FusionWork(), tmp_path / "next")
        made = first.dataset.latest
        assert (made.version.number, made.rows, made.changes) == (2, 2, "One of each kind.")
        with copy_of(made.files.get(role="normalised").blob).open("rb") as table:
            assert set(pictures_in(made)) == {row.values["picture"] for row in read_rows(table, [0, 1])}
        assert made.profile.state == "waiting"

        combine(**said)
        with pytest.raises(JobFault, match="same_rows"):
            done_by_a_child(FusionWork(), tmp_path / "again")

    def test_what_cannot_be_is_said_before_anything_is_made(self, combine, scans, theirs, tmp_path):
        combine(name="All scans")
        done_by_a_child(FusionWork(), tmp_path / "first")
        all_scans, (scans, more) = Fusion.objects.get().made, scans

        circle = combine(more, all_scans, dataset=scans.version.asset.slug)
        columns = {"picture": "note", "label": "fault"}
        unfit = combine(name="All", sources=[{"dataset": "scans"}, {"dataset": "their-notes", "columns": columns}])

        assert "This was made from *Scans* itself" in said_in(circle)
        assert "“note” of Their notes holds no pictures" in said_in(unfit)


def pictures_in(version):
    with copy_of(version.files.get(role="pictures").blob).open("rb") as file, zipfile.ZipFile(file) as album:
        return album.namelist()


def said_in(response):
    assert response.status_code == 400
    return str(response.json()["errors"])
