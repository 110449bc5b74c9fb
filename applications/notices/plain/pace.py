"""How long past cases took and how many were there first, in sentences for their people."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.rules.pace import Expected


def words(expected: Expected) -> list[str]:
    """Return the sentences about past cases, and then those about the queue; none where nothing is known."""
    return [*past(expected), *queue(expected)]


def past(expected: Expected) -> list[str]:
    """Return how long past cases took; or nothing, if there were too few to say."""
    if not expected.is_enough or expected.half_days is None or expected.most_days is None:
        return []
    half, most = expected.half_days, expected.most_days
    return [
        _decided(expected.decided),
        ngettext("Half of them took at most %(days)s day.", "Half of them took at most %(days)s days.", half)
        % {"days": half},
        ngettext(
            "Four out of five took at most %(days)s day.",
            "Four out of five took at most %(days)s days.",
            most,
        )
        % {"days": most},
        _("These are past cases, not a promise."),
    ]


def queue(expected: Expected) -> list[str]:
    """Return how many cases were filed earlier and wait; or nothing, if that is not known."""
    if expected.ahead is None:
        return []
    if not expected.ahead:
        return [_("No case of this kind that was filed before yours is waiting for a decision.")]
    told = ngettext(
        "%(count)s case of this kind was filed before yours and is not decided yet.",
        "%(count)s cases of this kind were filed before yours and are not decided yet.",
        expected.ahead,
    )
    return [told % {"count": expected.ahead}, *_weekly(round(expected.weekly))]


def _decided(count: int) -> str:
    told = ngettext(
        "The office decided %(count)s case of this kind in the last year.",
        "The office decided %(count)s cases of this kind in the last year.",
        count,
    )
    return told % {"count": count}


def _weekly(count: int) -> list[str]:
    if not count:
        return []
    told = ngettext(
        "Lately it decides about %(count)s case of this kind a week, not always in the order of filing.",
        "Lately it decides about %(count)s cases of this kind a week, not always in the order of filing.",
        count,
    )
    return [told % {"count": count}]
