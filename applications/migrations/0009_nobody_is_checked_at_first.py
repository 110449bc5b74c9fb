"""An account counts as checked only where somebody says so, and fees raise the number of the law.

Processes keep the fees of a day until that number changes (models/known.py).
"""

from django.db import migrations, models

RAISE = """
CREATE TRIGGER applications_law_changed AFTER INSERT OR UPDATE OR DELETE ON applications_fee
    FOR EACH STATEMENT EXECUTE FUNCTION applications_law_changed();
"""
UNRAISE = "DROP TRIGGER applications_law_changed ON applications_fee;"


class Migration(migrations.Migration):
    dependencies = [("applications", "0008_tracking_begins")]

    operations = [
        migrations.AlterField(
            model_name="application",
            name="account_level",
            field=models.CharField(
                choices=[
                    ("self", "by case number and access code: not checked"),
                    ("desk", "checked at the desk, with a document"),
                    ("login_gov", "through login.gov.pl"),
                ],
                default="self",
                help_text="More than where the case stands is shown only to somebody whose identity was checked.",
                max_length=10,
                verbose_name="identity of the account",
            ),
        ),
        migrations.RunSQL(RAISE, UNRAISE),
    ]
