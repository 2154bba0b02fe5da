"""Files come in by tus 1.0.0: resumed after a break, never mixed, seen by nobody else, in constant memory."""

import base64
import hashlib
import io
import tracemalloc
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import storages
from django.utils import timezone
from tusclient.client import TusClient

from audit.models import Event
from catalog.errors import OffsetConflict
from catalog.models import Upload
from catalog.services.uploads import append_bytes, begin_upload
from organizations.models import Scope
from vault.parts import join_parts

CONTENT = b"note,fault\ngrinds,wear\n" * 40
SIZE = len(CONTENT)
TUS = {"HTTP_TUS_RESUMABLE": "1.0.0"}
BYTES = {"content_type": "application/offset+octet-stream"}


def begin(client, size=SIZE, name="notes.csv", **headers):
    told = {"HTTP_UPLOAD_METADATA": f"filename {base64.b64encode(name.encode()).decode()}"}
    return client.post("/api/v1/uploads/", HTTP_UPLOAD_LENGTH=str(size), **TUS, **told, **headers)


def send(client, place, content, at, **headers):
    return client.patch(place, content, HTTP_UPLOAD_OFFSET=str(at), **TUS, **BYTES, **headers)


def kept(upload):
    return join_parts(upload.parts.values_list("path", flat=True)).read()


@pytest.fixture
def client(client_for, steward):
    return client_for(steward)


@pytest.fixture
def place(client):
    return begin(client)["Location"]


@pytest.mark.django_db(transaction=True)
def test_a_client_of_the_protocol_brings_a_file_in_pieces(live_server, api_for, steward):
    credentials = api_for(steward, [Scope.DATA])._credentials["HTTP_AUTHORIZATION"]
    client = TusClient(f"{live_server.url}/api/v1/uploads/", headers={"Authorization": credentials})
    metadata = {"filename": "notes.csv"}

    client.uploader(file_stream=io.BytesIO(CONTENT), chunk_size=300, metadata=metadata, upload_checksum=True).upload()

    upload = Upload.objects.get()
    assert (upload.name, upload.is_complete, kept(upload)) == ("notes.csv", True, CONTENT)


def test_a_broken_connection_goes_on_where_it_stood(client, place):
    assert send(client, place, CONTENT[:100], 0).status_code == 204

    told = client.head(place, **TUS)
    assert (told["Upload-Offset"], told["Upload-Length"], told["Cache-Control"]) == ("100", str(SIZE), "no-store")
    done = send(client, place, CONTENT[100:], 100)

    assert done["Upload-Offset"] == str(SIZE)
    assert kept(Upload.objects.get()) == CONTENT


def test_what_came_before_the_break_is_kept(steward):
    class Breaks(io.BytesIO):
        def read(self, size=-1):
            if self.tell() >= 100:
                raise OSError("the client is gone")
            return super().read(100)

    upload = append_bytes(begin_upload(name="a", size=500, by=steward), Breaks(CONTENT), at=0, by=steward)

    assert (upload.offset, kept(upload)) == (100, CONTENT[:100])


def test_two_connections_at_one_place_do_not_mix(client, place, steward):
    first, second = Upload.objects.get(), Upload.objects.get()
    append_bytes(first, io.BytesIO(CONTENT[:50]), at=0, by=steward)

    with pytest.raises(OffsetConflict):
        append_bytes(second, io.BytesIO(b"x" * 70), at=0, by=steward)

    assert send(client, place, b"x", 0).status_code == 409
    assert kept(Upload.objects.get()) == CONTENT[:50]
    assert len(list((storages["vault"]._location).rglob("parts/*/*"))) == 1


def test_a_piece_that_is_not_what_was_sent_is_not_kept(client, place):
    right = base64.b64encode(hashlib.sha256(CONTENT).digest()).decode()

    damaged = send(client, place, CONTENT[:-1] + b"x", 0, HTTP_UPLOAD_CHECKSUM=f"sha256 {right}")
    assert (damaged.status_code, Upload.objects.get().offset) == (460, 0)
    assert send(client, place, CONTENT, 0, HTTP_UPLOAD_CHECKSUM="crc32 AAAA").status_code == 400
    assert send(client, place, CONTENT, 0, HTTP_UPLOAD_CHECKSUM=f"sha256 {right}").status_code == 204


