"""Power cuts, lost brokers, cut lines and gateways that fail, with everything else as in production.

Celery's workers and its clock are processes of their own, and so is the SMS gateway; they stand
on a real PostgreSQL and a Valkey that may be killed. The tests are a short version of what
`make bench BENCH=failures` does for longer and measures (docs/failures.md).
"""
