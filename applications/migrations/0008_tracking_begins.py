"""What holds from the start: mandates noted so far are accepted, usual reminders, ways to hand in papers."""

from datetime import date

from django.db import migrations
from django.db.models import F
from django.db.models.functions import Now

REMINDERS = {
    "stay": (-90, -60, -30, -14, -3),
    "summons": (-3, -1),
    "appeal": (-5, -1),
    "new_date": (1,),
    "card_ready": (14, 30),
    "card": (-60, -30),
    "passport": (-180, -90),
    "travel": (-60,),
    "job_lost": (-5, -1),
    "purpose": (-5, -1),
    "card_data": (-3,),
}
WAYS = {
    "office": (
        date(2000, 1, 1),
        "art. 57 § 5 i art. 63 § 1 KPA",
        "Hand it in at the office, at a visit or in the post room, before the last day is over. "
        "Ask for a receipt.",
        "Złóż w urzędzie: na wizycie albo w biurze podawczym, zanim minie ostatni dzień. "
        "Poproś o potwierdzenie.",
        "Сдайте в управлении: на приёме или в канцелярии, пока не закончился последний день. "
        "Попросите подтверждение.",
    ),
    "post": (
        date(2000, 1, 1),
        "art. 57 § 5 pkt 2 KPA",
        "Send a registered letter from a post office of Poczta Polska. The day on which you post it "
        "counts. Keep the proof of posting.",
        "Wyślij list polecony w placówce Poczty Polskiej. Liczy się dzień nadania. Zachowaj dowód nadania.",
        "Отправьте заказное письмо в отделении Poczta Polska. Считается день отправки. "
        "Сохраните квитанцию.",
    ),
    "edelivery": (
        date(2021, 10, 5),
        "art. 57 § 5 pkt 1 KPA",
        "Send it to the office's address for electronic deliveries. The day on the proof of sending counts.",
        "Wyślij na adres urzędu do doręczeń elektronicznych. Liczy się dzień na dowodzie wysłania.",
        "Отправьте на адрес управления для электронных вручений (e-Doręczenia). "
        "Считается день в подтверждении отправки.",
    ),
    "consul": (
        date(2000, 1, 1),
        "art. 57 § 5 pkt 3 KPA",
        "Abroad: hand it in at a Polish consulate. The day on which you hand it in counts.",
        "Za granicą: złóż w polskim konsulacie. Liczy się dzień złożenia.",
        "За границей: сдайте в польское консульство. Считается день сдачи.",
    ),
}


def begin(apps, schema_editor):  # noqa: ANN001, ANN201  Django's
    del schema_editor
    mandates = apps.get_model("applications", "Mandate").objects.all()
    mandates.update(accepted_at=Now(), accepted_by=F("noted_by"), noted_at=Now())
    rules = apps.get_model("applications", "CaseReminderRule")
    rules.objects.bulk_create(rules(kind=kind, days=each) for kind, days in REMINDERS.items() for each in days)
    ways = apps.get_model("applications", "SubmissionWay")
    ways.objects.bulk_create(
        ways(
            scope="ALL",
            way=way,
            valid_from=first,
            basis=basis,
            note=english,
            note_en=english,
            note_pl=polish,
            note_ru=russian,
            checked_on=date(2026, 11, 23),
        )
        for way, (first, basis, english, polish, russian) in WAYS.items()
    )


class Migration(migrations.Migration):
    dependencies = [("applications", "0007_tracking")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
