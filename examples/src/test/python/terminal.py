"""Runs a program on a terminal of its own and does there what a person would. Each line of standard input is a step:

see TEXT     waits until the program has printed it
type TEXT    types it
press KEY    presses enter, up, left, backspace, ctrl-c or ctrl-d
signal NAME  sends one, such as TERM
resize N     makes the terminal N columns wide; before that it has no size
show         waits for the end of the line, and prints what has been on the terminal so far; not again in the end

usage: python3 terminal.py COMMAND...        ends as the program does, and prints what was on the terminal
"""
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

KEYS = {
    "enter": b"\r",
    "backspace": b"\x7f",
    "up": b"\x1bOA",  # as a terminal says it that did what it was told,
    "left": b"\x1b[D",  # and one that did not
    "ctrl-c": b"\x03",
    "ctrl-d": b"\x04",
}
PATIENCE = 20.0


class Screen:
    def __init__(self, terminal):
        self.terminal = terminal
        self.shown = b""
        self.seen = 0
        self.printed = 0

    def read(self):
        """What the program prints next; nothing at its end."""
        if not select.select([self.terminal], [], [], 0.1)[0]:
            return True
        try:
            more = os.read(self.terminal, 65536)
        except OSError:  # what Linux says when nobody has the terminal open any more
            more = b""
        self.shown += more
        return len(more) > 0

    def await_text(self, text):
        deadline = time.monotonic() + PATIENCE
        while self.shown.find(text, self.seen) < 0:
            if time.monotonic() > deadline or not self.read():
                self.give_up("never printed: %r" % text.decode("utf-8"))
        self.seen = self.shown.find(text, self.seen) + len(text)

    def drain(self):
        deadline = time.monotonic() + PATIENCE
        while self.read():
            if time.monotonic() > deadline:
                self.give_up("still running")

    def give_up(self, why):
        self.print()
        sys.exit("terminal.py: " + why)

    def print(self):
        sys.stdout.buffer.write(self.shown[self.printed:])
        sys.stdout.flush()
        self.printed = len(self.shown)


def main():
    process, terminal = pty.fork()
    if process == 0:
        os.environ["TERM"] = os.environ.get("TERM_WANTED", "xterm")
        os.execvp(sys.argv[1], sys.argv[1:])
    screen = Screen(terminal)
    for step in sys.stdin.buffer:
        what, _, detail = step.decode("utf-8").rstrip("\n").partition(" ")
        if what == "see":
            screen.await_text(detail.encode("utf-8"))
        elif what == "type":
            os.write(terminal, detail.encode("utf-8"))
        elif what == "press":
            os.write(terminal, KEYS[detail])
        elif what == "signal":
            os.kill(process, getattr(signal, "SIG" + detail))
        elif what == "show":
            screen.await_text(b"\n")
            screen.print()
        elif what == "resize":
            fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(detail), 0, 0))
    screen.drain()
    screen.print()
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    sys.exit(code if code >= 0 else 128 - code)


if __name__ == "__main__":
    main()
