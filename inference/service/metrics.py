"""What the server has done so far, as Prometheus reads it: numbers, and never a word that somebody sent."""

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

KIND = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 100)  # Label Studio waits 100 s for tags
_IN_A_BATCH = (1, 2, 4, 8, 16, 32, 64)
_FIRST_OF_REFUSALS = 400


class Metrics:
    """The counts of one server, in a registry of its own: two servers of a process share none."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._requests = Counter(
            "zhengbiao_requests",
            "Requests.",
            ("method", "route", "status"),
            registry=registry,
        )
        self._seconds = Histogram(
            "zhengbiao_request_seconds",
            "Seconds from a request's header to the end of its answer.",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._refused = Counter(
            "zhengbiao_refused", "Requests that were refused; 429 is too many at once.", ("status",), registry=registry
        )
        self._paragraphs = Counter("zhengbiao_paragraphs_tagged", "Paragraphs that were tagged.", registry=registry)
        self._characters = Counter("zhengbiao_characters_tagged", "Characters that were tagged.", registry=registry)
        self._together = Histogram(
            "zhengbiao_batch_requests", "Requests tagged together.", buckets=_IN_A_BATCH, registry=registry
        )
        self._batch = Histogram(
            "zhengbiao_batch_paragraphs", "Paragraphs tagged together.", buckets=_IN_A_BATCH, registry=registry
        )

    def count_request(self, method: str, route: str, status: str, seconds: float) -> None:
        """Count a request; none of the words may be a client's own."""
        self._requests.labels(method, route, status).inc()
        self._seconds.labels(route).observe(seconds)
        if status.isdigit() and int(status) >= _FIRST_OF_REFUSALS:
            self._refused.labels(status).inc()

    def count_batch(self, requests: int, paragraphs: int, characters: int) -> None:
        """Count what was tagged together."""
        self._paragraphs.inc(paragraphs)
        self._characters.inc(characters)
        self._together.observe(requests)
        self._batch.observe(paragraphs)

    def watch(self, waiting: Callable[[], int], model: Callable[[], str], training: Callable[[], bool]) -> None:
        """Look whenever somebody asks: how many requests wait, the id of the model served, whether one is trained."""
        self._registry.register(_Now(waiting, model, training))

    def page(self) -> bytes:
        """Return everything in Prometheus's text format."""
        return generate_latest(self._registry)


class _Now(Collector):
    """What is told as it is at the moment, so that a model that is replaced leaves no line behind."""

    def __init__(self, waiting: Callable[[], int], model: Callable[[], str], training: Callable[[], bool]) -> None:
        self._waiting, self._model, self._training = waiting, model, training

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Look, and say what is there."""
        yield GaugeMetricFamily("zhengbiao_waiting_requests", "Requests that wait for the model.", self._waiting())
        info = GaugeMetricFamily("zhengbiao_model_info", "1 for the model that is served.", labels=("id",))
        info.add_metric((self._model(),), 1)
        yield info
        yield GaugeMetricFamily(
            "zhengbiao_training_running", "1 while a model is trained, else 0.", float(self._training())
        )
