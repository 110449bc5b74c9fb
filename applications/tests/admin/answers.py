"""What everybody is answered at each address of cases, by hand.

Here the pages of the staff; those of everybody else stand in `answers_outside`.

"login": asked to sign in; "on": sent on (to the list, or back to it).
"""

from dataclasses import dataclass
from itertools import product

from applications.models.facts import FACTS
from applications.tests.admin.answers_outside import PUBLIC
from applications.tests.admin.world import FURTHER_STAFF, OUTSIDE, PERMIT, RESIDENCE, STAFF

# Whoever is no staff is asked to sign in. Columns: clerk, officer, signer, supervisor; then elsewhere,
# rival, consultant, administrator.
ADMIN = """
GET  application/                                              200 200 200 200 200 200 403 403
POST application/                                              200 200 200 200 200 200 403 403
GET  application/add/                                          200 200 403 200 200 200 403 403
POST application/add/                                          422 422 403 422 422 422 403 403
GET  application/bulk/                                         on  on  on  on  on  on  403 403
POST application/bulk/                                         on  on  on  on  on  on  403 403
GET  application/assignment/                                   403 200 403 200 403 200 403 403
POST application/assignment/                                   403 422 403 422 403 422 403 403
GET  application/<int:pk>/acts/<slug:act>/                     200 200 200 200 404 404 404 404
POST application/<int:pk>/acts/<slug:act>/                     422 422 422 422 404 404 404 404
GET  application/<int:pk>/print/<slug:what>/<int:number>/      200 200 200 200 404 404 404 404
POST application/<int:pk>/print/<slug:what>/<int:number>/      200 200 200 200 404 404 404 404
GET  application/<path:object_id>/change/                      200 200 200 200 404 404 404 404
POST application/<path:object_id>/change/                      on  on  on  on  404 404 404 404
GET  application/<int:pk>/messages/                            200 200 200 200 404 404 404 404
POST application/<int:pk>/messages/                            422 422 403 422 404 404 404 404
GET  application/<int:pk>/files/<uuid:key>/                    200 200 200 200 404 404 404 404
POST application/<int:pk>/files/<uuid:key>/                    422 422 403 422 404 404 404 404
GET  application/<int:pk>/files/<uuid:key>/content/            200 200 200 200 404 404 404 404
POST application/<int:pk>/files/<uuid:key>/content/            405 405 405 405 404 404 404 404
GET  casemessage/                                              200 200 200 200 200 200 403 403
POST casemessage/                                              200 200 200 200 200 200 403 403
GET  casemessage/<path:object_id>/change/                      on  on  on  on  on  on  on  on
POST casemessage/<path:object_id>/change/                      on  on  on  on  on  on  on  on
GET  mandate/                                                  200 200 200 200 200 200 403 403
POST mandate/                                                  200 200 200 200 200 200 403 403
GET  mandate/<path:object_id>/change/                          on  on  on  on  on  on  on  on
POST mandate/<path:object_id>/change/                          on  on  on  on  on  on  on  on
GET  organisation/                                             200 200 200 200 200 200 403 403
GET  organisation/add/                                         403 403 403 403 403 403 403 403
GET  organisation/<path:object_id>/history/                    200 200 200 200 200 200 403 403
GET  organisation/<path:object_id>/delete/                     403 403 403 403 403 403 403 403
GET  organisation/<path:object_id>/change/                     200 200 200 200 200 200 403 403
POST organisation/<path:object_id>/change/                     200 200 403 200 200 200 403 403
GET  organisation/<path:object_id>/                            on  on  on  on  on  on  on  on
GET  upload/                                                   200 200 200 200 200 200 403 403
POST upload/                                                   200 200 200 200 200 200 403 403
GET  upload/add/                                               403 403 403 403 403 403 403 403
GET  upload/<path:object_id>/history/                          200 200 200 200 on  on  on  on
GET  upload/<path:object_id>/delete/                           403 403 403 403 403 403 403 403
GET  upload/<path:object_id>/change/                           on  on  on  on  on  on  on  on
GET  upload/<path:object_id>/                                  on  on  on  on  on  on  on  on
GET  casereminderrule/                                         403 403 403 200 403 200 403 403
GET  casereminderrule/add/                                     403 403 403 200 403 200 403 403
GET  casereminderrule/<path:object_id>/history/                403 403 403 200 403 200 403 403
GET  casereminderrule/<path:object_id>/delete/                 403 403 403 200 403 200 403 403
GET  casereminderrule/<path:object_id>/change/                 403 403 403 200 403 200 403 403
GET  casereminderrule/<path:object_id>/                        on  on  on  on  on  on  on  on
GET  importrun/                                                403 403 403 200 403 200 403 403
POST importrun/                                                403 403 403 200 403 200 403 403
GET  importrun/add/                                            403 403 403 200 403 200 403 403
POST importrun/add/                                            403 403 403 422 403 422 403 403
GET  importrun/<int:pk>/columns/                               403 403 403 200 403 404 403 403
POST importrun/<int:pk>/columns/                               403 403 403 422 403 404 403 403
GET  importrun/<int:pk>/words/                                 403 403 403 200 403 404 403 403
POST importrun/<int:pk>/words/                                 403 403 403 on  403 404 403 403
GET  importrun/<int:pk>/begin/                                 403 403 403 405 403 405 403 403
POST importrun/<int:pk>/begin/                                 403 403 403 on  403 404 403 403
GET  importrun/<int:pk>/again/                                 403 403 403 405 403 405 403 403
POST importrun/<int:pk>/again/                                 403 403 403 on  403 404 403 403
GET  importrun/<int:pk>/discard/                               403 403 403 405 403 405 403 403
POST importrun/<int:pk>/discard/                               403 403 403 on  403 404 403 403
GET  importrun/<int:pk>/refused.csv                            403 403 403 200 403 404 403 403
POST importrun/<int:pk>/refused.csv                            403 403 403 405 403 405 403 403
GET  importrun/<path:object_id>/change/                        403 403 403 200 403 404 403 403
POST importrun/<path:object_id>/change/                        403 403 403 405 403 405 403 403
GET  importmapping/                                            403 403 403 200 403 200 403 403
GET  importmapping/add/                                        403 403 403 403 403 403 403 403
GET  importmapping/<path:object_id>/history/                   on  on  on  200 on  on  on  on
GET  importmapping/<path:object_id>/delete/                    403 403 403 200 403 on  403 403
GET  importmapping/<path:object_id>/change/                    403 403 403 200 403 on  403 403
GET  importmapping/<path:object_id>/                           on  on  on  on  on  on  on  on
GET  fee/unchecked/                                            200 200 200 200 200 200 403 200
GET  FACT/                                                     200 200 200 200 200 200 403 200
GET  FACT/add/                                                 403 403 403 200 403 200 403 200
GET  FACT/<path:object_id>/history/                            200 200 200 200 200 200 403 200
GET  FACT/<path:object_id>/delete/                             403 403 403 403 403 403 403 403
GET  FACT/<path:object_id>/change/                             200 200 200 200 200 200 403 200
GET  FACT/<path:object_id>/                                    on  on  on  on  on  on  on  on
GET  visitrule/                                                403 403 403 403 403 403 403 200
GET  visitrule/add/                                            403 403 403 403 403 403 403 200
GET  visitrule/<path:object_id>/history/                       403 403 403 403 403 403 403 200
GET  visitrule/<path:object_id>/delete/                        403 403 403 403 403 403 403 200
GET  visitrule/<path:object_id>/change/                        403 403 403 403 403 403 403 200
GET  visitrule/<path:object_id>/                               on  on  on  on  on  on  on  on
"""
# These have the same pages and the same people: of all but the first a few are asked, of each answer one.
OF_LAW = [*(str(model._meta.model_name) for model in FACTS), "procedure"]
FEW = ("anonymous", "owner", "clerk", "rival", "consultant", "administrator")


