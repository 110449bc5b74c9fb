"""The doors of the demonstration: as whom one may look at it, and where each leads."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.demo.world.staff import LOGINS, Login


@dataclass(frozen=True, slots=True)
class Door:
    name: str
    """In its address."""
    button: str | Promise
    leads_to: str
    login: Login | None = None
    passage: str = ""
    """Of `passages`: for an address that depends on what there is now."""


@dataclass(frozen=True, slots=True)
class Card:
    """One of them, and in one sentence what to look at there."""

    title: str | Promise
    look: str | Promise
    icon: str
    doors: list[Door]
    shows_code: bool = False
    """Number and access code of a case stand on it, for whoever has no account."""


_people = {login.email.partition("@")[0]: login for login in LOGINS}

CARDS = [
    Card(
        _("Foreigner"),
        _(
            "Book a visit in your own language, on a phone if you like, and see that nobody can come "
            "between 15:00 and 16:00, while the rooms are disinfected."
        ),
        "calendar",
        [
            Door("visitor", _("Go in as a visitor"), "service_list"),
            Door("applicant", _("As Olena, who has booked"), "own_list", _people["applicant"]),
        ],
    ),
    Card(
        _("Clerk"),
        _(
            "Book for somebody who phones, print their slip, then block an hour and watch its times "
            "vanish from the public pages."
        ),
        "place",
        [Door("clerk", _("Go in as a clerk"), "admin:scheduling_staffact_book", _people["clerk"])],
    ),
    Card(
        _("A day at the office"),
        _(
            "It is 10:50 and people wait. Call the next one at the desk and see the board and the phone "
            "change. Give each a window of its own, the kiosk a private one: it signs out who was signed in."
        ),
        "clock",
        [
            Door("desk", _("Open a clerk’s desk"), "admin:scheduling_ticket_desk", _people["clerk"]),
            Door("board", _("Open the board"), "board_detail", passage="board"),
            Door("kiosk", _("Open the kiosk"), "kiosk_start", passage="kiosk"),
            Door("phone", _("Open the phone of somebody who waits"), "place_detail", passage="phone"),
        ],
    ),
    Card(
        _("Cases under the statutory clock"),
        _(
            "Ten thousand invented cases: which term ends first, why, and who has to do what. Summon, "
            "record a delivery, draft a decision; another person has to sign it."
        ),
        "info",
        [
            Door(
                "officer",
                _("Go in as a case officer"),
                "admin:applications_application_changelist",
                _people["officer"],
            ),
            Door(
                "signer",
                _("Go in as one who signs"),
                "admin:applications_application_changelist",
                _people["signer"],
            ),
            Door("law", _("What the law asks for, for everybody"), "procedure_list"),
        ],
    ),
    Card(
        _("Your own case"),
        _(
            "See how a case stands, what you have to do and until when; send a copy of a paper, write to "
            "the clerk. A lawyer sees sixty clients at once, the next term first."
        ),
        "page",
        [
            Door("case", _("As Olena, who waits for a permit"), "case_list", _people["applicant"]),
            Door("proxy", _("As a lawyer with clients"), "client_list", _people["proxy"]),
            Door("employer", _("As an employer"), "client_list", _people["employer"]),
            Door("lookup", _("Without an account"), "case_find"),
        ],
        shows_code=True,
    ),
    Card(
        _("Consultant"),
        _("See for which offices a consultant answers. The conversations move in with a later release."),
        "message",
        [Door("consultant", _("Go in as a consultant"), "admin:index", _people["consultant"])],
    ),
    Card(
        _("Supervisor"),
        _("Plan the duties of two shifts, close a day and see who has to be told, read who did what."),
        "megaphone",
        [
            Door(
                "supervisor",
                _("Go in as a supervisor"),
                "admin:scheduling_duty_rota",
                _people["supervisor"],
            )
        ],
    ),
]
DOORS = {door.name: door for card in CARDS for door in card.doors}
