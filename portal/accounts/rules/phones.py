"""Read a telephone number as people write it."""

import phonenumbers


def e164(text: str, *, region: str = "PL") -> str | None:
    """Return the number as ITU-T E.164 writes it (`+48600000000`), or None if it is none.

    A number without its country's code is read as one of `region`.
    """
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def spaced(number: str) -> str:
    """Return an E.164 number in the groups in which its country writes it."""
    return phonenumbers.format_number(
        phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
