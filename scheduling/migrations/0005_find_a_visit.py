"""Somebody who lost the link asks for a code: each time is a row, whether there is a visit or not."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0004_move_and_own"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("finder", models.CharField(editable=False, max_length=64)),
                ("asked_digest", models.CharField(editable=False, max_length=64)),
                ("request_digest", models.CharField(editable=False, max_length=64)),
                ("asked_at", models.DateTimeField(editable=False)),
                ("tries", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "account",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "appointment",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="scheduling.appointment",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["finder"], name="accesscode_of_finder"),
                    models.Index(fields=["asked_digest"], name="accesscode_asked"),
                    models.Index(fields=["asked_at"], name="accesscode_past"),
                ],
            },
        ),
    ]
