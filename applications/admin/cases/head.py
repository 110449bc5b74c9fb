"""What a case is, at the top of each of its pages."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from applications.admin.cases.place import Case
from applications.admin.words.terms import Label, label_of
from applications.choices import CLOSED_STAGES, Channel, Party, Stage
from scheduling.forms import citizenship_name
from scheduling.templatetags.visit_times import plain_day

# The milestones of a case, and at which stages it is on the way to the next.
PHASES: tuple[frozenset[Stage], ...] = (
    frozenset({Stage.SUBMITTED}),
    frozenset({Stage.REGISTERED}),
    frozenset({Stage.CONFIRMED, Stage.EXAMINATION, Stage.FINAL_STATEMENT}),
    frozenset({Stage.DECIDED, Stage.SERVED, Stage.FINAL, Stage.APPEAL, Stage.APPEAL_DECIDED}),
    frozenset({Stage.CARD_ORDERED, Stage.CARD_READY}),
    frozenset(CLOSED_STAGES),
)
OF_CARD = 4


@dataclass(frozen=True, slots=True)
class Step:
    """One milestone. `is_here` is where the case stands, `is_past` what lies behind it."""

    title: str
    is_here: bool
    is_past: bool


@dataclass(frozen=True, slots=True)
class Head:
    """A case in a few lines."""

    number: str
    is_numbered: bool
    who: str
    about_them: str
    party: str
    procedure: str
    code: str
    filed: str
    clerk: str
    office: str
    stage: Label
    steps: list[Step]

    @property
    def here(self) -> int:
        """Which milestone it is at, from one."""
        return next(number for number, step in enumerate(self.steps, start=1) if step.is_here)

    @property
    def here_title(self) -> str:
        return self.steps[self.here - 1].title


def head_of(case: Case) -> Head:
    row = case.application
    party = "" if row.procedure.party == Party.FOREIGNER else str(Party(row.procedure.party).label)
    return Head(
        number=row.case_number or _("No case number yet"),
        is_numbered=bool(row.case_number),
        who=row.name,
        about_them=_("born %(day)s, %(country)s")
        % {"day": plain_day(row.birth_date), "country": citizenship_name(row.citizenship.code)},
        party=f"{party}: {row.party_name}" if party and row.party_name else party,
        procedure=row.procedure.name,
        code=row.procedure.code,
        filed=_("filed on %(day)s, %(channel)s")
        % {"day": plain_day(row.filed_on), "channel": Channel(row.channel).label},
        clerk=str(row.clerk) if row.clerk else "",
        office=row.office.name,
        stage=label_of(case.state.stage.label),
        steps=steps_of(Stage(case.state.base), gives_card=case.state.gives_card),
    )


def steps_of(base: Stage, *, gives_card: bool) -> list[Step]:
    titles = [
        _("Received"),
        _("Formal check"),
        _("Examination"),
        _("Decision"),
        _("Card"),
        _("Closed"),
    ]
    here = next(number for number, stages in enumerate(PHASES) if base in stages)
    return [
        Step(title, is_here=number == here, is_past=number < here)
        for number, title in enumerate(titles)
        if gives_card or number != OF_CARD
    ]
