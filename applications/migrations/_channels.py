"""By which way an application may be filed, from when until when."""

from datetime import date

from applications.migrations._terms import BEFORE_MOS, FROM_MOS, RESIDENCE, START, fact

MOS_ADDRESS = "https://mos.cudzoziemcy.gov.pl"
PRACA_ADDRESS = "https://www.praca.gov.pl"
MOS_BASIS = {"TEMP": "art. 106c", "STAY": "art. 203c", "LTR": "art. 219c"}
MOS_SOURCE = "t.j. Dz.U. 2025 poz. 1079; Dz.U. 2025 poz. 1794; M.P. 2026 poz. 370"

ONLINE = (
    "Tylko przez internet, w Module Obsługi Spraw (MOS). Wniosek złożony w inny sposób pozostaje bez rozpoznania. "
    "Podpisz go podpisem kwalifikowanym lub zaufanym (profil zaufany).",
    "Only online, in the national system MOS (Moduł Obsługi Spraw). An application filed in any other way is left "
    "unexamined (pozostawienie bez rozpoznania). Sign it with a qualified or trusted (profil zaufany) signature.",
    "Только через интернет, в государственной системе MOS (Moduł Obsługi Spraw). Заявление, поданное иначе, остаётся "
    "без рассмотрения (pozostawienie bez rozpoznania). Подпишите его квалифицированной или доверенной (profil "
    "zaufany) подписью.",
)
ON_PAPER = (
    "Na papierze, osobiście w urzędzie, podczas umówionej wizyty.",
    "On paper, in person at the office, at a booked visit.",
    "На бумаге, лично в управлении, во время визита по записи.",
)
STILL_PAPER = (
    "Na papierze, także po wprowadzeniu MOS.",
    "On paper, even now that other applications go through MOS.",
    "На бумаге, даже после введения MOS.",
)
FAMILY_ABROAD = (
    "Tylko gdy członek rodziny jest za granicą: wniosek składa na papierze osoba, do której ma przyjechać.",
    "Only when the family member is abroad: the person whom they want to join applies on paper.",
    "Только если член семьи находится за границей: заявление на бумаге подаёт тот, к кому он хочет приехать.",
)
EMPLOYERS_ONLINE = (
    "Tylko przez internet, w praca.gov.pl. Składa pracodawca. Wniosek złożony w inny sposób pozostaje bez rozpoznania.",
    "Only online, at praca.gov.pl. The employer applies. An application filed in any other way is left unexamined "
    "(pozostawienie bez rozpoznania).",
    "Только через интернет, на praca.gov.pl. Подаёт работодатель. Заявление, поданное иначе, остаётся без "
    "рассмотрения (pozostawienie bez rozpoznania).",
)
IN_LOGIN = (
    "Tylko przez internet, w Module Obsługi Spraw (MOS), z kontem login.gov.pl.",
    "Only online, in the national system MOS (Moduł Obsługi Spraw), with an account of login.gov.pl.",
    "Только через интернет, в государственной системе MOS (Moduł Obsługi Spraw), с учётной записью login.gov.pl.",
)


def way(scope, since, until, channel, note, basis, source="", *, address="", sure=True):
    return fact(scope, since, until, basis, source, sure=sure, channel=channel, note=note, address=address)


CHANNELS = (
    *(
        way(
            scope,
            START,
            BEFORE_MOS,
            "office",
            ON_PAPER,
            "ustawa o cudzoziemcach, brzmienie do 26.04.2026",
            "https://infoopt.pl",
        )
        for scope in RESIDENCE
    ),
    *(
        way(
            scope,
            FROM_MOS,
            None,
            "mos",
            ONLINE,
            f"{MOS_BASIS[scope]} ustawy o cudzoziemcach",
            MOS_SOURCE,
            address=MOS_ADDRESS,
        )
        for scope in RESIDENCE
    ),
    way("TEMP_ICT", START, BEFORE_MOS, "office", ON_PAPER, "ustawa o cudzoziemcach, brzmienie do 26.04.2026"),
    way("TEMP_ICT", FROM_MOS, None, "office", STILL_PAPER, "art. 106k ustawy o cudzoziemcach", MOS_SOURCE),
    way(
        "TEMP_WORK_CHANGE",
        START,
        BEFORE_MOS,
        "office",
        ON_PAPER,
        "ustawa o cudzoziemcach, brzmienie do 26.04.2026",
    ),
    way(
        "TEMP_WORK_CHANGE",
        FROM_MOS,
        None,
        "office",
        STILL_PAPER,
        "art. 120a ustawy o cudzoziemcach",
        MOS_SOURCE,
    ),
    way(
        "TEMP_FAMILY",
        START,
        BEFORE_MOS,
        "office",
        ON_PAPER,
        "ustawa o cudzoziemcach, brzmienie do 26.04.2026",
    ),
    way(
        "TEMP_FAMILY",
        FROM_MOS,
        None,
        "mos",
        ONLINE,
        "art. 106c ustawy o cudzoziemcach",
        MOS_SOURCE,
        address=MOS_ADDRESS,
    ),
    way(
        "TEMP_FAMILY", FROM_MOS, None, "office", FAMILY_ABROAD, "art. 106l ustawy o cudzoziemcach", MOS_SOURCE
    ),
    way(
        "CUKR",
        date(2026, 5, 4),
        date(2027, 3, 4),
        "mos",
        IN_LOGIN,
        "art. 42c–42u ustawy o pomocy obywatelom Ukrainy",
        "https://welcome.uw.edu.pl/how-to-apply-for-cukr-card/",
        address=MOS_ADDRESS,
    ),
    way(
        "WORK",
        START,
        date(2025, 5, 31),
        "office",
        ("", "", ""),
        "przepisy obowiązujące do 31.05.2025",
        sure=False,
    ),
    way(
        "WORK",
        date(2025, 6, 1),
        None,
        "praca",
        EMPLOYERS_ONLINE,
        "art. 8 ustawy o powierzaniu pracy cudzoziemcom",
        "Dz.U. 2025 poz. 621",
        address=PRACA_ADDRESS,
    ),
    *(
        way(scope, START, None, "office", ON_PAPER, basis, sure=False)
        for scope, basis in (
            ("CARD", "art. 230 i 246 ustawy o cudzoziemcach"),
            ("DOC", "ustawa o cudzoziemcach"),
            ("UE", "ustawa z 14.07.2006"),
        )
    ),
)
