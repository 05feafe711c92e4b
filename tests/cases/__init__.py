"""Series whose answers are known, by kind: each module holds functions marked with @case. tests/test-cases.py runs them."""
