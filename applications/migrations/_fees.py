"""What is to be paid, to whom, from when until when. Stamp duty goes to the city, the rest does not."""

from datetime import date
from decimal import Decimal

from applications.migrations._terms import START, fact

FROM_2019 = date(2019, 1, 1)
CARDS_UNTIL, CARDS_FROM = date(2022, 7, 28), date(2022, 7, 29)
WORK_UNTIL, WORK_FROM = date(2025, 11, 30), date(2025, 12, 1)
STAMP_ACT = "ustawa z 16.11.2006 o opłacie skarbowej"
STAMP_SOURCE = "https://infoopt.pl/oplaty/"
CARD_ACT = "art. 235 i 239 ustawy o cudzoziemcach"
CARD_SOURCE = "https://infoopt.pl/nowe-stawki-oplat-za-dokumenty-wydawane-cudzoziemcom/"
WORK_RULE = "Dz.U. 2025 poz. 1622"
WORK_SOURCE = "https://www.infor.pl/akt-prawny/DZU.2025.329.0001622"

DUTY = ("opłata skarbowa", "stamp duty (opłata skarbowa)", "гербовый сбор (opłata skarbowa)")
STAMPS = {
    "TEMP_WORK": 440,
    "TEMP_BLUE": 440,
    "TEMP_ICT": 440,
    "TEMP_BUSINESS": 340,
    "TEMP_STUDY": 340,
    "TEMP_RESEARCH": 340,
    "TEMP_SPOUSE_PL": 340,
    "TEMP_FAMILY": 340,
    "TEMP_SEASONAL": 170,
    "TEMP_OTHER": 340,
    "TEMP_WORK_CHANGE": 220,
    "PERM": 640,
    "LTR_EU": 640,
    "INVITE": 27,
    "VISA_EXT": 406,
}
SHORT = {
    "usual": (85, DUTY),
    "personal": (
        340,
        (
            "opłata skarbowa w wyjątkowej sytuacji osobistej",
            "stamp duty (opłata skarbowa) in an exceptional personal situation",
            "гербовый сбор (opłata skarbowa) в исключительной личной ситуации",
        ),
    ),
}
NONE_DUE = (
    "opłata skarbowa z ważną Kartą Polaka lub azylem",
    "stamp duty (opłata skarbowa) with a valid Card of the Pole (Karta Polaka) or asylum",
    "гербовый сбор (opłata skarbowa) с действующей Картой поляка (Karta Polaka) или убежищем",
)
PROXY = (
    "pełnomocnictwo, jeśli działa za ciebie pełnomocnik",
    "power of attorney (pełnomocnictwo), if somebody acts for you",
    "доверенность (pełnomocnictwo), если за вас действует представитель",
)

CARD = (
    "wydanie lub wymiana karty pobytu",
    "residence card (karta pobytu)",
    "карта пребывания (karta pobytu)",
)
RELIEF = (
    "karta pobytu z ulgą: trudna sytuacja materialna, uczniowie szkół ponadpodstawowych i studenci, dzieci poniżej 16 lat",
    "residence card at half price: hard material situation, secondary-school pupils and students, children under 16",
    "карта пребывания со скидкой: трудное материальное положение, ученики средних школ и студенты, дети до 16 лет",
)
FAULT = (
    "wymiana karty zgubionej lub zniszczonej z własnej winy",
    "replacing a card lost or damaged by one's own fault",
    "замена карты, потерянной или повреждённой по своей вине",
)
AGAIN = (
    "wymiana karty zgubionej lub zniszczonej z własnej winy po raz kolejny",
    "replacing a card lost or damaged by one's own fault once again",
    "замена карты, снова потерянной или повреждённой по своей вине",
)
TRAVEL = (
    "wydanie dokumentu podróży",
    "travel document (dokument podróży)",
    "проездной документ (dokument podróży)",
)
TRAVEL_FAULT = (
    "wymiana dokumentu zgubionego lub zniszczonego z własnej winy",
    "replacing a document lost or damaged by one's own fault",
    "замена документа, потерянного или повреждённого по своей вине",
)
TRAVEL_AGAIN = (
    "wymiana dokumentu zgubionego lub zniszczonego z własnej winy po raz kolejny",
    "replacing a document lost or damaged by one's own fault once again",
    "замена документа, снова потерянного или повреждённого по своей вине",
)

