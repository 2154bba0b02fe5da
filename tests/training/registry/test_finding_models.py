"""Models are found by what they are and by what one may do with them."""

import pytest

from agreements.models import Asset
from agreements.services.assets import add_version, register_asset
from registry.finding import ModelFindForm
from registry.models import Model, ModelVersion, Stage
from registry.services import import_model


@pytest.fixture
def two(base_folder, university_steward):
    """One open to all, and one that is only described."""
    for name, openness, language in (("Tiny open", "open", "en"), ("Tiny closed", "described", "zh")):
        model = import_model(
            name=name,
            folder=base_folder,
            by=university_steward,
            field="Machines",
            task="fill-mask",
            licence="MIT",
            openness=openness,
        )
        Model.objects.filter(pk=model.pk).update(languages=[language])


@pytest.fixture
def tuned(two, base_folder, steward, university_steward):
    """The company's, described to all: of each of the two, and of one that only the university knows of."""
    import_model(name="Secret", folder=base_folder, by=university_steward)
    for base in list(ModelVersion.objects.select_related("version__asset")):
        name = f"From {base.version.asset.name}"
        asset = register_asset(Asset.Kind.MODEL, name=name, owner=steward.organization, openness="described")
        Model.objects.create(asset=asset, architecture="BertModel", languages=["en", "de"], created_by=steward.user)
        version = add_version(asset, name.encode().hex().ljust(64, "0"))
        ModelVersion.objects.create(version=version, parameters=16, base=base)


def test_the_list_is_narrowed_by_what_a_model_is_and_by_what_one_may_do(two, client_for, api_for, stranger):
    def found(**asked):
        page = client_for(stranger).get("/models/", asked).content.decode()
        listed = api_for(stranger).get("/api/v1/models/", asked).json()["results"]
        names = {each["name"] for each in listed}
        assert all(name in page for name in names)
        return names

    assert found() == {"Tiny open", "Tiny closed"}
    assert found(may="derive") == {"Tiny open"}
    assert found(language="zh", task="fill-mask", field="Machines") == {"Tiny closed"}
    assert found(size="small", licence="MIT", q="open") == {"Tiny open"}
    assert found(size="huge") == found(language="de") == set()
    assert "No model fits" in client_for(stranger).get("/models/?size=huge").content.decode()
    assert client_for(stranger).get("/models/?size=none&may=x").status_code == 200
    assert api_for(stranger).get("/api/v1/models/?may=x").status_code == 400
    Asset.objects.update(openness=Asset.Openness.CLOSED)
    assert found(task="fill-mask") == set()


def test_facets_count_what_one_may_know_of_and_name_no_base_that_one_may_not(
    tuned, stranger, university_steward, api_for
):
    def told(actor, **asked):
        facets = ModelFindForm(asked, actor).facets()
        return {facet.name: {str(each.label): each.found for each in facet.choices} for facet in facets}

    released = ModelVersion.objects.get(version__asset__name="From Tiny open")
    ModelVersion.objects.filter(pk=released.pk).update(stage=Stage.PRODUCTION, production_of=released.model)
    later = add_version(released.version.asset, "b" * 64)
    ModelVersion.objects.create(version=later, parameters=16, base=released.base)  # a candidate beside the release

    assert told(stranger)["base"] == {"Tiny open": 1, "Tiny closed": 1}
    assert told(university_steward)["base"] == {"Tiny open": 1, "Tiny closed": 1, "Secret": 1}
    assert told(stranger)["stage"] == {"Candidate": 4, "Production": 1}
    assert told(stranger)["language"] == {"en": 4, "de": 3, "zh": 1}
    assert told(stranger, language="de")["stage"] == {"Candidate": 2, "Production": 1}
    assert told(stranger, q="From Tiny closed").keys() == {"language"}

    def names(actor, query):
        return [each["name"] for each in api_for(actor).get(f"/api/v1/models/?{query}").json()["results"]]

    assert names(stranger, "base=tiny-open&stage=production") == ["From Tiny open"]
    assert names(university_steward, "base=secret") == ["From Secret"]
    assert names(stranger, "base=secret") == []


def test_one_asks_what_a_project_may_use(two, project, steward, stranger, client_for, api_for):
    slug = project.undertaking.slug
    page = client_for(steward).get("/models/", {"project": slug}).content.decode()
    assert f'href="/models/tiny-open/?project={slug}"' in page
    assert "Tiny closed" not in page
    assert [each["name"] for each in api_for(steward).get(f"/api/v1/models/?project={slug}").json()["results"]] == [
        "Tiny open"
    ]
    refused = client_for(stranger).get("/models/", {"project": slug}).content.decode()
    assert "Choose one of your projects." in refused
    assert str(project) not in refused
    assert api_for(stranger).get(f"/api/v1/models/?project={slug}").status_code == 400
