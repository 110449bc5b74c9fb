"""What a hold says of people who did not book is found by their names: not all have an address."""

from django.db import migrations, models
from django.db.models import Q

NAMED = ~Q(given_names="", family_name="")
EXPIRED = Q(state="expired")


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0014_codes_by_phone")]

    operations = [
        migrations.RemoveIndex("appointment", "appointment_told_of"),
        migrations.AddIndex(
            "appointment",
            models.Index(fields=["held_until"], condition=EXPIRED & NAMED, name="appointment_told_of"),
        ),
    ]
