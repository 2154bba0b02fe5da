"""manage.py workers: who works, on what, and who may not."""

from typing import Any

from django.core.management.base import BaseCommand

from work.models import Item, Worker
from work.reasons import why_unfit


class Command(BaseCommand):
    help = "List the workers: heartbeats, places, GPUs, what they work on, and why one takes no work."

    def handle(self, *args: Any, **options: Any) -> None:
        alive = set(Worker.objects.alive().values_list("pk", flat=True))
        workers = list(Worker.objects.with_silence().select_related("organization"))
        if not workers:
            self.stdout.write("No worker has been seen within a day. Start one: celery --app=entente worker")
        for worker in workers:
            state = "alive" if worker.pk in alive else "silent"
            heard = f"heard {worker.silent_for.total_seconds():.0f} s ago"
            places = f"{worker.ready} of {worker.slots} places ready of {worker.memory_gib:g} GiB"
            places += f" at {worker.site}" if worker.site else ""
            places += f" for {worker.organization} alone" if worker.organization else ""
            self.stdout.write(f"{worker.name}: {state}, {heard}, {places}, release {worker.release}")
            if worker.unfit:
                self.stdout.write(f"  takes no work. {why_unfit(worker.unfit)}")
            for device in worker.devices:
                memory = f"{device['used_gib']:g} of {device['memory_gib']:g} GiB"
                self.stdout.write(f"  {device['name']}: {device['busy']:.0%} busy, {memory}")
            for item in Item.objects.at(worker.name).order_by("pk"):
                done = f", step {item.progress['step']}" if "step" in item.progress else ""
                self.stdout.write(f"  {item.kind} {item.uid}, attempt {item.attempt}, {item.phase or 'starting'}{done}")
