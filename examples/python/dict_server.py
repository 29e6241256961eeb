"""Prints the dict that a client sends, and closes: struct.pack("i", n) in front of it.

usage: python3 dict_server.py PORT                     PORT 0 picks one
"""
import json
import os
import socket
import struct
import sys


def recv_exactly(sock, size):
    received = b""
    while len(received) < size:
        part = sock.recv(min(size - len(received), 65536))
        if not part:
            raise EOFError("the client closed after %d of %d bytes" % (len(received), size))
        received += part
    return received


def main():
    sys.stdout.reconfigure(encoding="utf-8")
    with socket.create_server((os.environ.get("LISTEN_ON", "127.0.0.1"), int(sys.argv[1]))) as listening:
        print("listening on %s:%d" % listening.getsockname(), flush=True)
        while True:
            sock, _ = listening.accept()
            with sock:
                (size,) = struct.unpack("i", recv_exactly(sock, 4))
                data = json.loads(recv_exactly(sock, size).decode("utf-8"))
                print(", ".join("%s is %s" % item for item in data.items()), flush=True)


if __name__ == "__main__":
    main()
