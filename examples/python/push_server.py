"""Sends a file to whoever connects, as the old file server did: length of the header, header, file, close.

usage: python3 push_server.py PORT FILE                PORT 0 picks one
"""
import hashlib
import json
import os
import socket
import struct
import sys

CHUNK = 64 * 1024


def md5_of(path):
    digest = hashlib.md5()
    with open(path, "rb") as file:
        for chunk in iter(lambda: file.read(CHUNK), b""):
            digest.update(chunk)
    return digest.hexdigest()


def push(sock, path, md5):
    header = {"file_name": os.path.basename(path), "file_size": os.path.getsize(path), "md5": md5}
    header_bytes = json.dumps(header).encode("utf-8")
    sock.sendall(struct.pack("q", len(header_bytes)))
    sock.sendall(header_bytes)
    with open(path, "rb") as file:
        for chunk in iter(lambda: file.read(CHUNK), b""):
            sock.sendall(chunk)


def main():
    path = sys.argv[2]
    md5 = md5_of(path)
    with socket.create_server((os.environ.get("LISTEN_ON", "127.0.0.1"), int(sys.argv[1]))) as listening:
        print("listening on %s:%d" % listening.getsockname(), flush=True)
        while True:
            sock, _ = listening.accept()
            with sock:
                try:
                    push(sock, path, md5)
                except OSError as gone:
                    print("client went away: %s" % gone, file=sys.stderr)


if __name__ == "__main__":
    main()
