"""An urgent request says which matter it is about, where the service asks for one."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0016_identity_checked")]

    operations = [
        migrations.AddField(
            "urgentrequest",
            "matter",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="scheduling.matter",
                verbose_name="matter",
            ),
        ),
    ]
