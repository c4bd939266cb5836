"""The figures of this process, as Prometheus reads them. No label takes a value from outside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
UNKNOWN = "other"

REQUEST_BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""From a read of one row to the longest that an answer may take."""
LATENCY_BUCKETS_S = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)
"""Around what a pause in a conversation may be: 0.2 s between people, 3 s until the wording of
a question is given up waiting for."""


@dataclass(frozen=True, slots=True)
class EngineState:
    """How an engine fares. `where` is "this machine" or a host's name; `waiting` counts the calls
    that have not begun."""

    kind: str
    name: str
    where: str
    degraded: bool
    calls: int
    failures: int
    restarts: int
    waiting: int


EngineStates = Callable[[], Iterable[EngineState]]


class Metrics:
    """One for each application, with a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self._requests = Counter(
            "ihr_http_requests",
            "Requests answered, by route and status.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._request_s = Histogram(
            "ihr_http_request_duration_seconds",
            "From a request's first byte to the last of its answer.",
            ("method", "route"),
            buckets=REQUEST_BUCKETS_S,
            registry=self.registry,
        )
        self._handshakes = Counter(
            "ihr_socket_handshakes",
            "WebSockets asked for, by route and status; 101 is an open one.",
            ("route", "status"),
            registry=self.registry,
        )
        self._sockets = Gauge(
            "ihr_sockets_open", "WebSockets that are open.", registry=self.registry
        )
        self._turns = Counter(
            "ihr_turns",
            "Turns of conversations that were stored.",
            ("speaker",),
            registry=self.registry,
        )
        self._latency_s = Histogram(
            "ihr_reply_latency_seconds",
            "What the stages of a spoken reply took; they overlap.",
            ("stage",),
            buckets=LATENCY_BUCKETS_S,
            registry=self.registry,
        )
        self._refused = Counter(
            "ihr_rate_limit_refusals",
            "Requests refused as too many.",
            ("rule",),
            registry=self.registry,
        )
        self._uncounted = Counter(
            "ihr_rate_limit_uncounted",
            "Requests let through because they could not be counted.",
            registry=self.registry,
        )
        self._jobs = Counter(
            "ihr_background_runs",
            "Runs of periodic jobs.",
            ("job", "outcome"),
            registry=self.registry,
        )
        self._removed = Counter(
            "ihr_background_removed",
            "What periodic jobs removed.",
            ("job",),
            registry=self.registry,
        )
        self._job_at = Gauge(
            "ihr_background_last_success_timestamp_seconds",
            "When a periodic job last went well.",
            ("job",),
            registry=self.registry,
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method, route, str(status)).inc()
        self._request_s.labels(method, route).observe(seconds)

    def handshake(self, route: str, status: int) -> None:
        self._handshakes.labels(route, str(status)).inc()

    def socket_opened(self) -> None:
        self._sockets.inc()

    def socket_closed(self) -> None:
        self._sockets.dec()

    def turn(self, speaker: str, latency_ms: Mapping[str, float]) -> None:
        """A stored turn; `latency_ms` by the names of `audio_pipeline.metrics`."""
        self._turns.labels(speaker).inc()
        for stage, value_ms in latency_ms.items():
            self._latency_s.labels(stage).observe(value_ms / 1000)

    def refused(self, rule: str) -> None:
        self._refused.labels(rule).inc()

    def uncounted(self) -> None:
        self._uncounted.inc()

    def job(self, name: str, removed: int | None) -> None:
        """A run of a periodic job; `removed` is None where it failed."""
        self._jobs.labels(name, "failed" if removed is None else "done").inc()
        if removed is not None:
            self._removed.labels(name).inc(removed)
            self._job_at.labels(name).set_to_current_time()

    def watch(self, name: str, help_: str, value: Callable[[], float]) -> None:
        """A figure that is looked up whenever somebody asks."""
        Gauge(name, help_, registry=self.registry).set_function(value)

    def watch_engines(self, states: EngineStates) -> None:
        self.registry.register(_EngineCollector(states))

    def text(self) -> bytes:
        """All of it, in Prometheus's text format."""
        return generate_latest(self.registry)


class _EngineCollector(Collector):
    def __init__(self, states: EngineStates) -> None:
        self._states = states

    def collect(self) -> Iterable[Metric]:
        calls = CounterMetricFamily("ihr_engine_calls", "Calls of an engine.", labels=["engine"])
        failures = CounterMetricFamily(
            "ihr_engine_failures",
            "Calls that failed after the engine's own retry.",
            labels=["engine"],
        )
        restarts = CounterMetricFamily(
            "ihr_engine_restarts", "How often an engine was started again.", labels=["engine"]
        )
        waiting = GaugeMetricFamily(
            "ihr_engine_waiting", "Calls that wait for an engine.", labels=["engine"]
        )
        degraded = GaugeMetricFamily(
            "ihr_engine_degraded", "1 where the last call of an engine failed.", labels=["engine"]
        )
        for state in self._states():
            calls.add_metric([state.kind], state.calls)
            failures.add_metric([state.kind], state.failures)
            restarts.add_metric([state.kind], state.restarts)
            waiting.add_metric([state.kind], state.waiting)
            degraded.add_metric([state.kind], float(state.degraded))
        return (calls, failures, restarts, waiting, degraded)
