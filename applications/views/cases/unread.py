"""How many messages of the office nobody of the party has opened."""

from applications.models import CaseMessage
from applications.views.cases.place import Seen


def unread_of(seen: Seen) -> int:
    """Return how many messages of the office wait in a case; none for who may not read them. One query."""
    if not seen.sight.is_full:
        return 0
    return CaseMessage.objects.filter(application=seen.pk, is_from_office=True, read_at=None).count()
