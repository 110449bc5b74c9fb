import base64
import quopri
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.notifications.rules.bounces import DEEPEST, READ, Bounce, bounce
from portal.notifications.tests.mails import (
    ABSENCE,
    COMPLAINT,
    EXIM,
    GMAIL,
    ID,
    OFFICE_365,
    POSTFIX,
    QMAIL,
    RECEIPT,
    postfix,
)

UNKNOWN = "550 5.1.1 <anna@example.test>: Recipient address rejected: User unknown"
SHAPES = {"postfix": POSTFIX, "exim": EXIM, "office-365": OFFICE_365, "gmail": GMAIL, "qmail": QMAIL}
REASONS = {
    "postfix": UNKNOWN,
    "exim": "5.0.0 550 No such person at this address",
    "office-365": "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
    "gmail": (
        "550-5.1.1 The email account that you tried to reach does not exist. Please 550-5.1.1 try"
        " double-checking the recipient's email address for typos or 550 5.1.1 unnecessary spaces."
    ),
    "qmail": (
        "192.0.2.25 does not like recipient. Remote host said: 550 5.1.1 <anna@example.test>: User unknown"
        " Giving up on 192.0.2.25."
    ),
}

every_shape = pytest.mark.parametrize("shape", SHAPES)


def report(block: str, *, returned: str = f"Message-ID: {ID}\n", before: str = "", kind: str = "") -> bytes:
    """Return a notification with this block about a recipient, and with this message returned."""
    return f"""\
Content-Type: multipart/report; report-type=delivery-status; boundary=b
{before}
--b
Content-Type: text/plain

It did not work.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

{block}
--b
Content-Type: {kind or "message/rfc822"}

{returned}
--b--
""".encode()


@every_shape
def test_what_a_mail_server_sends_back_is_read(shape: str) -> None:
    assert bounce(SHAPES[shape].encode()) == Bounce(ID, REASONS[shape])


@every_shape
@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_any_kind_are_read(shape: str, end: str) -> None:
    assert bounce(SHAPES[shape].replace("\n", end).encode()) == Bounce(ID, REASONS[shape])


@every_shape
def test_a_large_message_that_came_back_is_read_as_far_as_needed(shape: str) -> None:
    large = SHAPES[shape].replace("The code is 12-34.", "x" * 75 + "\n" + "A very long line.\n" * 120_000)

    assert len(large) > 2_000_000
    assert bounce(large.encode()) == Bounce(ID, REASONS[shape])


