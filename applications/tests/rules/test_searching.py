import pytest

from applications.rules.searching import Search, read_search


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("SC-II.6151.12345.2026", Search(case_number="SC-II.6151.12345.2026"), id="number"),
        pytest.param(
            " sc–ii. 6151.12345.2026 ", Search(case_number="SC-II.6151.12345.2026"), id="its-writing"
        ),
        pytest.param("#77", Search(key=77), id="key"),
        pytest.param("#", Search(reference="#"), id="no-key"),
        pytest.param(
            "#1234567890123",
            Search(reference="#1234567890123", beginnings=("1234567890123",)),
            id="too-long-a-key",
        ),
        pytest.param("Олена", Search(reference="Олена", beginnings=("olena",)), id="alphabet"),
        pytest.param("Kov  Ol", Search(reference="Kov Ol", beginnings=("kov", "ol")), id="beginnings"),
        pytest.param("Natali", Search(reference="Natali", beginnings=("natal",)), id="perhaps-natalia"),
        pytest.param("Kov O", Search(reference="Kov O"), id="one-letter-says-nothing"),
        pytest.param("a\x00b", Search(reference="ab", beginnings=("ab",)), id="no-zero"),
        pytest.param("", Search(), id="nothing"),
    ],
)
def test_read_search(typed: str, meant: Search) -> None:
    assert read_search(typed) == meant


def test_of_very_many_words_the_first_are_looked_for() -> None:
    typed = "anna berta celina diana ewa franka gabi helena"

    assert len(read_search(typed).beginnings) == 6
