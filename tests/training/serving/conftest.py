"""A model that can be asked, and the server that answers for it."""

from threading import Thread

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test import override_settings
from django.test.testcases import QuietWSGIRequestHandler
from tests.training.serving.classifier import tiny_classifier

from entente import model_server as of_server
from serving.answering import model_server


@pytest.fixture
def base_folder(tmp_path, results):
    """A classifier instead of the folder that nothing loads."""
    return tiny_classifier(tmp_path / "base", results["labels"])


@pytest.fixture
def agreement(agree_to_train, university):
    """By which the university may ask what it trains, too."""
    return agree_to_train(derived_models={"deploy": [university.slug]})


@pytest.fixture
def served(reported):
    """The version that the partner's job has made."""
    return reported.result.model_version


class ModelServerHandler(WSGIHandler):
    """The model server beside the site, in one process with it."""

    def load_middleware(self, *args, **kwargs):
        with override_settings(MIDDLEWARE=of_server.MIDDLEWARE):
            super().load_middleware(*args, **kwargs)

    def get_response(self, request):
        request.urlconf = of_server.ROOT_URLCONF
        return super().get_response(request)


@pytest.fixture
def address(settings, transactional_db):
    """Where a model server answers on loopback, with nothing in memory yet."""
    settings.MODEL_SERVER_THREADS = 1
    model_server.cache_clear()
    listening = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
    listening.set_app(ModelServerHandler())
    settings.MODEL_SERVER_URL = f"http://127.0.0.1:{listening.server_port}"
    Thread(target=listening.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{listening.server_port}/serving"
    listening.shutdown()
    listening.server_close()
    model_server.cache_clear()
