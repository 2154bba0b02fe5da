"""`manage.py demo`: from a signed agreement to a fine-tuned model and its report, on real parts."""

import json
import logging
import signal
import sys
import time
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from entente.demo import outcome, path, table
from entente.demo.errors import TableError
from entente.demo.processes import celery_worker, model_server, running, web_server
from entente.demo.walk import Walk
from jobs.models import Job


class Command(BaseCommand):
    """Walks the whole path, then serves the site."""

    help = "Walk from a signed agreement to a fine-tuned model and its report, then serve the site."
    requires_system_checks = ()  # they ask the database, and the walk's first step makes it

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="End after the job.")
        parser.add_argument("--json", action="store_true", help="Print the outcome as JSON, on the last line.")
        parser.add_argument("--address", default="127.0.0.1:8000", help="Serve the site here (default: %(default)s).")
        parser.add_argument("--data", type=Path, help="A CSV table of your own to fine-tune on.")
        parser.add_argument("--text", default="text", help="Its column of texts (default: %(default)s).")
        parser.add_argument("--label", default="label", help="Its column of classes (default: %(default)s).")

    def handle(self, *_args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # both mean: end the processes, then leave
        chosen = self._chosen(options)
        try:
            with closing(Walk(path.STEPS)) as walk:
                self._walk(chosen, walk, options)
        except KeyboardInterrupt as stopped:
            raise CommandError(_("Stopped. The next run goes on from here."), returncode=130) from stopped

    def _chosen(self, options: dict[str, Any]) -> table.Table:
        data: Path | None = options["data"]
        try:
            return table.own(data, text=options["text"], label=options["label"]) if data else table.sample()
        except TableError as fault:
            self.stderr.write(str(fault))
            sys.exit(2)

    def _walk(self, chosen: table.Table, walk: Walk, options: dict[str, Any]) -> None:
        logging.getLogger("agreements.policy").setLevel(logging.WARNING)  # the walk shows the refusal in words
        path.prepare(walk)
        scene = path.set_the_scene(chosen, walk)
        path.sign(scene, walk)
        with running("worker", *celery_worker()):
            job = path.train(scene, walk)
            for line in outcome.lines(job):
                walk.say(line)
            if outcome.succeeded(job):
                path.stop_and_go_on(scene, walk)
                path.leave_open(scene, job, walk)
            if options["json"]:
                self.stdout.write(json.dumps(outcome.as_json(job, walk.seconds)))
            if not options["no_serve"]:
                self._serve(scene, walk, options["address"], job)
        if not outcome.succeeded(job):
            sys.exit(1)

    def _serve(self, scene: path.Scene, walk: Walk, address: str, job: Job) -> None:
        with running("models", *model_server()), running("web", *web_server(address)) as web:
            for line in outcome.sign_in_lines(scene.sign_ins):
                walk.say(line)
            site = f"http://{address}"
            walk.say(
                _("The site: %(site)s    The report: %(report)s")
                % {"site": site, "report": site + outcome.report_path(job)}
            )
            asked = {"address": f"{settings.MODEL_SERVER_ADDRESS}/serving/{scene.project.undertaking.slug}"}
            walk.say(_("Programs ask its model at %(address)s, by the Open Inference Protocol.") % asked)
            told = {"notices": f"{site}/notices/"}
            walk.say(_("What each of them was told on the way: %(notices)s") % told)
            walk.say(_("Ctrl-C ends it."))
            while web.poll() is None:
                time.sleep(0.5)
        raise CommandError(_("The web server ended; var/log/web.log says why."))
