import pytest

from portal.notifications.rules.troubles import Trouble, mail_trouble, other_trouble


@pytest.mark.parametrize(
    ("reason", "trouble"),
    [
        ("550 5.1.1 <o•••@example.test>: Recipient address rejected", Trouble.NOWHERE),
        ("550 no such user", Trouble.NOWHERE),
        ("551 user not local", Trouble.NOWHERE),
        ("553-5.1.2 The domain is not known", Trouble.NOWHERE),
        ("5.1.10 null MX", Trouble.NOWHERE),
        ("550 5.2.1 mailbox disabled", Trouble.NOWHERE),
        ("552 5.2.2 over quota", Trouble.FULL),
        ("552 too much storage", Trouble.FULL),
        ("550 5.2.2 over quota", Trouble.FULL),
        ("552 5.3.4 message too big", Trouble.REFUSED),
        ("550 5.7.1 looks like spam", Trouble.REFUSED),
        ("554 no", Trouble.REFUSED),
        ("550 4.2.2 over quota for days", Trouble.OUT_OF_REACH),
        ("451 5 minutes", Trouble.OUT_OF_REACH),
        ("4.4.7 delivery time expired", Trouble.OUT_OF_REACH),
        ("TimeoutError", Trouble.OUT_OF_REACH),
        ("[5.1.1.7] hung up", Trouble.OUT_OF_REACH),
        ("", Trouble.OUT_OF_REACH),
    ],
)
def test_why_an_email_did_not_arrive(reason: str, trouble: Trouble) -> None:
    assert mail_trouble(reason) == trouble


@pytest.mark.parametrize(
    ("reason", "trouble"),
    [
        ("422 unknown subscriber", Trouble.NOWHERE),
        ("unknown subscriber", Trouble.NOWHERE),
        ("404", Trouble.NOWHERE),
        ("410 gone", Trouble.NOWHERE),
        ("The device is not known any more.", Trouble.NOWHERE),
        (
            "https://push.example.org answered 410. The device does not take notifications any more.",
            Trouble.NOWHERE,
        ),
        ("400 bad text", Trouble.REFUSED),
        ("https://push.example.org answered 413.", Trouble.REFUSED),
        ("absent subscriber", Trouble.OUT_OF_REACH),
        ("503 closed", Trouble.OUT_OF_REACH),
        ("port 4040", Trouble.OUT_OF_REACH),
        ("4040 ports", Trouble.OUT_OF_REACH),
        ("It could not be sent for two days.", Trouble.OUT_OF_REACH),
    ],
)
def test_why_a_text_or_a_notification_did_not_arrive(reason: str, trouble: Trouble) -> None:
    assert other_trouble(reason) == trouble
