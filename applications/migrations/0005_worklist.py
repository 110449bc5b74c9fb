"""The work list is answered from one index, whatever is asked of it; names are found by their parts."""

import applications.models.naming
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_cases"),
        ("applications", "0003_law"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="application",
            name="application_by_risk",
        ),
        migrations.RemoveIndex(
            model_name="application",
            name="application_family_name",
        ),
        migrations.AlterField(
            model_name="application",
            name="office",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="accounts.office",
                verbose_name="office",
            ),
        ),
        migrations.AlterField(
            model_name="application",
            name="procedure",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="applications.procedure",
                verbose_name="procedure",
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                models.F("office"),
                models.OrderBy(models.F("due_on"), nulls_last=True),
                models.F("filed_on"),
                models.F("id"),
                models.F("clerk"),
                models.F("stage"),
                models.F("turn"),
                models.F("reason"),
                models.F("procedure"),
                condition=models.Q(("closed_on__isnull", True)),
                name="application_by_risk",
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=django.contrib.postgres.indexes.GinIndex(
                applications.models.naming.NameParts("name_key"), name="application_name_parts"
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(
                    ("closed_on__isnull", False), models.Q(("stage", "archived"), _negated=True)
                ),
                fields=["office", "stage", "filed_on", "id", "clerk", "procedure"],
                name="application_to_file_away",
            ),
        ),
    ]
