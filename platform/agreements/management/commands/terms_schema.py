"""`manage.py terms_schema`: the JSON Schema of terms, as docs/terms.schema.json keeps it."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from agreements.terms import json_schema


class Command(BaseCommand):
    """Prints the schema."""

    help = "Print the JSON Schema of the terms of agreements."

    def handle(self, *args: Any, **options: Any) -> None:
        """To standard output."""
        self.stdout.write(json.dumps(json_schema(), indent=1, ensure_ascii=False))
