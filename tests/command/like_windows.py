"""`presswork` with what Windows lacks taken away: `python -X warn_default_encoding -m tests.command.like_windows WORDS…`.

Modules and functions that only POSIX has are gone; the lock of files is that of Windows. A text file that is opened without an
encoding fails, since Windows takes another one than UTF-8. So does what Windows refuses: replacing or removing an open file,
making links, and names with characters of its own, such as a colon.

It can't show what Windows does otherwise without an error: separators in paths, names that differ only by case, line ends, and
signals from its console.
"""

import asyncio
import fcntl
import multiprocessing
import ntpath
import os
import signal
import socketserver
import subprocess
import sys
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from errno import EACCES, EINVAL
from pathlib import PurePath, PureWindowsPath
from types import ModuleType
from typing import Any

BELIEVERS = (asyncio, multiprocessing, socketserver, subprocess)
"""Parts of the standard library that look at the system when they are loaded, so they are loaded before."""

MODULES = ("crypt", "fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty")
OF_SYSTEM = """
chown chroot ctermid fchdir fchown fork forkpty getegid geteuid getgid getgroups getloadavg getpgid getpgrp getpriority getresuid
getsid getuid initgroups killpg lchown lockf major minor mkfifo mknod nice openpty pathconf posix_fadvise posix_fallocate
posix_spawn posix_spawnp pread preadv pwrite pwritev readv register_at_fork sched_getaffinity sched_setaffinity sendfile setegid
seteuid setgid setgroups setpgid setpriority setsid setuid statvfs sync sysconf tcgetpgrp ttyname uname wait wait3 wait4 waitid
writev O_CLOEXEC O_DIRECTORY O_NOFOLLOW O_NONBLOCK O_SYNC
"""
OF_SIGNALS = """
alarm getitimer pause pthread_kill pthread_sigmask setitimer siginterrupt sigpending sigtimedwait sigwait sigwaitinfo ITIMER_PROF
ITIMER_REAL ITIMER_VIRTUAL SIGALRM SIGCHLD SIGCONT SIGHUP SIGKILL SIGPIPE SIGPROF SIGQUIT SIGSTOP SIGTSTP SIGUSR1 SIGUSR2
SIGVTALRM SIGWINCH
"""
LACKING: Mapping[ModuleType, str] = {os: OF_SYSTEM, signal: OF_SIGNALS}
OURS = r"(app|chalicelib|infra|presswork)(\.|$)"
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
OPEN = "/proc/self/fd"
FORBIDDEN = frozenset('<>:"|?*')


def take_away() -> None:
    """Take away from this process what Windows lacks."""
    sys.modules["msvcrt"] = lock_of_windows(fcntl.flock)
    loaded: dict[str, Any] = sys.modules
    loaded.update(dict.fromkeys(MODULES))  # importing them fails
    for module, names in LACKING.items():
        for name in names.split():
            with suppress(AttributeError):  # not every version of Python has all of them
                delattr(module, name)
    warnings.filterwarnings("error", category=EncodingWarning, module=OURS)
    sys.addaudithook(refuse)


def lock_of_windows(flock: Callable[[int, int], None]) -> Any:
    """Return the module with the lock that Windows has: an error where another process has it."""
    module: Any = ModuleType("msvcrt")
    module.LK_NBLCK = fcntl.LOCK_EX | fcntl.LOCK_NB

    def locking(file: int, mode: int, _bytes: int) -> None:
        try:
            flock(file, mode)
        except BlockingIOError as error:
            raise PermissionError(EACCES, "Permission denied") from error

    module.locking = locking
    return module


def refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse what Windows refuses."""
    if (event == "open" and isinstance(arguments[0], (str, os.PathLike)) and arguments[2] & WRITING) or event == "os.mkdir":
        refuse_names(arguments[0])
    elif event == "os.rename":
        refuse_names(arguments[1])
        refuse_open(*arguments[:2])
    elif event == "os.remove":
        refuse_open(arguments[0])
    elif event == "os.symlink":
        raise OSError(EINVAL, "a required privilege is not held by the client", arguments[1])


def is_reserved(name: str) -> bool:
    """Return whether the standard library says that Windows reserves the name."""
    return bool(ntpath.isreserved(name) if sys.version_info >= (3, 13) else PureWindowsPath(name).is_reserved())


def refuse_names(path: Any) -> None:
    for part in PurePath(os.fsdecode(path)).parts[1:]:
        if FORBIDDEN & {*part} or part.endswith((".", " ")) or is_reserved(part):
            raise OSError(EINVAL, "Windows has no such name", path)


def refuse_open(*paths: Any) -> None:
    """Refuse to touch a file that this process has open, where the system lists those."""
    if not os.path.isdir(OPEN):
        return
    real = {os.path.realpath(path) for path in paths}
    for number in os.listdir(OPEN):
        with suppress(FileNotFoundError):
            if (path := os.readlink(f"{OPEN}/{number}")) in real:
                raise PermissionError(EACCES, "another program uses this file", path)


if __name__ == "__main__":
    take_away()
    from presswork import main

    sys.exit(main())
