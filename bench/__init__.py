"""Benchmarks: what the portal promises in numbers, measured on real servers."""
