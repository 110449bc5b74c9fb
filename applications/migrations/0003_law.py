"""The kinds of cases, and the terms that the law sets for them, from when until when.

An office gets these with the software; from then on its supervisors keep them. Nothing here is
ever taken back: cases stand on it.
"""

from django.db import migrations

from applications.migrations import _procedures, _terms

LANGUAGES = ("pl", "en", "ru")  # the first is also the column without a language
STEP = 10


def spoken(field, words):
    """Return the columns of a text in three languages."""
    return {field: words[0], **{f"{field}_{code}": word for code, word in zip(LANGUAGES, words, strict=True)}}


def row(position, code, group, names, basis, rest):
    fields = {**rest, **spoken("name", names)}
    if "elsewhere" in rest:
        fields |= spoken("elsewhere", rest["elsewhere"])
    return {"code": code, "group": group, "basis": basis, "position": position * STEP, **fields}


def write(apps, _schema_editor):
    procedure = apps.get_model("applications", "Procedure")
    procedure.objects.bulk_create(
        procedure(**row(position, *given)) for position, given in enumerate(_procedures.PROCEDURES, start=1)
    )
    for name, rows in (
        ("DecisionTerm", _terms.DECISIONS),
        ("ClockSuspension", _terms.SUSPENSIONS),
        ("SummonsTerm", _terms.SUMMONSES),
    ):
        model = apps.get_model("applications", name)
        model.objects.bulk_create(model(**fields) for fields in rows)


class Migration(migrations.Migration):
    dependencies = [("applications", "0002_truth_stays")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
