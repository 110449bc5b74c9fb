"""What is asked for, with the application or later, from when until when.

What came with an application on paper until 26 April 2026 is other than what MOS takes since. What
proves the case on its merits changed less: of that the rows begin in 2020, the first year of which
anything was read.
"""

from datetime import date

from applications.migrations._terms import BEFORE_MOS, FROM_MOS, fact

FROM_2020 = date(2020, 1, 1)
ACT = "ustawy o cudzoziemcach"
PAPER_SOURCE = "https://kartapobytu.pl/?p=8817"
FORMS = "Dz.U. 2026 poz. 553"

MOS_TEMP = (
    "TEMP_WORK",
    "TEMP_BLUE",
    "TEMP_BUSINESS",
    "TEMP_STUDY",
    "TEMP_RESEARCH",
    "TEMP_SPOUSE_PL",
    "TEMP_FAMILY",
    "TEMP_SHORT",
    "TEMP_SEASONAL",
    "TEMP_OTHER",
    "CUKR",
)
PAPER_TEMP = (*MOS_TEMP[:-1], "TEMP_ICT")
BASES = {"PERM": "art. 203d ust. 1", "LTR_EU": "art. 219d ust. 1"}

FORM = (
    "Wypełniony i podpisany wniosek, 2 egzemplarze",
    "The application, completed and signed, 2 copies (wniosek)",
    "Заполненное и подписанное заявление, 2 экземпляра (wniosek)",
)
PHOTOS = (
    "4 aktualne zdjęcia 35 × 45 mm",
    "4 recent photographs, 35 × 45 mm",
    "4 свежие фотографии 35 × 45 мм",
)
PASSPORT_PAPER = (
    "Paszport do wglądu i kopia wszystkich zapisanych stron",
    "Your passport to be seen, and a copy of all its used pages",
    "Паспорт для ознакомления и копия всех заполненных страниц",
)
DUTY = (
    "Dowód opłaty skarbowej",
    "Proof of the stamp duty (opłata skarbowa)",
    "Подтверждение оплаты гербового сбора (opłata skarbowa)",
)
DUTY_HINT = (
    "Opłatę skarbową płaci się miastu, w którym jest urząd, a nie urzędowi.",
    "Stamp duty is paid to the city in which the office is, not to the office.",
    "Гербовый сбор платят городу, в котором находится управление, а не управлению.",
)
PHOTO = ("Aktualne zdjęcie (plik)", "A recent photograph (a file)", "Свежая фотография (файл)")
PHOTO_HINT = (
    "JPG, co najmniej 684 × 883 piksele, do 2,5 MB, proporcje 35 × 45, nie starsze niż 6 miesięcy; twarz zajmuje "
    "70–80% zdjęcia.",
    "JPG, at least 684 × 883 pixels, up to 2.5 MB, proportions 35 × 45, not older than 6 months; the face takes up "
    "70–80% of the picture.",
    "JPG, не менее 684 × 883 пикселей, до 2,5 МБ, пропорции 35 × 45, не старше 6 месяцев; лицо занимает 70–80% снимка.",
)
PASSPORT = (
    "Skan wszystkich stron ważnego paszportu",
    "A scan of all pages of your valid passport",
    "Скан всех страниц действительного паспорта",
)
PASSPORT_HINT = (
    "Albo innego ważnego dokumentu podróży. Dokument okazuje się potem osobiście, na wezwanie.",
    "Or of another valid travel document (dokument podróży). You show it in person later, when summoned.",
    "Или другого действительного проездного документа (dokument podróży). Позже его показывают лично, по вызову.",
)
ANNEX = (
    "Załącznik nr 1 od pracodawcy",
    "Annex 1 from the employer (załącznik nr 1)",
    "Приложение № 1 от работодателя (załącznik nr 1)",
)
ANNEX_ONLINE = (
    "Pracodawca dostaje link w e-mailu, wypełnia załącznik i podpisuje go w MOS.",
    "The employer gets a link by e-mail, fills the annex in and signs it in MOS.",
    "Работодатель получает ссылку по электронной почте, заполняет приложение и подписывает его в MOS.",
)
ANNEX_BLUE = (
    "Załącznik dla Niebieskiej Karty UE",
    "The annex for the EU Blue Card (załącznik)",
    "Приложение для Голубой карты ЕС (załącznik)",
)
ANNEX_STUDY = (
    "Załącznik od uczelni",
    "The annex from the university (załącznik)",
    "Приложение от вуза (załącznik)",
)
ANNEX_STUDY_HINT = (
    "Uczelnia dostaje link w e-mailu, wypełnia załącznik i podpisuje go w MOS.",
    "The university gets a link by e-mail, fills the annex in and signs it in MOS.",
    "Вуз получает ссылку по электронной почте, заполняет приложение и подписывает его в MOS.",
)
INSURANCE = (
    "Ubezpieczenie zdrowotne",
    "Health insurance (ubezpieczenie zdrowotne)",
    "Медицинское страхование (ubezpieczenie zdrowotne)",
)
INSURANCE_HINT = ("ZUS RCA albo polisa.", "ZUS RCA, or a policy.", "ZUS RCA или полис.")
CONTRACT = ("Umowa o pracę", "The employment contract (umowa)", "Трудовой договор (umowa)")
HOUSING = (
    "Zapewnione mieszkanie",
    "A place to live (zapewnione mieszkanie)",
    "Жильё (zapewnione mieszkanie)",
)
INCOME = ("Dochód", "Income (dochód)", "Доход (dochód)")


