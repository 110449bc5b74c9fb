from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0013_forget_urgent_requests")]

    operations = [
        migrations.AddField(
            model_name="accesscode",
            name="channel",
            field=models.CharField(
                choices=[
                    ("email", "e-mail"),
                    ("sms", "text message"),
                    ("push", "notification on a device"),
                ],
                default="email",
                editable=False,
                max_length=16,
            ),
        ),
    ]
