"""Drafting through the API: the same services, the same refusals, faults with their paths."""

from agreements.models import State


def test_a_draft_is_made_changed_and_proposed(notes, shop_floor, plant_terms, steward, api_for):
    api = api_for(steward)

    made = api.post("/api/v1/agreements/", {"title": "Notes 2027", "terms": plant_terms}, format="json")
    plant_terms["publication"]["review_days"] = 45
    address = f"/api/v1/agreements/{made.json()['slug']}/"
    changed = api.put(f"{address}draft/", {"title": "Notes 2028", "terms": plant_terms}, format="json")
    proposed = api.post(f"{address}propose/")

    assert (made.status_code, made.json()["state"]) == (201, State.DRAFT)
    assert (changed.json()["title"], changed.json()["version"]) == ("Notes 2028", 2)
    assert changed.json()["terms"]["publication"]["review_days"] == 45
    assert proposed.json()["state"] == State.PROPOSED


def test_another_party_answers_with_terms_of_its_own(brought_to, plant_terms, university_steward, api_for):
    agreement = brought_to(State.PROPOSED)
    plant_terms["ends_on"] = "2098-12-31"

    told = api_for(university_steward).post(
        f"/api/v1/agreements/{agreement.slug}/versions/", {"terms": plant_terms}, format="json"
    )

    assert (told.json()["state"], told.json()["version"]) == (State.PROPOSED, 2)


def test_what_was_proposed_is_no_draft_any_more(brought_to, plant_terms, steward, api_for):
    agreement = brought_to(State.PROPOSED)

    told = api_for(steward).put(
        f"/api/v1/agreements/{agreement.slug}/draft/", {"title": "Other", "terms": plant_terms}, format="json"
    )

    assert told.status_code == 400
    assert "is proposed" in str(told.json()["errors"])


def test_faulty_terms_are_a_problem_that_names_the_path(notes, shop_floor, plant_terms, steward, api_for):
    plant_terms["ends_on"] = "2020-01-01"

    told = api_for(steward).post("/api/v1/agreements/", {"title": "Notes", "terms": plant_terms}, format="json")

    assert told.status_code == 400
    assert "ends_on: the agreement ends before it starts." in str(told.json()["errors"])


def test_terms_are_read_before_they_are_a_draft(notes, shop_floor, plant_terms, steward, partner, api_for):
    plant_terms["shares"][0]["asset"]["slug"] = "nothing-known"

    told = api_for(steward).post("/api/v1/terms/check/", {"title": "Notes", "terms": plant_terms}, format="json")

    assert told.status_code == 200
    assert told.json()["well_formed"] is False
    assert told.json()["faults"][0]["path"] == "shares[0].asset"
    assert told.json()["clauses_en"][0]["keeper"] == "software"
    assert "“…”" in told.json()["clauses_zh"][0]["text"]
    assert api_for(partner).post("/api/v1/terms/check/", {"terms": plant_terms}, format="json").status_code == 403


def test_the_templates_are_listed(steward, api_for):
    listed = api_for(steward).get("/api/v1/terms/templates/").json()

    slugs = {"bilateral", "consortium", "compute-only", "model-licence", "evaluation", "statistics"}
    assert {one["slug"] for one in listed} == slugs