def test_a_report_that_stands_too_far_down_is_not_read() -> None:
    assert bounce(POSTFIX.replace("I'm sorry", "sorry " * (READ // 6)).encode()) is None


@pytest.mark.parametrize("mail", [ABSENCE, RECEIPT, COMPLAINT, "", "Subject: hello\n\nhello\n", "hello"])
def test_any_other_mail_is_no_bounce(mail: str) -> None:
    assert bounce(mail.encode()) is None


@pytest.mark.parametrize(
    ("action", "status", "is_bounce"),
    [
        ("failed", "5.1.1", True),
        ("failed", "5.0.0", True),
        ("Failed", "5.7.606 (banned)", True),
        ("failed (given up)", "5.1.1", True),
        ("failed", "4.4.7", True),
        ("failed", "2.0.0", False),
        ("delayed", "4.4.1", False),
        ("delayed", "5.1.1", False),
        ("delivered", "2.0.0", False),
        ("relayed", "2.1.5", False),
        ("expanded", "2.1.5", False),
        ("unfailed", "5.1.1", False),
        ("", "5.1.1", False),
    ],
)
def test_only_what_has_failed_for_good_is_a_bounce(action: str, status: str, is_bounce: bool) -> None:
    assert (bounce(postfix(action=action, status=status)) is not None) is is_bounce


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        pytest.param("Action: failed\nStatus: 5.2.2", "5.2.2", id="no-words"),
        pytest.param("Action: failed\nStatus: 5.2.2 (full)", "5.2.2", id="a-comment"),
        pytest.param(
            "Action: failed\nDiagnostic-Code: smtp; 550 5.2.2 full", "550 5.2.2 full", id="no-status"
        ),
        pytest.param("Action: failed\nDiagnostic-Code: smtp; 550 full", "550 full", id="an-old-server"),
        pytest.param("Action: failed\nDiagnostic-Code: x; full (#5.2.2)", "full (#5.2.2)", id="no-reply"),
        pytest.param("Action: failed\nDiagnostic-Code: smtp; 250 ok", "", id="no-refusal"),
        pytest.param("Action: failed\nDiagnostic-Code: smtp; it broke", "", id="no-code-at-all"),
        pytest.param("Action: failed", "", id="nothing-said"),
        pytest.param(
            "Action: failed\nStatus: 5.0.0\nDiagnostic-Code: X-Unix; 127", "5.0.0 127", id="a-program"
        ),
        pytest.param(
            "DIAGNOSTIC-CODE: SMTP; 550-no\n550 never\nSTATUS: 5.0.0\nACTION: failed",
            "5.0.0 550-no 550 never",
            id="not-indented-and-loud",
        ),
        pytest.param("Action: failed\nStatus: 5.1.1\nStatus: 2.0.0", "5.1.1", id="said-twice"),
        pytest.param(
            "Action: delivered\nStatus: 2.0.0\n\nAction: failed\nStatus: 5.1.1", "5.1.1", id="the-second"
        ),
        pytest.param("Action: delayed\nStatus: 4.4.1\n\nAction: relayed\nStatus: 2.1.5", "", id="neither"),
    ],
)
def test_the_reason_is_what_the_last_server_said(block: str, reason: str) -> None:
    assert bounce(report(block)) == (Bounce(ID, reason) if reason else None)


def test_words_in_polish_are_read() -> None:
    block = "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 Zażółć gęślą jaźń"

    assert bounce(report(block)) == Bounce(ID, "5.1.1 550 Zażółć gęślą jaźń")


def test_words_of_eight_bits_in_no_known_code_spoil_nothing() -> None:
    block = "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 za\xbf"
    mail = report(block).decode().encode("latin-1")

    assert bounce(mail) == Bounce(ID, "5.1.1 550 za\ufffd")


@pytest.mark.parametrize(
    "kind",
    ["message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers", "Message/RFC822"],
)
def test_the_message_that_came_back_may_be_whole_or_only_its_headers(kind: str) -> None:
    mail = report("Action: failed\nStatus: 5.1.1", kind=kind, returned=f"To: x\nMessage-Id: {ID}\nFrom: y\n")

    assert bounce(mail) == Bounce(ID, "5.1.1")


def test_a_report_of_letters_beyond_ascii_is_read() -> None:
    """RFC 6533: the same under another name."""
    mail = POSTFIX.replace("message/delivery-status", "message/global-delivery-status")

    assert bounce(mail.replace("User unknown", "Nieznany użytkownik").encode()) == Bounce(
        ID, UNKNOWN.replace("User unknown", "Nieznany użytkownik")
    )


@pytest.mark.parametrize("name", ["message/delivery-status", "message/global-delivery-status"])
@pytest.mark.parametrize(
    ("encoding", "encode"), [("base64", base64.encodebytes), ("quoted-printable", quopri.encodestring)]
)
def test_a_report_that_was_encoded_is_read(name: str, encoding: str, encode: "type[bytes]") -> None:
    block = re.search("Reporting-MTA.*?unknown\n", POSTFIX[POSTFIX.index("Reporting-MTA") :], re.DOTALL)
    assert block is not None
    mail = POSTFIX.replace(block[0], encode(block[0].encode()).decode()).replace(
        "message/delivery-status", f"{name}\nContent-Transfer-Encoding: {encoding}"
    )

    assert bounce(mail.encode()) == Bounce(ID, UNKNOWN)


def test_headers_that_were_encoded_are_read() -> None:
    mail = report(
        "Action: failed\nStatus: 5.1.1",
        kind="text/rfc822-headers\nContent-Transfer-Encoding: base64",
        returned=base64.encodebytes(f"Message-ID: {ID}\n".encode()).decode(),
    )

    assert bounce(mail) == Bounce(ID, "5.1.1")


@pytest.mark.parametrize(
    ("before", "found"),
    [
        pytest.param(f"In-Reply-To: {ID}\n", ID, id="the-answer"),
        pytest.param(f"References: <other@example.org>\n {ID}\n", ID, id="the-last-reference"),
        pytest.param(f"References: <other@example.org>\nIn-Reply-To: {ID}\n", ID, id="the-answer-first"),
        pytest.param(f"Message-ID: {ID}\n", None, id="its-own-name-is-not-ours"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_without_the_message_the_report_says_what_it_answers(before: str, found: str | None) -> None:
    mail = report("Action: failed\nStatus: 5.1.1", before=before, returned="From: portal@example.test\n")

    assert bounce(mail) == (Bounce(found, "5.1.1") if found else None)


def test_the_message_that_came_back_counts_for_more_than_what_is_answered() -> None:
    mail = report("Action: failed\nStatus: 5.1.1", before="In-Reply-To: <other@example.org>\n")

    assert bounce(mail) == Bounce(ID, "5.1.1")


def test_what_a_returned_message_says_is_not_taken_for_a_report() -> None:
    """A report of ours came back: the message that it was about has nothing to do with that."""
    mail = report("Action: failed\nStatus: 5.1.1", returned=f"Message-ID: <outer@example.org>\n{POSTFIX}")

    assert bounce(mail) == Bounce("<outer@example.org>", "5.1.1")


def nested(mail: str, *, depth: int) -> bytes:
    """Return a mail as the last part of others, as mailing lists and virus scanners wrap it."""
    for level in range(depth):
        mail = (
            f"Content-Type: multipart/mixed; boundary=w{level}\n\n--w{level}\nContent-Type: text/plain\n\n"
            f"Checked.\n--w{level}\n{mail}\n--w{level}--\n"
        )
    return mail.encode()


@pytest.mark.parametrize(
    ("depth", "is_read"), [(0, True), (1, True), (DEEPEST - 1, True), (DEEPEST, False), (2_000, False)]
)
def test_a_report_may_be_wrapped_a_few_times(depth: int, is_read: bool) -> None:
    assert bounce(nested(POSTFIX, depth=depth)) == (Bounce(ID, UNKNOWN) if is_read else None)


def test_a_report_that_somebody_sends_on_is_not_one_of_theirs() -> None:
    mail = f"Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: message/rfc822\n\n{POSTFIX}--o--"

    assert bounce(mail.encode()) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Hi. This is the qmail-send", "Hello. This is qmail-send"),
        ("--- Below this line is a copy of the message.", "--- Here is your message."),
        ("<anna@example.test>:\n", "anna:\n"),
        (f"Message-ID: {ID}\n", ""),
    ],
)
def test_what_is_not_quite_as_qmail_writes_is_no_bounce(old: str, new: str) -> None:
    assert bounce(QMAIL.replace(old, new).encode()) is None


def test_a_reason_is_not_needed_of_qmail() -> None:
    cut = QMAIL.index("192.0.2.25 does"), QMAIL.index("--- Below")

    assert bounce((QMAIL[: cut[0]] + "\n" + QMAIL[cut[1] :]).encode()) == Bounce(ID, "qmail")


@pytest.mark.parametrize(
    "message_id",
    [
        "<>",
        "<@>",
        "no brackets@example.test",
        "<a\x00b@example.test>",
        "<ż@example.test>",
        f"<{'a' * 100}@b>",
    ],
)
def test_what_is_no_message_id_of_ascii_is_none(message_id: str) -> None:
    assert bounce(postfix(message_id=message_id)) is None


@given(st.binary(max_size=300))
def test_garbage_raises_nothing(garbage: bytes) -> None:
    assert bounce(garbage) is None


@given(st.integers(0, len(POSTFIX)), st.integers(0, 200), st.binary(max_size=50))
def test_a_damaged_report_raises_nothing_and_names_no_other_message(at: int, cut: int, junk: bytes) -> None:
    mail = POSTFIX.encode()

    found = bounce(mail[:at] + junk + mail[at + cut :])

    assert found is None or found.reason


@pytest.mark.parametrize(
    "mail",
    [
        pytest.param("Content-Type: message/rfc822\n\n" * 20_000, id="a-message-in-a-message"),
        pytest.param("Content-Type: multipart/report; boundary*=nosuch''%zz\n\nx", id="a-code-nobody-knows"),
        pytest.param("Content-Type: multipart/report; boundary*0*=x'y'%zz\n\nx", id="a-broken-parameter"),
        pytest.param("Content-Type: multipart/report\n\nx", id="no-boundary"),
        pytest.param(
            report(
                "Action: failed\nStatus: 5.1.1",
                kind="message/rfc822\nContent-Transfer-Encoding: base64",
                returned="%",
            ).decode(),
            id="no-base64",
        ),
    ],
)
def test_what_breaks_the_parser_is_no_bounce(mail: str) -> None:
    assert bounce(mail.encode()) is None
