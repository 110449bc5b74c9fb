"""What can be done in a case today, by whoever looks: judged as it would be if it were entered."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.functional import Promise

from applications.admin.cases.place import Case
from applications.admin.cases.probes import NAMED, Data, probes
from applications.admin.words.acts import ACTS, SHORTLY
from applications.admin.words.refusals import refused
from applications.choices import EventKind as K
from applications.rules.acts import CASEWORK
from applications.rules.events import Event
from applications.rules.requirements import against_law
from applications.rules.transitions import Refusal, may_be_entered, refusals


@dataclass(frozen=True, slots=True)
class Offer:
    """A link to an act. One that cannot be done has no address, and says why."""

    title: str | Promise
    url: str = ""
    about: str = ""
    why_not: str = ""
    # What it is about where the title does not say so, for a screen reader.
    named: str = ""


@dataclass(frozen=True)
class Offers:
    """The acts of a case, each judged once."""

    case: Case

    @cached_property
    def found(self) -> dict[K, list[Data]]:
        """Return what can be done now, and with what: which summons, which document."""
        case = self.case
        kinds = (kind for kind in K if may_be_entered(kind, case.state, parts=case.parts))
        each = {kind: [data for data in probes(kind, case) if not self.against(kind, data)] for kind in kinds}
        return {kind: data for kind, data in each.items() if data and not self._is_so(kind)}

    def against(self, kind: K, data: Data) -> list[Refusal]:
        """Return what speaks against an act today; refusals are cheap, so each is asked for real."""
        case = self.case
        event = Event(kind, case.on, data, case.user.pk, case.application.sequence + 1)
        found = refusals(case.state, event, parts=case.parts, today=case.on)
        regime_on = case.application.regime_on
        return found or against_law(case.state, event, case.law, regime_on=regime_on)

    def can(self, kind: K) -> bool:
        return kind in self.found

    def offer(self, kind: K, *, about: str = "", **query: str | int) -> Offer:
        return Offer(ACTS[kind], self.case.act_url(kind, **query), about)

    def blocked(self, kind: K) -> Offer | None:
        """Return an act that this person would do if nothing spoke against it, with what does."""
        if not may_be_entered(kind, self.case.state, parts=self.case.parts):
            return None
        reasons = [reason for data in probes(kind, self.case) for reason in self.against(kind, data)]
        return Offer(ACTS[kind], why_not=" ".join(refused(reasons))) if reasons else None

    def beside(self, kinds: Iterable[K], named: str, **about: Any) -> list[Offer]:  # noqa: ANN401  a number or a name
        """Return what can be done with one summons, document or authority, in short words."""
        return [
            Offer(SHORTLY[kind], self.case.act_url(kind, **about), named=named)
            for kind in kinds
            if any(about.items() <= data.items() for data in self.found.get(kind, ()))
        ]

    def of_documents(self, kinds: Iterable[K]) -> dict[str, list[K]]:
        """Return what can be done with documents of each state."""
        states = dict(self.case.state.documents)
        found: dict[str, list[K]] = {}
        for kind in kinds:
            for data in self.found.get(kind, ()):
                found.setdefault(states[data["document"]], []).append(kind)
        return found

    def _is_so(self, kind: K) -> bool:
        """Tell whether entering it again would say nothing."""
        return kind == K.COMPLICATED and self.case.state.complicated_on is not None

    @property
    def may_keep_file(self) -> bool:
        """Tell whether this person enters mandates and gives out codes."""
        return bool(self.case.parts & CASEWORK)


def named_in(data: Data) -> dict[str, Any]:
    """Return what an address says of an act: which one of several is meant."""
    return {name: data[name] for name in NAMED if name in data}
