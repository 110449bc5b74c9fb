"""What lies before somebody, in figures that are also ways into the list."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.admin.worklist.filters import ALL, MINE, NOBODYS
from applications.admin.worklist.place import Place
from applications.choices import Part, Reason
from applications.models.worklist import Term, Wanted, count_to, listed

MOST_COUNTED = 999


class Figure(NamedTuple):
    """How many there are of something, and where."""

    text: str | Promise
    number: int
    url: str
    is_alarm: bool = False

    @property
    def shown(self) -> str:
        return f"{MOST_COUNTED}+" if self.number > MOST_COUNTED else str(self.number)


def figures(place: Place) -> list[Figure]:
    """Return the figures for the parts somebody has: who leads, those of the office; others, their own."""
    is_mine = not place.leads and bool(place.parts & {Part.CLERK, Part.OFFICER})
    clerk, who = (place.user.pk, MINE) if is_mine else (None, ALL)
    missed = Wanted(clerk=clerk, term=Term.MISSED)
    soon = Wanted(clerk=clerk, term=Term.FORTNIGHT)
    found = [
        Figure(_("Term missed"), _count(place, missed), place.url(who=who, term="missed"), is_alarm=True),
        Figure(_("Term ends within 14 days"), _count(place, soon), place.url(who=who, term="14")),
        Figure(_("Nobody's"), _count(place, Wanted(is_nobodys=True)), place.url(who=NOBODYS)),
    ]
    if is_mine:
        found.insert(0, Figure(_("Mine, open"), _count(place, Wanted(clerk=clerk)), place.url(who=MINE)))
    if Part.SIGNER in place.parts:
        wanted = Wanted(reason=Reason.SIGNATURE)
        url = place.url(who=ALL, reason=Reason.SIGNATURE.value)
        found.insert(0, Figure(_("To be signed"), _count(place, wanted), url))
    return found


def _count(place: Place, wanted: Wanted) -> int:
    return count_to(listed(place.office, wanted, on=place.on), MOST_COUNTED)
