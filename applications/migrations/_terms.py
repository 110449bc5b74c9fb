"""Terms of the authority, suspensions of them by law, and terms of summonses, from when until when.

What no full text confirms says so: `is_confirmed` is False, and nobody has checked it.
"""

from datetime import date

READ_ON = date(2026, 7, 18)
"""The legal state of the consolidated acts that these were read from."""

START = date(2014, 5, 1)  # the Foreigners Act came into force
BEFORE_112A = date(2022, 1, 28)
FROM_112A = date(2022, 1, 29)
BEFORE_MOS = date(2026, 4, 26)
FROM_MOS = date(2026, 4, 27)

ACT = "t.j. Dz.U. 2025 poz. 1079"
CODE = "t.j. Dz.U. 2025 poz. 1691"
AMENDED = "Dz.U. 2022 poz. 91"
RESIDENCE = ("TEMP", "STAY", "LTR")

USUAL = {
    "count": 1,
    "complicated_count": 2,
    "unit": "month",
    "starts": "filed",
    "pauses": ["suspension", "party", "opinion", "law"],
}
COMPLETE = {"starts": "complete", "pauses": ["suspension", "law"]}


def fact(scope, since, until, basis, source, *, sure=True, **fields):
    """Return one fact as a row; checked on the day the acts were read, if they confirm it."""
    return {
        "scope": scope,
        "valid_from": since,
        "valid_to": until,
        "basis": basis,
        "source": source,
        "is_confirmed": sure,
        "checked_on": READ_ON if sure else None,
        **fields,
    }


def _appeals():
    for scope, basis in (
        ("TEMP", "art. 112a ust. 4 i 5"),
        ("STAY", "art. 210 ust. 3 i 4"),
        ("LTR", "art. 222d ust. 3 i 4"),
    ):
        fields = {"instance": "appeal", "count": 90, "unit": "day", **COMPLETE}
        yield fact(scope, FROM_112A, None, f"{basis} ustawy o cudzoziemcach", f"{ACT}; {AMENDED}", **fields)


DECISIONS = (
    fact("ALL", START, None, "art. 35 § 3 KPA", CODE, **USUAL),
    fact(
        "ALL", START, None, "art. 35 § 3 KPA", CODE, **{**USUAL, "complicated_count": None}, instance="appeal"
    ),
    fact("TEMP", START, BEFORE_112A, "art. 35 § 3 KPA", CODE, **USUAL),
    fact(
        "TEMP",
        FROM_112A,
        None,
        "art. 112a ustawy o cudzoziemcach",
        f"{ACT}; {AMENDED}",
        count=60,
        unit="day",
        **COMPLETE,
    ),
    fact("TEMP_WORK_CHANGE", START, BEFORE_MOS, "art. 35 § 3 KPA", CODE, sure=False, **USUAL),
    fact(
        "TEMP_WORK_CHANGE",
        FROM_MOS,
        None,
        "art. 112a w zw. z art. 120a ust. 3 ustawy o cudzoziemcach",
        f"{ACT}; Dz.U. 2025 poz. 1794",
        count=60,
        unit="day",
        **COMPLETE,
    ),
    *(
        fact(
            scope,
            START,
            BEFORE_112A,
            "ustawa o cudzoziemcach, brzmienie do 28.01.2022",
            "",
            sure=False,
            count=3,
            unit="month",
            starts="filed",
            pauses=USUAL["pauses"],
        )
        for scope in ("STAY", "LTR")
    ),
    *(
        fact(
            scope,
            FROM_112A,
            None,
            f"art. {article} ustawy o cudzoziemcach",
            f"{ACT}; {AMENDED}",
            count=6,
            unit="month",
            **COMPLETE,
        )
        for scope, article in (("STAY", "210"), ("LTR", "222d"))
    ),
    fact(
        "CUKR",
        date(2026, 5, 4),
        None,
        "art. 42c–42u ustawy o pomocy obywatelom Ukrainy",
        "",
        sure=False,
        count=180,
        unit="day",
        starts="filed",
        pauses=USUAL["pauses"],
    ),
    fact("INVITE", START, None, "art. 35 § 3 KPA", CODE, sure=False, **USUAL),
    fact(
        "EU_REG",
        START,
        None,
        "ustawa z 14.07.2006: rejestracja niezwłocznie, karta do 6 miesięcy",
        "",
        sure=False,
        count=6,
        unit="month",
        starts="filed",
        pauses=USUAL["pauses"],
    ),
    *_appeals(),
)

UKRAINE = "ustawy z 12.03.2022 o pomocy obywatelom Ukrainy"
SUSPENSIONS = (
    *(
        fact(scope, since, until, f"{basis} {UKRAINE}", "Dz.U. 2022 poz. 583, ze zmianami", sure=sure)
        for scope in RESIDENCE
        for since, until, basis, sure in (
            (date(2022, 4, 15), date(2022, 12, 31), "art. 100c", True),
            (date(2023, 1, 1), date(2026, 3, 4), "art. 100d", True),
            (date(2026, 3, 5), None, "być może przedłużony art. 100d", False),
        )
    ),
)


def _calls(scope, appearance, evidence, end):
    act = "ustawy o cudzoziemcach"
    yield fact(
        scope,
        START,
        BEFORE_MOS,
        "ustawa o cudzoziemcach, brzmienie do 26.04.2026",
        "",
        sure=False,
        kind="appearance",
        min_days=7,
        consequence="refused",
    )
    yield fact(
        scope,
        FROM_MOS,
        None,
        f"art. {appearance} i art. {end} {act}",
        f"{ACT}; Dz.U. 2025 poz. 1794",
        kind="appearance",
        min_days=7,
        consequence="discontinued",
    )
    yield fact(
        scope,
        START,
        BEFORE_MOS,
        "art. 50 i 54 KPA",
        CODE,
        sure=False,
        kind="evidence",
        min_days=7,
        consequence="on_file",
    )
    yield fact(
        scope,
        FROM_MOS,
        None,
        f"art. {evidence} {act}",
        f"{ACT}; Dz.U. 2025 poz. 1794",
        kind="evidence",
        min_days=14,
        consequence="on_file",
    )


SUMMONSES = (
    fact(
        "ALL",
        START,
        None,
        "art. 261 § 1 i 2 KPA",
        CODE,
        kind="fee",
        min_days=7,
        max_days=14,
        consequence="returned",
    ),
    fact("ALL", START, None, "art. 64 § 2 KPA", CODE, kind="formal", min_days=7, consequence="unexamined"),
    fact(
        "ALL",
        START,
        None,
        "art. 50 i 54 KPA",
        CODE,
        sure=False,
        kind="evidence",
        min_days=7,
        consequence="on_file",
    ),
    fact(
        "ALL",
        START,
        None,
        "art. 50 i 54 KPA",
        CODE,
        sure=False,
        kind="appearance",
        min_days=7,
        consequence="on_file",
    ),
    # Of the calls of the Foreigners Act, art. 120a sec. 3 names one for a change of a permit: 106f.
    fact(
        "TEMP_WORK_CHANGE",
        START,
        None,
        "art. 50 i 54 KPA",
        CODE,
        sure=False,
        kind="appearance",
        min_days=7,
        consequence="on_file",
    ),
    *_calls("TEMP", "106e", "106f", "106i"),
    *_calls("STAY", "203e", "203f", "203i"),
    *_calls("LTR", "219e", "219f", "219i"),
)
