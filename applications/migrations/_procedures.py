"""The kinds of cases there are, as the Foreigners Act and the act on work of foreigners name them.

Code, group, names (Polish, English, Russian), legal basis, and what differs from the usual.
"""

FOREIGNERS_ACT = "ustawa z 12.12.2013 o cudzoziemcach"
WORK_ACT = "ustawa z 20.03.2025 o warunkach dopuszczalności powierzania pracy cudzoziemcom"
UNION_ACT = "ustawa z 14.07.2006 o wjeździe, pobycie i wyjeździe obywateli państw członkowskich UE"
UKRAINE_ACT = "ustawa z 12.03.2022 o pomocy obywatelom Ukrainy"

CARD = {"gives_card": True}
EMPLOYER = {"party": "employer", "has_complaint": False}
OUT = {"is_in_remit": False}

PROCEDURES = (
    (
        "TEMP_WORK",
        "TEMP",
        (
            "Zezwolenie na pobyt czasowy i pracę",
            "Temporary residence and work permit",
            "Разрешение на временное пребывание и работу",
        ),
        f"art. 114 i 126, {FOREIGNERS_ACT}",
        CARD,
    ),
    (
        "TEMP_BLUE",
        "TEMP",
        (
            "Zezwolenie na pobyt czasowy w zawodzie wymagającym wysokich kwalifikacji (Niebieska Karta UE)",
            "Temporary residence permit for highly qualified work (EU Blue Card)",
            "Разрешение на временное пребывание для высококвалифицированной работы (Голубая карта ЕС)",
        ),
        f"art. 127, {FOREIGNERS_ACT}",
        CARD,
    ),
    (
        "TEMP_ICT",
        "TEMP",
        (
            "Zezwolenie na pobyt czasowy w ramach przeniesienia wewnątrz przedsiębiorstwa",
            "Temporary residence permit for an intra-corporate transfer (ICT)",
            "Разрешение на временное пребывание при переводе внутри предприятия (ICT)",
        ),
        f"art. 139a i 139o, {FOREIGNERS_ACT}",
        {**CARD, "party": "host"},
    ),
    (
        "TEMP_BUSINESS",
        "TEMP",
        (
            "Zezwolenie na pobyt czasowy w celu prowadzenia działalności gospodarczej",
            "Temporary residence permit to run a business",
            "Разрешение на временное пребывание для ведения предпринимательской деятельности",
        ),
        f"art. 142, {FOREIGNERS_ACT}",
        CARD,
    ),
    (
        "TEMP_STUDY",
        "TEMP",
        (
            "Zezwolenie na pobyt czasowy w celu kształcenia się na studiach",
            "Temporary residence permit for studies",
            "Разрешение на временное пребывание для обучения в вузе",
        ),
        f"art. 144, {FOREIGNERS_ACT}",
        CARD,
    ),
    (
        "TEMP_RESEARCH",
        "TEMP",
        (
            "Zezwolenie na pobyt czasowy w celu prowadzenia badań naukowych",
            "Temporary residence permit for scientific research",
            "Разрешение на временное пребывание для научных исследований",
        ),
        f"art. 151, {FOREIGNERS_ACT}",
        CARD,
    ),
    (
        "TEMP_SPOUSE_PL",
        "TEMP",
        (
            "Zezwolenie na pobyt czasowy dla członka rodziny obywatela RP",
            "Temporary residence permit for a family member of a Polish citizen",
            "Разрешение на временное пребывание для члена семьи гражданина Польши",
        ),
        f"art. 158, {FOREIGNERS_ACT}",
        CARD,
    ),
    (
        "TEMP_FAMILY",
        "TEMP",
        (
            "Zezwolenie na pobyt czasowy w celu połączenia się z rodziną",
            "Temporary residence permit to join family",
            "Разрешение на временное пребывание для воссоединения с семьёй",
        ),
        f"art. 159 i 160, {FOREIGNERS_ACT}",
        CARD,
    ),
    (
        "TEMP_SHORT",
        "TEMP",
        (
            "Zezwolenie na pobyt czasowy ze względu na okoliczności wymagające krótkotrwałego pobytu",
            "Temporary residence permit for circumstances that need a short stay",
            "Разрешение на временное пребывание в связи с обстоятельствами, требующими краткого пребывания",
        ),
        f"art. 181, {FOREIGNERS_ACT}",
        CARD,
    ),
    (
        "TEMP_SEASONAL",
        "TEMP",
        (
            "Zezwolenie na pobyt czasowy ze względu na pracę sezonową",
            "Temporary residence permit for seasonal work",
            "Разрешение на временное пребывание для сезонной работы",
        ),
        f"art. 185a, {FOREIGNERS_ACT}",
        CARD,
    ),
    (
        "TEMP_OTHER",
        "TEMP",
        (
            "Zezwolenie na pobyt czasowy ze względu na inne okoliczności",
            "Temporary residence permit for other reasons",
            "Разрешение на временное пребывание в связи с иными обстоятельствами",
        ),
        f"art. 186 i 187, {FOREIGNERS_ACT}",
        CARD,
    ),
    (
        "TEMP_WORK_CHANGE",
        "TEMP",
        (
            "Zmiana zezwolenia na pobyt czasowy i pracę",
            "Change of a temporary residence and work permit",
            "Изменение разрешения на временное пребывание и работу",
        ),
        f"art. 120 i 120a, {FOREIGNERS_ACT}",
        {},
    ),
    (
        "PERM",
        "STAY",
        ("Zezwolenie na pobyt stały", "Permanent residence permit", "Разрешение на постоянное проживание"),
        f"art. 195, {FOREIGNERS_ACT}",
        CARD,
    ),
    (
        "LTR_EU",
        "LTR",
        (
            "Zezwolenie na pobyt rezydenta długoterminowego UE",
            "EU long-term resident's permit",
            "Разрешение на пребывание долгосрочного резидента ЕС",
        ),
        f"art. 211, {FOREIGNERS_ACT}",
        CARD,
    ),
    (
        "CUKR",
        "TEMP",
        (
            "Karta pobytu „poprzednio korzystający z ochrony czasowej” (CUKR)",
            "Residence card for former holders of temporary protection (CUKR)",
            "Карта пребывания для ранее пользовавшихся временной защитой (CUKR)",
        ),
        f"art. 42c–42u, {UKRAINE_ACT}",
        CARD,
    ),
    (
        "UKR",
        "ELSE",
        (
            "Ochrona czasowa i PESEL UKR",
            "Temporary protection and PESEL UKR",
            "Временная защита и PESEL UKR",
        ),
        UKRAINE_ACT,
        {
            **OUT,
            "elsewhere": (
                "Sprawy ochrony czasowej i numeru PESEL UKR załatwia urząd gminy, nie wojewoda.",
                "The commune office (urząd gminy) handles temporary protection and the PESEL UKR number, "
                "not the voivode.",
                "Вопросы временной защиты и номера PESEL UKR решает управление гмины (urząd gminy), "
                "а не воевода.",
            ),
        },
    ),
    (
        "WP_A",
        "WORK",
        (
            "Zezwolenie na pracę u polskiego podmiotu (dawny typ A)",
            "Work permit for work with a Polish entity (formerly type A)",
            "Разрешение на работу в польской организации (ранее тип A)",
        ),
        f"art. 6 ust. 1 pkt 1, {WORK_ACT}",
        EMPLOYER,
    ),
    (
        "WP_B",
        "WORK",
        (
            "Zezwolenie na pracę: funkcja w zarządzie, prokurent (dawny typ B)",
            "Work permit for board members and proxies (formerly type B)",
            "Разрешение на работу для членов правления и прокуристов (ранее тип B)",
        ),
        f"art. 6 ust. 1 pkt 2, {WORK_ACT}",
        EMPLOYER,
    ),
    (
        "WP_CDE",
        "WORK",
        (
            "Zezwolenie na pracę: delegowanie przez podmiot zagraniczny (dawne typy C, D, E)",
            "Work permit for people posted by a foreign entity (formerly types C, D, E)",
            "Разрешение на работу для командированных иностранной организацией (ранее типы C, D, E)",
        ),
        f"art. 6 ust. 1 pkt 3, {WORK_ACT}",
        EMPLOYER,
    ),
    (
        "WP_S",
        "ELSE",
        (
            "Zezwolenie na pracę sezonową (typ S)",
            "Seasonal work permit (type S)",
            "Разрешение на сезонную работу (тип S)",
        ),
        f"art. 45–52, {WORK_ACT}",
        {
            **EMPLOYER,
            **OUT,
            "elsewhere": (
                "Zezwolenie na pracę sezonową wydaje starosta. Wniosek składa pracodawca do powiatowego "
                "urzędu pracy, nie do wojewody.",
                "The head of the county (starosta) issues seasonal work permits. The employer applies to "
                "the district labour office (powiatowy urząd pracy), not to the voivode.",
                "Разрешение на сезонную работу выдаёт староста (starosta). Работодатель обращается в "
                "повятовое управление труда (powiatowy urząd pracy), а не к воеводе.",
            ),
        },
    ),
    (
        "STMT",
        "ELSE",
        (
            "Oświadczenie o powierzeniu pracy cudzoziemcowi",
            "Statement on entrusting work to a foreigner",
            "Заявление о поручении работы иностранцу (oświadczenie)",
        ),
        f"art. 61–65, {WORK_ACT}",
        {
            **EMPLOYER,
            **OUT,
            "elsewhere": (
                "Oświadczenie wpisuje do ewidencji starosta. Pracodawca składa je w powiatowym urzędzie "
                "pracy, nie u wojewody.",
                "The head of the county (starosta) enters the statement in the register. The employer files "
                "it with the district labour office (powiatowy urząd pracy), not with the voivode.",
                "Заявление вносит в реестр староста (starosta). Работодатель подаёт его в повятовое "
                "управление труда (powiatowy urząd pracy), а не воеводе.",
            ),
        },
    ),
    (
        "INVITE",
        "DOC",
        (
            "Wpis zaproszenia do ewidencji zaproszeń",
            "Entry of an invitation in the register",
            "Внесение приглашения в реестр",
        ),
        f"art. 49–56, {FOREIGNERS_ACT}",
        {"party": "inviter"},
    ),
    (
        "CARD_REPLACE",
        "CARD",
        ("Wymiana karty pobytu", "Replacement of a residence card", "Замена карты пребывания"),
        f"art. 230 i 241, {FOREIGNERS_ACT}",
        CARD,
    ),
    (
        "CARD_NEXT",
        "CARD",
        ("Wydanie kolejnej karty pobytu", "Next residence card", "Выдача следующей карты пребывания"),
        f"art. 230 ust. 2, {FOREIGNERS_ACT}",
        CARD,
    ),
    (
        "TRAVEL_DOC",
        "DOC",
        (
            "Polski dokument podróży dla cudzoziemca",
            "Polish travel document for a foreigner",
            "Польский проездной документ для иностранца",
        ),
        f"art. 252, {FOREIGNERS_ACT}",
        {},
    ),
    (
        "VISA_EXT",
        "DOC",
        (
            "Przedłużenie wizy krajowej",
            "Extension of a national visa",
            "Продление национальной визы",
        ),
        f"art. 82 i nast., {FOREIGNERS_ACT}",
        {},
    ),
    (
        "EU_REG",
        "UE",
        (
            "Zarejestrowanie pobytu obywatela UE lub karta członka rodziny",
            "Registration of an EU citizen's stay, or a family member's card",
            "Регистрация пребывания гражданина ЕС или карта члена семьи",
        ),
        UNION_ACT,
        CARD,
    ),
    (
        "UK_WA",
        "UE",
        (
            "Dokumenty dla beneficjentów Umowy Wystąpienia (Wielka Brytania)",
            "Documents for beneficiaries of the Withdrawal Agreement (United Kingdom)",
            "Документы для лиц, на которых распространяется Соглашение о выходе (Великобритания)",
        ),
        UNION_ACT,
        CARD,
    ),
)
