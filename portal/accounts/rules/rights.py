"""What each role may do from the start.

A right is written as Django writes it: the app, what is done, and to which model. The
table names apps above this one as plain words, so that the whole answer to "who may do
what" stands on one page. It is a beginning, not a law: `receivers.give_rights` hands a
right out once, and what an office adds or takes away afterwards stays as it is.
"""

from collections.abc import Iterable

from portal.accounts.choices import Role

LOOK = ("view",)
KEEP = ("view", "add", "change")
RULE = ("view", "add", "change", "delete")


def rights(app: str, models: Iterable[str], *, to: Iterable[str]) -> frozenset[str]:
    """Return `app.verb_model` for each verb and model."""
    verbs = tuple(to)
    return frozenset(f"{app}.{verb}_{model}" for model in models for verb in verbs)


EVERYONE = rights("accounts", ["office"], to=LOOK)

OFFICE_DAY = rights(
    "scheduling",
    [
        "appointment",
        "closure",
        "counter",
        "duty",
        "matter",
        "question",
        "releaserule",
        "reminderrule",
        "service",
        "shiftpattern",
        "urgentrequest",
    ],
    to=LOOK,
) | rights("scheduling", ["blockedwindow"], to=KEEP)

# Booking, moving and cancelling for somebody who phones or stands there; each act has its reason.
FOR_PEOPLE = rights("scheduling", ["staffact"], to=("view", "add")) | rights(
    "scheduling", ["outcome"], to=("view", "add", "change")
)

# Checking people in, calling and serving them; the log says who did what.
QUEUE = rights("scheduling", ["ticket"], to=KEEP) | rights(
    "scheduling", ["ticketact", "sitting", "queuerule", "kiosk"], to=LOOK
)

LAW = (
    "procedure",
    "fee",
    "decisionterm",
    "clocksuspension",
    "filingchannel",
    "documentrequirement",
    "summonsterm",
    "submissionway",
)
LAW_READ = rights("applications", LAW, to=LOOK)
LAW_KEPT = rights("applications", LAW, to=KEEP)

# Cases: what is there, and what each part does. The stages are moved by actions alone.
CASES = (
    rights("applications", ["application"], to=LOOK)
    | rights(
        "applications",
        [
            "caseevent",
            "summons",
            "casedocument",
            "decision",
            "mandate",
            "organisation",
            "member",
            "upload",
            "casemessage",
            "pace",
        ],
        to=LOOK,
    )
    | LAW_READ
)
CASEWORK = (
    rights("applications", ["application", "mandate", "casemessage"], to=("add", "change"))
    | rights("applications", ["upload", "organisation"], to=("change",))
    | {"applications.handle_application"}
)
CASES_LED = {
    "applications.supervise_application",
    "applications.import_application",
    *rights("applications", ["importrun"], to=("view", "add")),
    *rights("applications", ["importmapping", "casereminderrule"], to=RULE),
}

DECISIONS = (
    rights("scheduling", ["urgentrequest"], to=("view", "change"))
    | rights("web", ["announcement"], to=RULE)
    | rights("web", ["barrierreport"], to=("view", "change"))
)

OFFICE_HOURS = (
    rights("scheduling", ["blockedwindow", "closure", "duty", "releaserule", "shiftpattern"], to=RULE)
    | rights("scheduling", ["queuerule", "kiosk"], to=KEEP)
    | rights("accounts", ["user", "membership"], to=LOOK)
)

REFERENCE = (
    rights(
        "scheduling",
        [
            "blockedwindow",
            "closure",
            "counter",
            "duty",
            "matter",
            "question",
            "releaserule",
            "reminderrule",
            "service",
            "shiftpattern",
        ],
        to=RULE,
    )
    | rights("scheduling", ["queuerule", "kiosk"], to=KEEP)
    | rights("accounts", ["office", "user"], to=KEEP)
    | rights("accounts", ["membership"], to=RULE)
    | rights("auth", ["group"], to=LOOK)
    | rights("audit", ["event", "seal"], to=LOOK)
    | rights("notifications", ["notice", "outage"], to=LOOK)
    | rights("web", ["page"], to=KEEP)
    | rights("web", ["announcement"], to=RULE)
    | rights("web", ["barrierreport"], to=("view", "change"))
)

RIGHTS: dict[str, frozenset[str]] = {
    Role.CLERK: EVERYONE | OFFICE_DAY | FOR_PEOPLE | QUEUE | CASES | CASEWORK,
    Role.OFFICER: EVERYONE | OFFICE_DAY | CASES | CASEWORK | {"applications.examine_application"},
    Role.SIGNER: EVERYONE | CASES | {"applications.sign_application"},
    Role.CONSULTANT: EVERYONE,
    Role.SUPERVISOR: EVERYONE
    | OFFICE_DAY
    | FOR_PEOPLE
    | QUEUE
    | OFFICE_HOURS
    | DECISIONS
    | CASES
    | CASEWORK
    | CASES_LED
    | LAW_KEPT,
    Role.ADMINISTRATOR: EVERYONE | REFERENCE | LAW_KEPT | rights("applications", ["visitrule"], to=RULE),
}


def rights_in(app: str, role: str) -> set[str]:
    """Return the codenames, without the app, that a role has in one app."""
    return {right.partition(".")[2] for right in RIGHTS[role] if right.startswith(f"{app}.")}
