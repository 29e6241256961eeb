"""Answers a name with the file that has it and closes, as the old file server did; without one it only closes.

usage: python3 by_name_server.py PORT DIRECTORY        PORT 0 picks one
"""
import os
import socket
import sys

CHUNK = 64 * 1024


def answer(sock, directory):
    name = sock.recv(1024).decode("utf-8").strip()
    path = os.path.join(directory, os.path.basename(name))
    if not os.path.isfile(path):
        return
    with open(path, "rb") as file:
        for chunk in iter(lambda: file.read(CHUNK), b""):
            sock.sendall(chunk)


def main():
    with socket.create_server((os.environ.get("LISTEN_ON", "127.0.0.1"), int(sys.argv[1]))) as listening:
        print("listening on %s:%d" % listening.getsockname(), flush=True)
        while True:
            sock, _ = listening.accept()
            with sock:
                try:
                    answer(sock, sys.argv[2])
                except OSError as gone:
                    print("client went away: %s" % gone, file=sys.stderr)


if __name__ == "__main__":
    main()
