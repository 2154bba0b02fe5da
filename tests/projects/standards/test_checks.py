"""Conformance is run: what fails is named with how to mend it, and what is mended gets its certificate."""

import io

import pytest
from django.core.exceptions import ValidationError

from agreements.errors import NotAllowed
from catalog.services import add_dataset_version
from collaborations.stages import stages
from standards.conforming.interfaces import Interface, check_interface
from standards.conforming.results import Result
from standards.examples import EXAMPLES
from standards.models import Check, Standard
from standards.saying import said_of
from standards.services import begin_standard, check_model, check_report, write_draft
from standards.words import line_of

FORMAT = {
    "row": {
        "type": "object",
        "required": ["note", "fault"],
        "properties": {
            "note": {"type": "string", "pattern": "^machine", "description": "What the fitter wrote"},
            "fault": {"enum": ["bearing wear", "leak", "misalignment"], "description": "What was found"},
        },
    }
}


@pytest.fixture
def publish(project, partner, steward, university_steward, settle):
    """A version of a standard to which both parties have agreed."""

    def publish(kind="data_format", body=FORMAT, **changes):
        told = {"name": f"Fault notes, {kind}", "about": "Notes that can be compared."}
        standard = begin_standard(project, **told, kind=kind, by=partner)
        return settle(write_draft(standard, number="1.0.0", body=body, by=partner, **changes))

    return publish


def fourth(project, reader):
    """How the fourth stage of the project stands."""
    return stages(project, by=reader)[3]


def test_rows_that_break_the_standard_are_named_and_mended_ones_get_the_certificate(
    agreement, project, notes, publish, partner, steward, stranger, client_for
):
    version = publish()
    page, client = version.standard.get_absolute_url(), client_for(steward)
    assert fourth(project, partner).state == "now"

    sent = {"version": "1.0.0", "subject": str(notes.version.uid)}
    failed = client.post(f"{page}check/", sent, follow=True)
    assert "does not conform" in failed.content.decode().lower()
    assert "1 row of 121 breaks a rule" in failed.content.decode()
    assert "The text does not have the form ^machine" in failed.content.decode()
    assert "Featherstonehaugh" not in failed.content.decode(), "no value of a row is told"
    assert fourth(project, partner).checks[0].tone == "stop"

    assert "one of: bearing wear, leak, misalignment" in client.get(page).content.decode()
    said = client_for(partner).get(failed.redirect_chain[-1][0]).content.decode()
    assert "not shown to you" in said
    assert "1 row of 121" not in said, "how many rows are wrong, only those may know who see rows"
    assert client_for(stranger).get(failed.redirect_chain[-1][0]).status_code == 404
    assert client_for(partner).post(f"{page}check/", sent).status_code == 422, "who may not see the rows checks none"

    rows = "\n".join(f"machine {number} grinds,bearing wear\nmachine {number} drips,leak" for number in range(30))
    file = io.BytesIO(f"note,fault\n{rows}".encode())
    file.name = "notes.csv"
    mended = add_dataset_version(notes.version.asset.dataset, file=file, changes="Mended.", by=steward)
    passed = client.post(f"{page}check/", sent | {"subject": str(mended.version.uid)}, follow=True).content.decode()
    assert "Certificate" in passed
    assert mended.version.digest[:8] in passed
    assert fourth(project, steward).state == "done"
    assert "Plant notes, 2" in fourth(project, steward).checks[0].more
    badge = client.get(f"{mended.version.asset.dataset.get_absolute_url()}").content.decode()
    assert "Fault notes, data_format, 1.0.0" in badge
    matrix = client.get(f"/projects/{project.undertaking.slug}/standards/").content.decode()
    assert matrix.count("Does not conform") == 1


