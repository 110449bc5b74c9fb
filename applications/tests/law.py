"""The law of the migrations, for tests that commit: what they leave behind is an empty database."""

from importlib import import_module
from typing import Any

from django.apps import apps

from applications.models import Fact, LawVersion, Procedure

MIGRATION = import_module("applications.migrations.0003_law")
BEGINNING = import_module("applications.migrations.0008_tracking_begins")


def restore() -> None:
    """Write the procedures and facts of the migrations again, if a test before has emptied the tables."""
    if not Procedure.objects.exists():
        LawVersion.objects.get_or_create(pk=1)
        MIGRATION.write(apps, None)
        BEGINNING.begin(apps, None)


def of(model: type[Fact]) -> Any:  # noqa: ANN401  each table has its own fields
    """Return the rows of a table of facts."""
    return model.objects
