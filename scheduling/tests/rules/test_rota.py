import pytest

from scheduling.rules.rota import left_alone
from scheduling.tests.rules.examples import spans


@pytest.mark.parametrize(
    ("duties", "alone"),
    [
        pytest.param("08:00-12:00", "", id="inside"),
        pytest.param("09:00-10:00", "", id="to-the-minute"),
        pytest.param("08:00-09:30 09:30-12:00", "", id="handed-over"),
        pytest.param("08:00-09:30 09:35-12:00", "09:00-10:00", id="a-gap-between"),
        pytest.param("09:05-12:00", "09:00-10:00", id="comes-late"),
        pytest.param("08:00-09:55", "09:00-10:00", id="leaves-early"),
        pytest.param("", "09:00-10:00", id="nobody"),
    ],
)
def test_a_visit_needs_somebody_from_its_start_to_its_end(duties: str, alone: str) -> None:
    assert left_alone(spans("09:00-10:00"), spans(duties)) == spans(alone)


def test_each_visit_is_judged_by_itself() -> None:
    visits = spans("08:00-08:30 09:00-10:00 11:00-11:30")

    assert left_alone(visits, spans("08:00-09:00 11:00-12:00")) == spans("09:00-10:00")
