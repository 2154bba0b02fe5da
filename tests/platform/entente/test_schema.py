"""The description of the API is valid, and says how to sign in and what errors look like."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    file: Path = tmp_path_factory.mktemp("schema") / "schema.json"
    call_command("spectacular", "--format=openapi-json", f"--file={file}", "--validate", "--fail-on-warn")
    return json.loads(file.read_text())  # type: ignore[no-any-return]


def test_it_is_openapi_3_1(schema: dict[str, object]) -> None:
    assert schema["openapi"] == "3.1.1"


def test_a_token_is_sent_as_bearer(schema: dict[str, dict[str, dict[str, dict[str, str]]]]) -> None:
    assert schema["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_every_operation_says_what_a_problem_looks_like(
    schema: dict[str, dict[str, dict[str, dict[str, object]]]],
) -> None:
    operations = [operation for path in schema["paths"].values() for operation in path.values()]

    assert operations
    assert all("application/problem+json" in str(operation["responses"]) for operation in operations)


def test_no_address_carries_a_counter(schema: dict[str, dict[str, object]]) -> None:
    assert [path for path in schema["paths"] if "{id}" in path or "{pk}" in path] == []