def paper(scope, code, name, position, hint=("", "", ""), *, source=PAPER_SOURCE):
    return fact(
        scope,
        FROM_2020,
        BEFORE_MOS,
        "ustawa o cudzoziemcach, brzmienie do 26.04.2026",
        source,
        code=code,
        name=name,
        hint=hint,
        position=position,
        is_core=True,
    )


def online(scope, code, name, position, basis, hint=("", "", ""), *, since=FROM_MOS, source=FORMS):
    return fact(
        scope,
        since,
        None,
        f"{basis} {ACT}",
        source,
        code=code,
        name=name,
        hint=hint,
        position=position,
        is_core=True,
    )


def later(scope, code, name, position, hint=("", "", ""), *, basis="art. 106f", **rest):
    """Return what proves the case on its merits: with the application, or when a summons asks."""
    fields = {
        "until": None,
        "sure": True,
        "in_person": False,
        "source": "",
        "since": FROM_2020,
        "act": ACT,
        **rest,
    }
    return fact(
        scope,
        fields["since"],
        fields["until"],
        f"{basis} {fields['act']}",
        fields["source"],
        sure=fields["sure"],
        code=code,
        name=name,
        hint=hint,
        position=position,
        is_core=False,
        in_person=fields["in_person"],
    )


def _on_paper():
    for scope in (*PAPER_TEMP, "PERM", "LTR_EU"):
        yield paper(scope, "form", FORM, 10)
        yield paper(scope, "photo", PHOTOS, 20)
        yield paper(scope, "passport", PASSPORT_PAPER, 30)
        yield paper(scope, "stamp_duty", DUTY, 40, DUTY_HINT)
    yield paper("TEMP_WORK", "annex_1", ANNEX, 50)


def _online():
    for scope in (*MOS_TEMP, "PERM", "LTR_EU"):
        since = date(2026, 5, 4) if scope == "CUKR" else FROM_MOS
        basis = BASES.get(scope, "art. 106d ust. 1")
        yield online(scope, "photo", PHOTO, 20, basis, PHOTO_HINT, since=since)
        yield online(scope, "passport", PASSPORT, 30, basis, PASSPORT_HINT, since=since)
        yield online(scope, "stamp_duty", DUTY, 40, basis, DUTY_HINT, since=since)
    yield online("TEMP_WORK", "annex_1", ANNEX, 50, "art. 106 ust. 2 i 106c ust. 3", ANNEX_ONLINE)
    yield online("TEMP_BLUE", "annex", ANNEX_BLUE, 50, "art. 106", ANNEX_ONLINE)
    yield online("TEMP_STUDY", "annex", ANNEX_STUDY, 50, "art. 106 i 106c ust. 3", ANNEX_STUDY_HINT)
    yield online("TEMP_WORK_CHANGE", "annex_1", ANNEX, 50, "art. 120a ust. 2 pkt 1")
    yield online("TEMP_WORK_CHANGE", "stamp_duty", DUTY, 60, "art. 120a", DUTY_HINT)
    yield online(
        "TEMP_ICT",
        "passport",
        (
            "Kopia ważnego paszportu cudzoziemca",
            "A copy of the foreigner's valid passport",
            "Копия действительного паспорта иностранца",
        ),
        20,
        "art. 106k ust. 4",
    )
    yield online(
        "TEMP_ICT",
        "photo",
        (
            "Aktualne zdjęcie cudzoziemca",
            "A recent photograph of the foreigner",
            "Свежая фотография иностранца",
        ),
        30,
        "art. 106k ust. 4",
    )
    yield online("TEMP_ICT", "stamp_duty", DUTY, 40, "art. 106k", DUTY_HINT)
    yield online(
        "LTR_EU",
        "housing",
        (
            "Skan tytułu prawnego do lokalu",
            "A scan of the title to your home (tytuł prawny do lokalu)",
            "Скан документа о праве на жильё (tytuł prawny do lokalu)",
        ),
        50,
        "art. 219d ust. 1 pkt 3",
        (
            "Oryginał okazuje się potem osobiście, na wezwanie (art. 219e).",
            "You show the original in person later, when summoned (art. 219e).",
            "Оригинал позже показывают лично, по вызову (ст. 219e).",
        ),
    )


