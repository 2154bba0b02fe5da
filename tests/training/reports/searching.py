"""Everything that a person can meet: pages by following links, answers of the API, bytes of a file."""

import json
import re

from vault.services import open_blob

LISTS = [f"/api/v1/{kind}/" for kind in ("organizations", "agreements", "datasets", "models", "projects", "jobs")]


def pages_from_home(client):
    """Every page that a person reaches by following links, by its address."""
    found, waiting = {}, ["/"]
    while waiting:
        address = waiting.pop()
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        found[address] = body.decode(errors="replace")
        links = set(re.findall(r'href="(/[^"#]*)', found[address])) - found.keys() - set(waiting)
        waiting += sorted(link for link in links if not link.startswith("/static/") and "/logout/" not in link)
        assert len(found) < 200, "the site has grown beyond what this test walks"
    return found


def answers_of(api):
    """Every list of the API, and everything in it with what lies below."""
    found = {}
    for address in LISTS:
        found[address] = api.get(address).content.decode()
        for each in json.loads(found[address])["results"]:
            place = f"{address}{each.get('uid') or each['slug']}/"
            below = [place, f"{place}lines/", f"{place}report/"] if "/jobs/" in place else [place]
            found |= {one: api.get(one).content.decode() for one in below}
    return found


def where(word, found):
    """The addresses at which the word stands."""
    return [address for address, body in found.items() if word in body]


def bytes_of(blob):
    """What the vault keeps."""
    with open_blob(blob) as file:
        return file.read()
