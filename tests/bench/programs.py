"""Programs as a user starts them: the seconds until they say that they are ready."""

import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from threading import Timer
from time import perf_counter

from tests.bench.harness import RunError

_LIMIT_S = 300.0
_LINES_TOLD = 15


def seconds_until_ready(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Start a program and return the seconds until it prints the line ``ready``.

    Parameters
    ----------
    command : the program and its arguments
    environment : variables added to ours

    Raises
    ------
    RunError
        It didn't get ready, or didn't end well afterwards; with the last it had to say.
    """
    with tempfile.TemporaryFile("w+") as complaints:
        begin = perf_counter()
        with subprocess.Popen(
            command, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=complaints,
            text=True,
        ) as process:  # fmt: skip
            guard = Timer(_LIMIT_S, process.kill)
            guard.start()
            assert process.stdout is not None
            is_ready = any(line.strip() == "ready" for line in process.stdout)
            seconds = perf_counter() - begin
            process.stdout.read()
            process.wait()
            guard.cancel()
        if not is_ready or process.returncode:
            complaints.seek(0)
            said = "".join(complaints.readlines()[-_LINES_TOLD:])
            raise RunError(
                f"{' '.join(command)}: {'got' if is_ready else 'never got'} ready, "
                f"exit status {process.returncode}\n{said}"
            )
    return seconds


def run_program(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """Run a program to its end and return what it printed.

    Raises
    ------
    RunError
        Its exit status isn't 0.
    """
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True,
        timeout=_LIMIT_S, check=False,
    )  # fmt: skip
    if done.returncode:
        said = "\n".join(done.stderr.splitlines()[-_LINES_TOLD:])
        raise RunError(f"{' '.join(command)}: exit status {done.returncode}\n{said}")
    return done.stdout