def test_a_model_is_checked_by_its_interface(publish, base, partner):
    body = {"files": ["config.json"], "limits": {"parameters": 100}}
    version = publish("model_interface", body)

    assert check_model(version, base, by=partner).conforms

    body |= {"files": ["tokenizer.json"], "limits": {"parameters": 1}}
    told = {"name": "Small ones", "about": "For the plant.", "kind": "model_interface"}
    other = begin_standard(version.standard.project, **told, by=partner)
    with pytest.raises(ValidationError, match="This is a draft"):
        check_model(write_draft(other, number="1.0.0", body=body, by=partner), base, by=partner)


def test_tensors_fit_where_name_kind_and_shape_do():
    def tensor(name, *shape, datatype="FP32"):
        return {"name": name, "datatype": datatype, "shape": list(shape)}

    asked = EXAMPLES[Standard.Kind.MODEL_INTERFACE]
    text, label = tensor("text", -1, datatype="BYTES"), tensor("label", -1, datatype="BYTES")
    files = {"config.json": 1, "model.safetensors": 10}
    good = Interface("text-classification", [text], [label, tensor("probabilities", -1, 4)], files, 1000)
    assert all(each.holds for each in check_interface(asked, good))

    def failing(**changes):
        results = check_interface(asked, good._replace(**changes))
        assert all(line_of(each).mend for each in results if not each.holds)
        return [each.code for each in results if not each.holds]

    assert failing(inputs=[text, tensor("second", -1, datatype="BYTES")]) == ["inputs"]
    assert failing(outputs=[label, tensor("probabilities", -1)]) == ["outputs"]
    assert failing(outputs=[label, tensor("probabilities", -1, 4, datatype="FP64")]) == ["outputs"]
    assert failing(task="token-classification", files={"config.json": 1}) == ["model_task", "files"]
    assert failing(parameters=10**9) == ["most_parameters"]


def test_a_report_is_compared_with_thresholds_widths_and_slices(reported, publish, partner, split_notes):
    metrics = [
        {"metric": "macro_f1", "comparison": "at_least", "threshold": 0.9, "widest": 0.05},
        {"metric": "accuracy", "comparison": "at_least", "threshold": 0.95},
    ]
    slices = [{"by": "script", "at_least": 0.9}, {"by": "colour"}]
    body = {"task": "text-classification", "metrics": metrics, "slices": slices}
    version = publish("evaluation", body, test_set=split_notes)

    check = check_report(version, reported, by=partner)

    lines = [line_of(Result(*each)) for each in check.results]
    assert [line.holds for line in lines] == [True, False, False, True, False, False, False, False]
    assert lines[3].found == "93.7\u00a0% [90\u00a0%, 97\u00a0%]"
    assert lines[4].found == "7 points"
    assert "about four times as many" in lines[4].mend
    assert "too weak for: CJK" in lines[6].mend
    assert "Name the column “colour”" in lines[7].mend
    assert not check.conforms
    asked = {line.name: line.asked for line in said_of(version).lines}
    assert asked["Slices by “script”"] == "the report’s main figure of each at least 0.9", "no figure is guessed"


def test_a_check_through_the_api_is_as_on_the_page(agreement, notes, publish, steward, partner, stranger, api_for):
    version = publish()
    address = f"/api/v1/standards/{version.standard.uid}/check/"
    sent = {"number": "1.0.0", "subject": str(notes.version.uid)}

    told = api_for(steward).post(address, sent, format="json").json()

    assert not told["conforms"]
    assert told["faults"][0]["column"] == "note"
    assert api_for(partner).get(f"/api/v1/standard-checks/{told['uid']}/").json()["faults"] is None
    assert api_for(partner).get("/api/v1/standard-checks/").json()["count"] == 1
    assert api_for(partner).post(address, sent, format="json").status_code == 403
    assert api_for(stranger).get(f"/api/v1/standard-checks/{told['uid']}/").status_code == 404
    assert Check.objects.count() == 1
    with pytest.raises(NotAllowed):
        write_draft(version.standard, number="2.0.0", body=FORMAT, by=stranger)
