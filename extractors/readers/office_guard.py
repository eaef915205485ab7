"""Runs one office program and sees to its end: a script, started by ``office_convert`` in a process of its own.

The office program opens files from anywhere. It gets limits on memory, time and file size, no network where the system
lets us take it away, and it never outlives whoever asked: when standard input ends the asker is gone, so the whole process
group is killed and its folder removed. One byte on standard input kills it and leaves the folder.

Usage: office_guard.py FOLDER MEMORY_MB CPU_SECONDS PROGRAM ARGUMENT …; the exit code is that of the program.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import select
import shutil
import signal
import subprocess
import sys

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_LARGEST_FILE = 500_000_000
_POLL_SECONDS = 0.05
_KILLED = 137


def main(arguments: list[str]) -> int:
    folder, memory_mb, cpu_seconds, *command = arguments
    _limit(resource.RLIMIT_DATA, int(memory_mb) * 1024 * 1024)
    _limit(resource.RLIMIT_CPU, int(cpu_seconds))
    _limit(resource.RLIMIT_FSIZE, _LARGEST_FILE)
    _limit(resource.RLIMIT_CORE, 0)
    leave_network()
    with open(os.path.join(folder, "log"), "wb") as log:
        program = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder, start_new_session=True
        )
        while program.poll() is None:
            ready, _, _ = select.select([0], [], [], _POLL_SECONDS)
            if ready:
                is_asker_gone = not os.read(0, 1)
                _kill_group(program)
                if is_asker_gone:
                    shutil.rmtree(folder, ignore_errors=True)
                return _KILLED
    _kill_group(program)  # helpers that outlive the program
    return program.returncode if program.returncode >= 0 else 128 - program.returncode


def _limit(kind: int, value: int) -> None:
    """Set a limit, also where the asker runs under a smaller one; a system that refuses still has the others."""
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (value, hard))


def leave_network() -> bool:
    """Move to an empty network namespace: as root, or else as a user namespace that maps us to ourselves (Linux).

    False where the system does not let us go (no Linux, or a container that forbids namespaces).
    """
    user, group = os.getuid(), os.getgid()
    unshare = getattr(ctypes.CDLL(None, use_errno=True), "unshare", None)
    if unshare is None:
        return False
    if unshare(_CLONE_NEWNET) == 0:
        return True
    if unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
        return False
    with contextlib.suppress(OSError):
        for name, line in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            with open(f"/proc/self/{name}", "w") as stream:
                stream.write(line)
    return True


def _kill_group(program: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
