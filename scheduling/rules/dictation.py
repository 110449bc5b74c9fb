"""A reference said over the telephone: every letter by a word that nobody mishears.

Words and numbers are those that people of the language know: the Polish and the Russian
spelling alphabets, and that of the ITU (Radio Regulations, appendix 14). A reference has Latin
letters; in Russian their names come first, because "Фёдор" alone would be written with a Ф.
"""

from scheduling.rules.codes import ALPHABET

DIGITS = {
    "pl": "zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć",
    "en": "zero one two three four five six seven eight nine",
    "ru": "ноль один два три четыре пять шесть семь восемь девять",
}
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"
WORDS = {
    "pl": (
        "Adam, Barbara, Celina, Dorota, Ewa, Franciszek, Gustaw, Henryk, Jadwiga, Karol, Maria, Natalia, "
        "Paweł, ku jak Quebec, Roman, Stanisław, Tadeusz, fał jak Violetta, Wacław, iks jak Xawery, "
        "igrek jak Yeti, Zygmunt"
    ),
    "en": (
        "Alfa, Bravo, Charlie, Delta, Echo, Foxtrot, Golf, Hotel, Juliett, Kilo, Mike, November, "
        "Papa, Quebec, Romeo, Sierra, Tango, Victor, Whiskey, X-ray, Yankee, Zulu"
    ),
    "ru": (
        "а – Анна, бэ – Борис, цэ – центр, дэ – Дмитрий, е – Елена, эф – Фёдор, гэ – Галина, аш – отель, "
        "йот – Йорк, ка – Константин, эм – Мария, эн – Николай, пэ – Павел, ку – Куба, эр – Роман, "
        "эс – Светлана, тэ – Татьяна, вэ – Виктор, дубль-вэ – Вашингтон, икс, игрек, зет – Зинаида"
    ),
}
SPOKEN = {
    language: dict(zip("0123456789", DIGITS[language].split(), strict=True))
    | dict(zip(LETTERS, words.split(", "), strict=True))
    for language, words in WORDS.items()
}


def groups(reference: str) -> list[str]:
    """Return "7F3K-9M2Q" as it is written and read aloud: "7 F 3 K" and "9 M 2 Q"."""
    return [" ".join(group) for group in reference.split("-")]


def dictated(reference: str, *, language: str) -> list[list[tuple[str, str]]]:
    """Return each group's letters and digits, with the word for each.

    :raises KeyError: for a language that has no words here, or what no reference has.
    """
    words = SPOKEN[language]
    return [[(sign, words[sign]) for sign in group] for group in reference.split("-")]


def is_complete(language: str) -> bool:
    """Tell whether a language has a word of its own for all that a reference may have."""
    words = SPOKEN[language]
    return set(words) == set(ALPHABET) and len(set(words.values())) == len(ALPHABET)