def _work():
    yield later("TEMP_WORK", "contract", CONTRACT, 110)
    yield later("TEMP_WORK", "insurance", INSURANCE, 120, INSURANCE_HINT)
    yield later(
        "TEMP_WORK",
        "qualifications",
        (
            "Kwalifikacje, jeśli zawód jest regulowany",
            "Qualifications, if the profession is regulated (zawód regulowany)",
            "Квалификация, если профессия регулируемая (zawód regulowany)",
        ),
        130,
    )
    yield later(
        "TEMP_WORK",
        "labour_market",
        (
            "Informacja starosty o rynku pracy",
            "The county's information on the labour market (informacja starosty)",
            "Информация старосты о рынке труда (informacja starosty)",
        ),
        140,
        basis="art. 114, brzmienie do 31.05.2025",
        until=date(2025, 5, 31),
        source="https://goleniow.praca.gov.pl/",
    )
    yield later(
        "TEMP_WORK_CHANGE",
        "new_terms",
        (
            "Dokumenty, które potwierdzają zmianę pracy lub jej warunków",
            "Documents that prove the change of work or of its conditions",
            "Документы, подтверждающие смену работы или её условий",
        ),
        110,
        basis="art. 120a ust. 2 pkt 2",
    )
    yield later(
        "TEMP_BLUE",
        "contract",
        (
            "Umowa lub oferta pracy na co najmniej 6 miesięcy",
            "A contract or an offer of work for at least 6 months (umowa)",
            "Договор или предложение работы не менее чем на 6 месяцев (umowa)",
        ),
        110,
        basis="art. 127",
    )
    yield later(
        "TEMP_BLUE",
        "qualifications",
        ("Dyplom albo 5 lat doświadczenia", "A diploma, or 5 years of experience", "Диплом или 5 лет опыта"),
        120,
        (
            "W niektórych zawodach, między innymi IT, może wystarczyć krótsze doświadczenie: zapytaj urząd.",
            "In some professions, among them IT, shorter experience may do: ask the office.",
            "В некоторых профессиях, в том числе в ИТ, может хватить меньшего опыта: спросите в управлении.",
        ),
        basis="art. 127",
    )
    yield later("TEMP_BLUE", "insurance", INSURANCE, 130, INSURANCE_HINT)
    yield later(
        "TEMP_BUSINESS",
        "register",
        ("Wpis do KRS lub CEIDG", "The entry in the register KRS or CEIDG", "Запись в реестре KRS или CEIDG"),
        110,
        basis="art. 142",
    )
    yield later(
        "TEMP_BUSINESS",
        "income",
        (
            "Dochód firmy albo zatrudnienie pracowników: CIT lub PIT, ZUS",
            "Income of the business, or its employees: CIT or PIT, ZUS",
            "Доход предприятия или его работники: CIT или PIT, ZUS",
        ),
        120,
        basis="art. 142",
    )
    yield later("TEMP_BUSINESS", "housing", HOUSING, 130, basis="art. 142")
    yield later("TEMP_BUSINESS", "insurance", INSURANCE, 140, INSURANCE_HINT, basis="art. 142")


