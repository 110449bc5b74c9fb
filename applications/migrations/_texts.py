"""What each kind of case gives and what it is for, in plain words: Polish, English, Russian."""

THREE_YEARS = ("do 3 lat", "up to 3 years", "до 3 лет")

VALIDITY = {
    "TEMP_WORK": THREE_YEARS,
    "TEMP_BLUE": (
        "czas pracy i 3 miesiące, do 3 lat",
        "the time of work and 3 months, up to 3 years",
        "срок работы и 3 месяца, до 3 лет",
    ),
    "TEMP_BUSINESS": THREE_YEARS,
    "TEMP_STUDY": THREE_YEARS,
    "TEMP_RESEARCH": THREE_YEARS,
    "TEMP_SPOUSE_PL": THREE_YEARS,
    "TEMP_SHORT": ("do 6 miesięcy", "up to 6 months", "до 6 месяцев"),
    "TEMP_OTHER": THREE_YEARS,
    "TEMP_WORK_CHANGE": (
        "do dnia, do którego ważne jest zmieniane zezwolenie",
        "until the day the present permit ends: that day does not change",
        "до дня, до которого действует нынешнее разрешение: этот день не меняется",
    ),
    "PERM": (
        "bezterminowo; karta na 10 lat",
        "without end; the card is valid for 10 years",
        "бессрочно; карта действует 10 лет",
    ),
    "LTR_EU": (
        "bezterminowo; karta na 5 lat",
        "without end; the card is valid for 5 years",
        "бессрочно; карта действует 5 лет",
    ),
    "CUKR": (
        "3 lata od odbioru karty",
        "3 years from the day you collect the card",
        "3 года с дня получения карты",
    ),
    "UKR": ("do 4 marca 2027 r.", "until 4 March 2027", "до 4 марта 2027 года"),
    "WP_A": THREE_YEARS,
    "WP_B": THREE_YEARS,
    "WP_CDE": THREE_YEARS,
    "INVITE": (
        "czas podany w zaproszeniu, do roku",
        "the time the invitation states, up to one year",
        "срок, указанный в приглашении, до одного года",
    ),
    "CARD_REPLACE": (
        "do dnia, do którego ważna jest obecna karta",
        "until the day the present card ends",
        "до дня, до которого действует нынешняя карта",
    ),
    "CARD_NEXT": (
        "pobyt stały 10 lat, rezydent długoterminowy UE 5 lat, zgoda humanitarna 2 lata",
        "permanent residence 10 years, EU long-term resident 5 years, humanitarian stay 2 years",
        "постоянное проживание 10 лет, долгосрочный резидент ЕС 5 лет, гуманитарное пребывание 2 года",
    ),
    "TRAVEL_DOC": ("rok", "one year", "один год"),
}

SUMMARY = {
    "TEMP_WORK": (
        "Dla osób, które chcą mieszkać i pracować w Polsce. Załącznik nr 1 wypełnia i podpisuje pracodawca.",
        "For people who want to live and work in Poland. The employer fills in and signs annex 1 (załącznik nr 1).",
        "Для тех, кто хочет жить и работать в Польше. Приложение № 1 (załącznik nr 1) заполняет и подписывает "
        "работодатель.",
    ),
    "TEMP_ICT": (
        "Wniosek składa jednostka przyjmująca, nie cudzoziemiec. Składa go na papierze.",
        "The host entity applies, not the foreigner. It applies on paper.",
        "Заявление подаёт принимающая организация, а не иностранец. Подаёт на бумаге.",
    ),
    "TEMP_WORK_CHANGE": (
        "Gdy zmienia się pracodawca, pracodawca użytkownik albo warunki pracy. Wniosek składa się na papierze.",
        "When the employer, the user employer or the conditions of work change. You apply on paper.",
        "Если меняется работодатель, предприятие-пользователь или условия работы. Заявление подают на бумаге.",
    ),
    "LTR_EU": (
        "Dla osób, które mieszkają w Polsce legalnie od 5 lat, mają stały dochód i ubezpieczenie i znają polski "
        "co najmniej na poziomie B1.",
        "For people who have lived in Poland legally for 5 years, have a stable income and insurance, and know "
        "Polish at level B1 or better.",
        "Для тех, кто легально живёт в Польше 5 лет, имеет постоянный доход и страховку и знает польский язык "
        "не ниже уровня B1.",
    ),
    "CUKR": (
        "Wniosek można złożyć od 4 maja 2026 r. do 4 marca 2027 r. Status UKR trzeba mieć 4 czerwca 2025 r., co "
        "najmniej 365 dni bez przerwy, w dniu złożenia wniosku i w dniu odbioru karty. Kartę odbiera się w ciągu "
        "60 dni, inaczej zostanie unieważniona.",
        "You can apply from 4 May 2026 to 4 March 2027. You need the UKR status on 4 June 2025, for at least 365 "
        "days without a break, on the day you apply and on the day you collect the card. Collect the card within "
        "60 days, or it is annulled.",
        "Заявление подают с 4 мая 2026 года по 4 марта 2027 года. Статус UKR нужен на 4 июня 2025 года, не менее "
        "365 дней без перерыва, в день подачи и в день получения карты. Карту получают в течение 60 дней, иначе "
        "её аннулируют.",
    ),
    "INVITE": (
        "Wniosek składa osoba, która zaprasza cudzoziemca do Polski.",
        "Whoever invites a foreigner to Poland applies.",
        "Заявление подаёт тот, кто приглашает иностранца в Польшу.",
    ),
    "CARD_REPLACE": (
        "Gdy zmieniły się dane lub wygląd, karta jest uszkodzona albo zgubiona. Wniosek składa się najpóźniej "
        "14 dni po zmianie, utracie lub uszkodzeniu.",
        "When your details or your appearance have changed, or the card is damaged or lost. Apply within 14 days "
        "of the change, loss or damage.",
        "Если изменились данные или внешность, карта повреждена или потеряна. Заявление подают не позже чем через "
        "14 дней после этого.",
    ),
    "CARD_NEXT": (
        "Gdy kończy się ważność karty, a prawo pobytu trwa. Wniosek składa się najpóźniej 30 dni przed końcem "
        "ważności karty.",
        "When the card ends but the right to stay goes on. Apply at least 30 days before the card ends.",
        "Если срок карты заканчивается, а право на пребывание остаётся. Заявление подают не позже чем за 30 дней "
        "до конца срока карты.",
    ),
}
WORK_PERMIT = (
    "Wniosek składa pracodawca i tylko on jest stroną sprawy.",
    "The employer applies, and is the only party to the case.",
    "Заявление подаёт работодатель, и только он является стороной дела.",
)
SUMMARY |= dict.fromkeys(("WP_A", "WP_B", "WP_CDE"), WORK_PERMIT)
