"""An organization's logo in the API: drawn anew from what an owner sends, and removed."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from PIL import Image
from tests.cast import owner_of

from audit.models import Event
from organizations.models import Logo


def picture(side=400):
    out = io.BytesIO()
    Image.new("RGB", (side, side), "teal").save(out, "PNG")
    return SimpleUploadedFile("logo.png", out.getvalue(), "image/png")


def put(client, address, file):
    return client.put(address, encode_multipart(BOUNDARY, {"logo": file}), content_type=MULTIPART_CONTENT)


def test_an_owner_sets_and_removes_it_and_everybody_signed_in_reads_it(company, partner, client_for, api_for):
    address, owner = f"/api/v1/organizations/{company.slug}/logo/", client_for(owner_of(company))

    told = put(owner, address, picture())

    assert told.status_code == 200, told.text
    assert told.json()["sha256"] == Logo.objects.get().digest
    drawn = client_for(partner).get(address)
    assert drawn["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(drawn.content)).size == (256, 256)
    assert owner.delete(address).status_code == 204
    assert client_for(partner).get(address).status_code == 404
    assert Event.objects.filter(verb__startswith="organization.logo_").count() == 2


def test_no_token_no_colleague_and_no_file_that_is_no_picture(company, steward, client_for, api_for):
    address, owner = f"/api/v1/organizations/{company.slug}/logo/", owner_of(company)

    assert put(client_for(steward), address, picture()).status_code == 403
    assert api_for(owner).put(address, {"logo": picture()}, format="multipart").status_code == 403
    wrong = put(client_for(owner), address, SimpleUploadedFile("logo.png", b"<svg/>", "image/png"))
    assert wrong.status_code == 400
    assert "no picture that can be read" in wrong.text
    assert not Logo.objects.exists()