def _study_and_family():
    yield later(
        "TEMP_STUDY",
        "certificate",
        (
            "Zaświadczenie uczelni",
            "The certificate of the university (zaświadczenie)",
            "Справка из вуза (zaświadczenie)",
        ),
        110,
        basis="art. 144",
        until=BEFORE_MOS,
    )
    yield later(
        "TEMP_STUDY",
        "tuition",
        ("Dowód opłaty za studia", "Proof that tuition is paid", "Подтверждение оплаты обучения"),
        120,
        basis="art. 144",
    )
    yield later("TEMP_STUDY", "insurance", INSURANCE, 130, INSURANCE_HINT, basis="art. 144")
    yield later(
        "TEMP_STUDY",
        "means",
        (
            "Środki na utrzymanie i podróż powrotną",
            "Means to live on and for the journey home",
            "Средства на жизнь и обратную дорогу",
        ),
        140,
        basis="art. 144",
    )
    yield later(
        "TEMP_STUDY",
        "progress",
        (
            "Zaliczenie poprzedniego roku, jeśli kontynuujesz studia",
            "Progress of your studies, if you continue them",
            "Результаты учёбы, если вы продолжаете обучение",
        ),
        150,
        basis="art. 144",
    )
    yield later(
        "TEMP_SPOUSE_PL",
        "marriage",
        (
            "Aktualny odpis aktu małżeństwa",
            "A current copy of the marriage certificate (odpis aktu małżeństwa)",
            "Свежая копия свидетельства о браке (odpis aktu małżeństwa)",
        ),
        110,
        basis="art. 158",
    )
    yield later(
        "TEMP_SPOUSE_PL",
        "spouse_id",
        (
            "Dokument tożsamości małżonka",
            "The identity document of your husband or wife",
            "Удостоверение личности супруга",
        ),
        120,
        basis="art. 158",
    )
    yield later(
        "TEMP_SPOUSE_PL",
        "common_life",
        ("Dowody wspólnego życia", "Proof that you live together", "Доказательства совместной жизни"),
        130,
        (
            "Urząd może też zaprosić oboje na rozmowę.",
            "The office may also invite both of you to an interview.",
            "Управление может также пригласить вас обоих на беседу.",
        ),
        basis="art. 158",
    )
    yield later(
        "TEMP_FAMILY",
        "sponsor",
        (
            "Tytuł pobytowy członka rodziny w Polsce",
            "The title to stay of your family member in Poland",
            "Право на пребывание члена семьи в Польше",
        ),
        110,
        basis="art. 159",
    )
    yield later(
        "TEMP_FAMILY",
        "kinship",
        (
            "Akt małżeństwa lub urodzenia",
            "The marriage or birth certificate",
            "Свидетельство о браке или рождении",
        ),
        120,
        (
            "Zagraniczny akt z tłumaczeniem przysięgłym i, gdy trzeba, z apostille.",
            "A foreign one with a sworn translation (tłumaczenie przysięgłe) and, where needed, an apostille.",
            "Иностранное свидетельство с присяжным переводом (tłumaczenie przysięgłe) и, если нужно, с апостилем.",
        ),
        basis="art. 159",
    )
    yield later("TEMP_FAMILY", "income", INCOME, 130, basis="art. 159")
    yield later("TEMP_FAMILY", "insurance", INSURANCE, 140, INSURANCE_HINT, basis="art. 159")
    yield later("TEMP_FAMILY", "housing", HOUSING, 150, basis="art. 159")


