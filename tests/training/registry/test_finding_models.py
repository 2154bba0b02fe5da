"""Models are found by what they are and by what one may do with them."""

import pytest

from agreements.models import Asset
from registry.models import Model
from registry.services import import_model


@pytest.fixture
def two(base_folder, university_steward):
    """One open to all, and one that is only described."""
    for name, openness, language in (("Tiny open", "open", "en"), ("Tiny closed", "described", "zh")):
        model = import_model(
            name=name, folder=base_folder, by=university_steward, task="fill-mask", licence="MIT", openness=openness
        )
        Model.objects.filter(pk=model.pk).update(languages=[language])


def test_the_list_is_narrowed_by_what_a_model_is_and_by_what_one_may_do(two, client_for, api_for, stranger):
    def found(**asked):
        page = client_for(stranger).get("/models/", asked).content.decode()
        listed = api_for(stranger).get("/api/v1/models/", asked).json()["results"]
        names = {each["name"] for each in listed}
        assert all(name in page for name in names)
        return names

    assert found() == {"Tiny open", "Tiny closed"}
    assert found(may="derive") == {"Tiny open"}
    assert found(language="zh", task="fill") == {"Tiny closed"}
    assert found(size="small", licence="mit", q="open") == {"Tiny open"}
    assert found(size="huge") == found(language="de") == set()
    assert "No model fits" in client_for(stranger).get("/models/?size=huge").content.decode()
    assert client_for(stranger).get("/models/?size=none&may=x").status_code == 200
    Asset.objects.update(openness=Asset.Openness.CLOSED)
    assert found(task="fill") == set()
