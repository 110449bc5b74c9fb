from portal.accounts.choices import Role
from portal.accounts.rules.rights import RIGHTS, rights, rights_in


def test_rights_are_written_as_django_writes_them() -> None:
    assert rights("zoo", ["lion", "bear"], to=["feed", "wash"]) == {
        "zoo.feed_lion",
        "zoo.wash_lion",
        "zoo.feed_bear",
        "zoo.wash_bear",
    }


def test_every_role_is_in_the_table() -> None:
    assert set(RIGHTS) == set(Role)


def test_rights_in_an_app_are_its_codenames_alone() -> None:
    assert rights_in("accounts", Role.CLERK) == {"view_office"}
    assert rights_in("account", Role.CLERK) == set()


def test_a_clerk_keeps_blocked_windows_acts_for_people_runs_the_queue_and_handles_cases() -> None:
    changing = {right for right in RIGHTS[Role.CLERK] if ".view_" not in right}

    assert changing == {
        "scheduling.add_blockedwindow",
        "scheduling.change_blockedwindow",
        "scheduling.add_staffact",
        "scheduling.add_outcome",
        "scheduling.change_outcome",
        "scheduling.add_ticket",
        "scheduling.change_ticket",
        "applications.add_application",
        "applications.change_application",
        "applications.add_mandate",
        "applications.change_mandate",
        "applications.add_casemessage",
        "applications.change_casemessage",
        "applications.change_upload",
        "applications.change_organisation",
        "applications.handle_application",
    }


def test_whoever_examines_cases_does_not_sign_and_whoever_signs_enters_nothing_else() -> None:
    officer, signer = (
        {right for right in RIGHTS[role] if right.startswith("applications.") and ".view_" not in right}
        for role in (Role.OFFICER, Role.SIGNER)
    )

    assert signer == {"applications.sign_application"}
    assert officer >= {"applications.handle_application", "applications.examine_application"}
    assert not officer & signer


def test_an_administrator_sees_no_case() -> None:
    about_cases = {"application", "caseevent", "summons", "casedocument", "decision", "mandate", "importrun"}

    seen = {right.rpartition("_")[2] for right in RIGHTS[Role.ADMINISTRATOR] if "applications." in right}

    assert not seen & about_cases


def test_an_administrator_sees_nobody_s_visit() -> None:
    assert not {right for right in RIGHTS[Role.ADMINISTRATOR] if right.endswith("_appointment")}


def test_nobody_is_given_the_right_to_erase_people_or_offices() -> None:
    assert not {
        right
        for held in RIGHTS.values()
        for right in held
        if right in {"accounts.delete_user", "accounts.delete_office"}
    }


def test_a_supervisor_may_whatever_a_clerk_may() -> None:
    assert RIGHTS[Role.CLERK] < RIGHTS[Role.SUPERVISOR]