UP_TO_THREE = (
    "praca do 3 miesięcy",
    "work for up to 3 months (praca do 3 miesięcy)",
    "работа до 3 месяцев (praca do 3 miesięcy)",
)
OVER_THREE = (
    "praca ponad 3 miesiące",
    "work for more than 3 months (praca ponad 3 miesiące)",
    "работа более 3 месяцев (praca ponad 3 miesiące)",
)
POSTED = (
    "delegowanie cudzoziemca",
    "posted worker (delegowanie)",
    "командированный работник (delegowanie)",
)
SEASONAL = ("praca sezonowa", "seasonal work (praca sezonowa)", "сезонная работа (praca sezonowa)")
STATEMENT = ("oświadczenie", "statement (oświadczenie)", "заявление (oświadczenie)")


def fee(scope, since, until, amount, label, *, kind, payee, basis, source, variant="", sure=True):  # noqa: PLR0913
    return fact(
        scope,
        since,
        until,
        basis,
        source,
        sure=sure,
        kind=kind,
        variant=variant,
        amount=Decimal(amount),
        payee=payee,
        label=label,
    )


def stamp(scope, amount, label=DUTY, *, since=FROM_2019, until=None, variant="", sure=True):
    return fee(
        scope,
        since,
        until,
        amount,
        label,
        kind="stamp",
        payee="city",
        basis=STAMP_ACT,
        source=STAMP_SOURCE,
        variant=variant,
        sure=sure,
    )


def changing(scope, before, after, label, *, variant="", kind="card", was_sure=True, is_sure=True):
    """Return what a card or document cost before the regulation of July 2022, and since."""
    same = {"kind": kind, "payee": "office", "basis": CARD_ACT, "source": CARD_SOURCE, "variant": variant}
    if before is not None:
        yield fee(scope, START, CARDS_UNTIL, before, label, sure=was_sure, **same)
    yield fee(scope, CARDS_FROM, None, after, label, sure=is_sure, **same)


def employers(scope, before, after, label, *, variant, payee="office"):
    """Return what an employer paid until November 2025, and since."""
    same = {"kind": "permit", "payee": payee, "source": WORK_SOURCE, "variant": variant}
    yield fee(
        scope, FROM_2019, WORK_UNTIL, before, label, basis="przepisy obowiązujące do 30.11.2025", **same
    )
    yield fee(scope, WORK_FROM, None, after, label, basis=WORK_RULE, **same)


def _statement():
    same = {"kind": "permit", "payee": "labour", "source": WORK_SOURCE}
    old = "przepisy obowiązujące do 30.11.2025"
    yield fee("STMT", FROM_2019, date(2021, 12, 31), 30, STATEMENT, basis=old, sure=False, **same)
    yield fee("STMT", date(2022, 1, 1), WORK_UNTIL, 100, STATEMENT, basis=old, **same)
    yield fee("STMT", WORK_FROM, None, 400, STATEMENT, basis=WORK_RULE, **same)


FEES = (
    *(stamp(scope, amount) for scope, amount in STAMPS.items()),
    *(stamp("TEMP_SHORT", amount, label, variant=variant) for variant, (amount, label) in SHORT.items()),
    stamp("PERM", 0, NONE_DUE, variant="none_due"),
    stamp("CUKR", 340, since=date(2026, 5, 4)),
    stamp("EU_REG", 0, sure=False),
    stamp("ALL", 17, PROXY, variant="proxy", sure=False),
    *(row for scope in ("TEMP", "STAY", "LTR", "CARD") for row in changing(scope, 50, 100, CARD)),
    *(
        row
        for scope in ("TEMP", "STAY", "LTR", "CARD")
        for row in changing(scope, 25, 50, RELIEF, variant="relief")
    ),
    # The act now says 300 per cent, the regulation of 2022 says 200 and 300 zł: not settled.
    *changing("CARD_REPLACE", 100, 200, FAULT, variant="fault", is_sure=False),
    *changing("CARD_REPLACE", 150, 300, AGAIN, variant="fault_again", is_sure=False),
    *changing("TRAVEL_DOC", 100, 350, TRAVEL, kind="document", was_sure=False),
    *changing("TRAVEL_DOC", None, 700, TRAVEL_FAULT, kind="document", variant="fault", is_sure=False),
    *changing("TRAVEL_DOC", None, 1050, TRAVEL_AGAIN, kind="document", variant="fault_again", is_sure=False),
    *(row for scope in ("WP_A", "WP_B") for row in employers(scope, 50, 200, UP_TO_THREE, variant="up_to_3")),
    *(row for scope in ("WP_A", "WP_B") for row in employers(scope, 100, 400, OVER_THREE, variant="over_3")),
    *employers("WP_CDE", 200, 800, POSTED, variant="posted"),
    *employers("WP_S", 30, 100, SEASONAL, variant="", payee="labour"),
    *_statement(),
)
