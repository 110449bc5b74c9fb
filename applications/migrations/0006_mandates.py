"""The same open mandate is noted once, and none ends before it begins."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0005_worklist"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None)),
                fields=("application", "kind", "name", "user", "began_on"),
                name="mandate_open_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on", None), ("ended_on__gte", models.F("began_on")), _connector="OR"
                ),
                name="mandate_ends_after_begin",
            ),
        ),
    ]
