"""Why a file is not taken, and what to do then, in plain words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.rules.files.faults import Fault

WHY: dict[str, Promise] = {
    Fault.EMPTY: _("The file is empty. Choose another one."),
    Fault.TOO_LARGE: _("The file is larger than 10 MB. Make the scan smaller, or send the pages one by one."),
    Fault.EXTENSION: _(
        "Only PDF, JPEG and PNG files can be sent. Take a photo of the page, or save the document as a PDF."
    ),
    Fault.CONTENT: _(
        "The file is not what its name says. Save it again as a PDF, JPEG or PNG, and send that file."
    ),
    Fault.DAMAGED: _(
        "The file is damaged and cannot be read whole. Open it on your device, save it anew, and send that."
    ),
    Fault.LOCKED: _(
        "The file is protected with a password. Save it without a password, or print it to a new PDF."
    ),
    Fault.ACTIVE: _(
        "The file contains a program or a form that can act by itself. Print it to a new PDF, and send that."
    ),
    Fault.ATTACHED: _(
        "There are other files inside this file. Print it to a new PDF, and send each document by itself."
    ),
    Fault.PAGES: _("The file has more than 50 pages. Send it in parts."),
    Fault.PIXELS: _("The picture is too large. Take it with fewer pixels: 12 million are more than enough."),
    Fault.HEAVY: _(
        "The file takes too much work to read. Take a photo of the page, or scan it anew with 300 dpi."
    ),
    Fault.INFECTED: _(
        "A virus scanner found something in the file. We have deleted it. Check your device before you "
        "send another one."
    ),
    Fault.LOST: _("The file was lost on our side. We are sorry. Please send it once more."),
}


def why(reason: str) -> str:
    """Return why a file is not taken, by the word that is kept beside it."""
    return str(WHY[Fault(reason)])
