"""An SMS gateway on this machine: what takes our text messages where no operator does.

A process of its own that speaks the portal's gateway protocol over real HTTP, for `make run`,
for the tests and for the benchmarks. It is as strict as an operator's, and can be told to fail
in every way in which theirs fail. `python -m portal.local.gateway --help` lists its options.

`POST /messages`, with `Authorization: Bearer <token>`, `Idempotency-Key: <1 to 255 visible
ASCII characters>` and the body `{"to": "+48…", "text": "…", "from": "Urzad"}`, is answered by

* 201 `{"id": …, "status": "accepted"}` when it is new;
* 200, the same body and `Idempotent-Replayed: true` when the key was accepted before with the
  same number and text: nothing is delivered twice;
* 409 while the first request with this key is still being worked on;
* 422 `{"error": …}` for the same key with another number or text, and for a number, a text or
  a key that is none;
* 401 without the right token; 429 with `Retry-After`, 500 or 503 when it is told to.

What is delivered becomes, in the folder that is given, one private file a message, JSON with
`to`, `text`, `from`, `key` and `accepted_at`. The newest 500 are kept, and their keys are
remembered over a restart.

With a report URL each accepted message is reported once: `POST {"key": …, "status":
"delivered"}` with `X-Timestamp` (Unix seconds) and `X-Signature`, the hexadecimal HMAC-SHA256
of timestamp, full stop and body under the report secret. It tries three times.

Two endings of a number show how messages fail. One that ends in 000 is accepted, reaches
nobody, and is reported as `{"status": "failed", "reason": "absent subscriber"}`. One that ends
in 999 is refused at once: 422 `{"error": "unknown subscriber"}`.

Started with `--controllable`, and only then, it also answers, without a token:

* `PUT /behaviour`: how it behaves from now on, see `behaviour.py`; `GET` shows it;
* `GET /messages`: what was delivered, `[{"key", "to", "text", "at"}]`, `at` in Unix seconds;
* `GET /counts`: `{"delivered", "requests", "keys", "doubled"}`: messages that reached a phone,
  POSTs that came, keys accepted, and deliveries beyond the first of their key;
* `DELETE /messages`: forgets all of it, keys too.
"""