@dataclass(frozen=True, order=True)
class Row:
    """One address, the case that it is asked for, and by which method."""

    group: str
    method: str
    route: str
    of: str = RESIDENCE


def rows() -> dict[Row, dict[str, str]]:
    """Return of each row who is answered what."""
    return dict(_admin()) | dict(map(_public, PUBLIC.strip().splitlines()))


def _admin() -> list[tuple[Row, dict[str, str]]]:
    found = []
    for line in ADMIN.strip().splitlines():
        method, route, *answers = line.split()
        said = dict.fromkeys(OUTSIDE, "login") | dict(zip((*STAFF, *FURTHER_STAFF), answers, strict=True))
        group = "law" if route.startswith("FACT") else route.split("/")[0]
        names = OF_LAW if group == "law" else [""]
        which = (RESIDENCE, PERMIT) if route.startswith("application/<") else (RESIDENCE,)
        for name, of in product(names, which):
            row = Row(group, method, "admin/applications/" + route.replace("FACT", name), of)
            found.append((row, said if name in {"", OF_LAW[0]} else {person: said[person] for person in FEW}))
    return found


def _public(line: str) -> tuple[Row, dict[str, str]]:
    method, of, route, *answers = line.split()
    *outside, here, elsewhere = answers
    said = dict(zip(OUTSIDE, outside, strict=True))
    said |= dict.fromkeys(STAFF, here) | dict.fromkeys(FURTHER_STAFF, elsewhere)
    return Row("en/" + route.split("/")[0], method, "en/" + route, PERMIT if of == "P" else RESIDENCE), said
