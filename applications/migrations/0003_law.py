"""The kinds of cases, and the terms that the law sets for them, from when until when.

An office gets these with the software; from then on its supervisors keep them. Nothing here is
ever taken back: cases stand on it.
"""

from django.db import migrations

from applications.migrations import _channels, _documents, _fees, _procedures, _terms, _texts

SPOKEN = ("label", "note", "name", "hint")
LANGUAGES = ("pl", "en", "ru")  # the first is also the column without a language
STEP = 10


def spoken(field, words):
    """Return the columns of a text in three languages."""
    return {field: words[0], **{f"{field}_{code}": word for code, word in zip(LANGUAGES, words, strict=True)}}


def row(position, code, group, names, basis, rest):
    fields = {**rest, **spoken("name", names)}
    for field, words in (
        ("elsewhere", rest.get("elsewhere")),
        ("summary", _texts.SUMMARY.get(code)),
        ("validity", _texts.VALIDITY.get(code)),
    ):
        if words is not None:
            fields |= spoken(field, words)
    return {"code": code, "group": group, "basis": basis, "position": position * STEP, **fields}


def worded(fields):
    """Return a fact with a column for each language of its texts."""
    texts = [spoken(name, fields[name]) for name in SPOKEN if name in fields]
    return fields | {column: word for text in texts for column, word in text.items()}


def write(apps, _schema_editor):
    procedure = apps.get_model("applications", "Procedure")
    procedure.objects.bulk_create(
        procedure(**row(position, *given)) for position, given in enumerate(_procedures.PROCEDURES, start=1)
    )
    for name, rows in (
        ("DecisionTerm", _terms.DECISIONS),
        ("ClockSuspension", _terms.SUSPENSIONS),
        ("SummonsTerm", _terms.SUMMONSES),
        ("Fee", _fees.FEES),
        ("FilingChannel", _channels.CHANNELS),
        ("DocumentRequirement", _documents.DOCUMENTS),
    ):
        model = apps.get_model("applications", name)
        model.objects.bulk_create(model(**worded(fields)) for fields in rows)


class Migration(migrations.Migration):
    dependencies = [("applications", "0002_truth_stays")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
