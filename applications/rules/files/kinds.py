"""What a file is: its name and its first bytes have to say the same."""

from pathlib import PurePosixPath

from applications.rules.files.faults import Fault, FileError

EXTENSIONS = {".pdf": "pdf", ".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png"}
SIGNATURES = {"pdf": b"%PDF-", "jpeg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}
ENDINGS = {"pdf": ".pdf", "jpeg": ".jpg", "png": ".png"}
MEDIA = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
LONGEST_SIGNATURE = 8
# The end of an archive (ZIP): readers look for it in so many bytes from the last, whatever stands before.
ARCHIVE_END = b"PK\x05\x06"
ARCHIVE_TAIL = 66 * 1024

# Every scanner has to find this harmless text (EICAR, 2003). In two halves, or it would be found here.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def kind_of(name: str, head: bytes) -> str:
    """Return the kind of a file, by the ending of its name and by its first bytes, which must agree.

    The signature stands at the very beginning: a file that is two kinds at once puts one of them later.

    :raises FileError: for a kind that is not taken, and for a file that is not what its name says.
    """
    kind = EXTENSIONS.get(PurePosixPath(name.lower()).suffix)
    if kind is None:
        raise FileError(Fault.EXTENSION)
    if not head:
        raise FileError(Fault.EMPTY)
    if not head.startswith(SIGNATURES[kind]):
        raise FileError(Fault.CONTENT)
    return kind
