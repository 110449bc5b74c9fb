"""What stands in official letters. They are Polish, and no translation of them is one."""

from collections.abc import Mapping

from applications.choices import Consequence, Payee, Reason
from applications.models import Fee

CONSEQUENCES: Mapping[str, str] = {
    Consequence.UNEXAMINED: "Nieusunięcie braków w terminie spowoduje pozostawienie wniosku bez rozpoznania.",
    Consequence.RETURNED: "Nieuiszczenie opłaty w terminie spowoduje zwrot wniosku.",
    Consequence.DISCONTINUED: "Niewykonanie wezwania w terminie spowoduje umorzenie postępowania.",
    Consequence.REFUSED: "Niewykonanie wezwania w terminie spowoduje odmowę wszczęcia postępowania.",
    Consequence.ON_FILE: (
        "Po bezskutecznym upływie terminu sprawa zostanie rozstrzygnięta na podstawie materiału "
        "zgromadzonego w aktach."
    ),
}
PAYEES: Mapping[str, str] = {
    Payee.CITY: "na rachunek urzędu miasta",
    Payee.OFFICE: "na rachunek urzędu wojewódzkiego",
    Payee.LABOUR_OFFICE: "na rachunek powiatowego urzędu pracy",
}
REASONS: Mapping[str, str] = {
    Reason.REGISTRATION: "wniosek oczekuje na nadanie znaku sprawy",
    Reason.FEE: "organ oczekuje na uiszczenie opłaty, do której strona została wezwana",
    Reason.FORMAL: "organ oczekuje na usunięcie braków formalnych wniosku",
    Reason.APPEARANCE: "organ oczekuje na osobiste stawiennictwo strony",
    Reason.EVIDENCE: "organ oczekuje na dokumenty, do których przedłożenia strona została wezwana",
    Reason.DELIVERY: "trwa doręczanie korespondencji w sprawie",
    Reason.TERM_OVER: "upłynął termin wyznaczony stronie i organ ustala jego skutki",
    Reason.CHECKING: "organ sprawdza dokumenty, które wpłynęły do akt",
    Reason.OPINIONS: "organ oczekuje na stanowiska innych organów, o które wystąpił",
    Reason.EXAMINATION: "organ rozpatruje zgromadzony materiał dowodowy",
    Reason.STATEMENT: "biegnie termin, w którym strona może zapoznać się z aktami (art. 10 KPA)",
    Reason.SIGNATURE: "rozstrzygnięcie jest w przygotowaniu",
}


def proof_of(fee: Fee) -> str:
    """Return what proves that a fee is paid, as a letter asks for it."""
    polish: str = fee.label_pl  # type: ignore[attr-defined]  # a column of modeltranslation
    amount = f"{fee.amount:.2f}".replace(".", ",")
    return f"dowód wpłaty: {polish or fee.label}, {amount} zł, {PAYEES[fee.payee]}"
