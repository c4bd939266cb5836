"""How many threads numpy multiplies matrices with."""

from __future__ import annotations

from threadpoolctl import threadpool_limits


def keep_to_one_thread() -> None:
    """In this process, from now on. The product of a spectrum and its filters is small, and numpy
    wakes a thread for each core for it, which then spin: on 16 cores a clip that Whisper heard on
    a GPU cost 0.7 s of CPU instead of 0.04 s, in no less time (docs/benchmarks.md)."""
    threadpool_limits(limits=1, user_api="blas")
