"""Exchanges two names for each other as fast as it can, until standard input ends.

usage: python3 exchange.py A B                         prints "ready", and at the end how often
"""
import ctypes
import os
import sys
import threading

AT_FDCWD = -100
RENAME_EXCHANGE = 2

libc = ctypes.CDLL(None, use_errno=True)


def main():
    one, other = (os.fsencode(name) for name in sys.argv[1:3])
    over = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
    print("ready", flush=True)
    times = 0
    while not over.is_set() or times % 2:  # at the end each has its own name again
        if libc.renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE):
            sys.exit(os.strerror(ctypes.get_errno()))
        times += 1
    print(times)


if __name__ == "__main__":
    main()