def _settled():
    yield later(
        "PERM",
        "ground",
        (
            "Dokument, który potwierdza podstawę wniosku",
            "The document that proves the ground you apply on",
            "Документ, подтверждающий основание заявления",
        ),
        110,
        (
            "Na przykład akt małżeństwa, Karta Polaka, dokumenty o polskim pochodzeniu, status uchodźcy.",
            "For example a marriage certificate, the Card of the Pole (Karta Polaka), papers on Polish origin, refugee "
            "status.",
            "Например, свидетельство о браке, Карта поляка (Karta Polaka), документы о польском происхождении, статус "
            "беженца.",
        ),
        basis="art. 195 i 203f",
    )
    yield later(
        "PERM",
        "stay",
        ("Historia pobytu w Polsce", "The history of your stay in Poland", "История пребывания в Польше"),
        120,
        basis="art. 203f",
    )
    yield later(
        "LTR_EU",
        "stay",
        (
            "Tabela pobytów i nieobecności",
            "A table of your stays and absences",
            "Таблица пребывания и отсутствия",
        ),
        110,
        basis="art. 211 i 219f",
    )
    yield later(
        "LTR_EU",
        "income",
        (
            "Stały dochód: PIT, umowy, ZUS za 3 lata",
            "A stable income: PIT, contracts, ZUS for 3 years",
            "Постоянный доход: PIT, договоры, ZUS за 3 года",
        ),
        120,
        (
            "Po Niebieskiej Karcie UE za 2 lata.",
            "After an EU Blue Card for 2 years.",
            "После Голубой карты ЕС за 2 года.",
        ),
        basis="art. 211",
    )
    yield later("LTR_EU", "insurance", INSURANCE, 130, INSURANCE_HINT, basis="art. 211")
    yield later(
        "LTR_EU",
        "polish",
        (
            "Znajomość polskiego co najmniej B1: certyfikat albo świadectwo polskiej szkoły",
            "Polish at B1 or better: the State Commission's certificate, or a Polish school's or university's",
            "Польский язык не ниже B1: сертификат Государственной комиссии либо документ польской школы или вуза",
        ),
        140,
        basis="art. 211",
        source="https://gov.pl/web/uw-podlaski",
    )
    yield later(
        "LTR_EU",
        "housing_original",
        (
            "Tytuł prawny do lokalu, oryginał",
            "The title to your home, the original (tytuł prawny do lokalu)",
            "Документ о праве на жильё, оригинал (tytuł prawny do lokalu)",
        ),
        150,
        basis="art. 219e",
        since=FROM_MOS,
        in_person=True,
    )
    yield later(
        "CUKR",
        "pesel",
        ("PESEL ze statusem UKR", "PESEL number with the status UKR", "Номер PESEL со статусом UKR"),
        110,
        basis="art. 42c–42u",
        act="ustawy o pomocy obywatelom Ukrainy",
        since=date(2026, 5, 4),
    )


def _cards_and_invitations():
    plain = {"source": "https://www.szczecin.uw.gov.pl/?type=article&action=view&id=4480", "is_core": True}
    for code, position, name in (
        (
            "form",
            10,
            (
                "Wypełniony wniosek o wymianę karty",
                "The completed application for a replacement card (wniosek)",
                "Заполненное заявление на замену карты (wniosek)",
            ),
        ),
        (
            "photo",
            20,
            ("Aktualne zdjęcia 35 × 45 mm", "Recent photographs, 35 × 45 mm", "Свежие фотографии 35 × 45 мм"),
        ),
        ("passport", 30, ("Ważny paszport", "Your valid passport", "Действительный паспорт")),
        (
            "card",
            40,
            (
                "Obecna karta albo oświadczenie o jej utracie",
                "Your present card, or a statement that it was lost (oświadczenie o utracie)",
                "Нынешняя карта или заявление о её потере (oświadczenie o utracie)",
            ),
        ),
    ):
        yield fact(
            "CARD_REPLACE",
            FROM_2020,
            None,
            f"art. 241 i 246 {ACT}",
            code=code,
            name=name,
            hint=("", "", ""),
            position=position,
            **plain,
        )
    for code, position, name in (
        (
            "form",
            10,
            ("Wypełniony wniosek", "The completed application (wniosek)", "Заполненное заявление (wniosek)"),
        ),
        (
            "means",
            20,
            (
                "Dokumenty, że pokryjesz koszty pobytu i podróży gościa",
                "Documents that you can pay for your guest's stay and journey",
                "Документы о том, что вы оплатите пребывание и проезд гостя",
            ),
        ),
        (
            "housing",
            30,
            (
                "Tytuł prawny do mieszkania albo dowód, że zapewnisz nocleg gdzie indziej",
                "The title to your home, or proof that you provide a place to stay elsewhere",
                "Документ о праве на жильё или доказательство, что вы обеспечите жильё в другом месте",
            ),
        ),
        ("stamp_duty", 40, DUTY),
    ):
        yield fact(
            "INVITE",
            FROM_2020,
            None,
            f"art. 53 {ACT}",
            "t.j. Dz.U. 2025 poz. 1079",
            code=code,
            name=name,
            hint=("", "", ""),
            position=position,
            is_core=True,
        )


DOCUMENTS = (*_on_paper(), *_online(), *_work(), *_study_and_family(), *_settled(), *_cards_and_invitations())
