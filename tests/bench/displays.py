"""A display without a screen, for programs that insist on one."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench.harness import MissingPeerError


@contextmanager
def virtual_display(width: int, height: int) -> Iterator[str]:
    """Run an X server that draws into memory; give the name of its display.

    Raises
    ------
    MissingPeerError
        Xvfb isn't here.
    """
    server = shutil.which("Xvfb")
    if server is None:
        raise MissingPeerError("Xvfb", "Install it: apt-get install xvfb")
    reading, writing = os.pipe()
    with subprocess.Popen(
        [server, "-displayfd", str(writing), "-screen", "0", f"{width}x{height}x24"],
        pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        os.close(writing)
        try:
            with os.fdopen(reading) as numbers:
                yield f":{numbers.readline().strip()}"
        finally:
            process.terminate()
