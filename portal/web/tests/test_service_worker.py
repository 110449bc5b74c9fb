from django.test import Client


def test_the_service_worker_stands_at_the_root_and_is_asked_for_anew(client: Client) -> None:
    response = client.get("/sw.js")

    assert response.content.startswith(b"// Shows notifications")
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "no-cache"
    assert not response.cookies


def test_the_policy_lets_a_browser_take_it(client: Client) -> None:
    directives = client.get("/sw.js")["Content-Security-Policy"].split("; ")

    assert "default-src 'self'" in directives  # of which workers have their own only if it is named
    assert not [each for each in directives if each.startswith(("worker-src", "child-src"))]
    assert "script-src 'self'" in directives


def test_it_is_only_read(client: Client) -> None:
    assert client.post("/sw.js").status_code == 405
