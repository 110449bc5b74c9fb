"""A request waits for each contact of a person: nobody has to show that they are who they say.

Else whoever knows a name, a birth date and a citizenship takes the one place of that person.
"""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Lower

NAME = "urgentrequest_one_waiting"
WAITING = Q(state="waiting") & ~Q(identity_digest="")


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0017_urgent_matter")]

    operations = [
        migrations.RemoveConstraint("urgentrequest", NAME),
        migrations.AddConstraint(
            "urgentrequest",
            models.UniqueConstraint(
                "identity_digest", "service", Lower("email"), "phone", condition=WAITING, name=NAME
            ),
        ),
    ]