def test_only_who_began_it_sees_it(place, client_for, university_steward, signatory_company, steward):
    for other in (university_steward, signatory_company):
        assert client_for(other).head(place, **TUS).status_code == 404
        assert send(client_for(other), place, b"x", 0).status_code == 404
        assert client_for(other).delete(place, **TUS).status_code == 404
    assert client_for(steward).head(place, **TUS).status_code == 200


def test_who_adds_nothing_begins_nothing_and_the_refusal_is_kept(client_for, signatory_company):
    assert begin(client_for(signatory_company)).status_code == 403
    assert not Upload.objects.exists()
    assert Event.objects.filter(verb="add_asset.refused", actor_user_id=signatory_company.user.pk).exists()


def test_a_token_without_the_scope_of_data_begins_nothing_and_reads_nothing(api_for, place, steward):
    api = api_for(steward, [Scope.READ])

    assert begin(api).status_code == 403
    assert api.head(place, **TUS).status_code == 403


def test_what_is_thrown_away_is_gone_with_its_bytes(client, place, django_capture_on_commit_callbacks):
    send(client, place, CONTENT[:100], 0)

    with django_capture_on_commit_callbacks(execute=True):
        assert client.delete(place, **TUS).status_code == 204

    assert client.head(place, **TUS).status_code == 404
    assert not [each for each in storages["vault"]._location.rglob("*") if each.is_file()]


def test_what_is_no_checksum_is_said_to_be_none(client, place):
    assert send(client, place, CONTENT, 0, HTTP_UPLOAD_CHECKSUM="sha256 é").status_code == 400


def test_what_nobody_goes_on_with_expires(client, place, settings):
    with time_machine.travel(timezone.now() + timedelta(hours=settings.UPLOAD_KEEP_HOURS, minutes=1), tick=False):
        assert client.head(place, **TUS).status_code == 404
        assert begin(client).status_code == 201
    assert Upload.objects.count() == 1


def test_a_file_has_no_more_room_than_one_file_and_one_organization_have(client, settings):
    settings.UPLOAD_LARGEST_GIB = 1
    assert client.options("/api/v1/uploads/")["Tus-Max-Size"] == str(1 << 30)
    assert begin(client, size=(1 << 30) + 1).json()["code"] == "too_large"
    settings.ORGANIZATION_ROOM_GIB = 1
    assert begin(client, size=1 << 29).status_code == 201
    refused = begin(client, size=(1 << 29) + 1)
    assert (refused.status_code, refused.json()["code"]) == (413, "no_room")
    assert "has room for 536 MB more" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"HTTP_TUS_RESUMABLE": "0.2.2"}, 412),
        ({"HTTP_UPLOAD_LENGTH": "many"}, 400),
        ({"HTTP_UPLOAD_LENGTH": "9" * 19}, 400),
        ({"HTTP_UPLOAD_METADATA": "filename %%%"}, 400),
    ],
)
def test_what_is_no_announcement_is_said_to_be_none(client, headers, status):
    answer = client.post("/api/v1/uploads/", **{"HTTP_UPLOAD_LENGTH": "5", **TUS, **headers})

    assert (answer.status_code, answer["Tus-Version"]) == (status, "1.0.0")
    assert not Upload.objects.exists()


def test_what_is_no_piece_is_said_to_be_none(client, place):
    assert client.patch(place, b"x", HTTP_UPLOAD_OFFSET="0", content_type="text/csv", **TUS).status_code == 415
    assert send(client, place, CONTENT + b"more", 0).status_code == 413
    assert client.patch(place, b"x", **TUS, **BYTES).status_code == 400
    assert Upload.objects.get().offset == 0


def test_a_post_may_stand_for_another_method(client, place):
    sent = {"HTTP_X_HTTP_METHOD_OVERRIDE": "PATCH", "HTTP_UPLOAD_OFFSET": "0", **TUS, **BYTES}

    assert client.post(place, CONTENT, **sent).status_code == 204


def test_a_name_is_no_path(client):
    begin(client, name="..\\..\\etc/pass\x00wd\n.csv")

    assert Upload.objects.get().name == "passwd.csv"


class Endless(io.RawIOBase):
    """As many bytes as one asks for, and never all at once."""

    def read(self, size=-1):
        return b"\0" * min(size, 4096)


def test_64_mb_take_no_more_memory_than_a_few_pieces(steward):
    size = 64 << 20
    upload = begin_upload(name="large.bin", size=size, by=steward)
    tracemalloc.start()
    try:
        upload = append_bytes(upload, Endless(), at=0, by=steward)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert (upload.is_complete, upload.parts.count()) == (True, 8)
    assert peak < 32 << 20
