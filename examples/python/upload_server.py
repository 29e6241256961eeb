"""Takes one file a connection, as the old file server did, and compares its md5.

usage: python3 upload_server.py PORT DIRECTORY         PORT 0 picks one
"""
import hashlib
import json
import os
import socket
import struct
import sys

CHUNK = 64 * 1024


def recv_exactly(sock, size):
    received = b""
    while len(received) < size:
        part = sock.recv(size - len(received))
        if not part:
            raise EOFError("the client closed after %d of %d bytes" % (len(received), size))
        received += part
    return received


def take(sock, directory):
    (header_size,) = struct.unpack("q", recv_exactly(sock, 8))
    header = json.loads(recv_exactly(sock, header_size).decode("utf-8"))
    path = os.path.join(directory, os.path.basename(header["file_name"]))
    digest = hashlib.md5()
    received = 0
    with open(path, "wb") as file:
        while received < header["file_size"]:
            part = sock.recv(min(CHUNK, header["file_size"] - received))
            if not part:
                raise EOFError("cut off after %d of %d bytes" % (received, header["file_size"]))
            file.write(part)
            digest.update(part)
            received += len(part)
    verdict = "right" if digest.hexdigest() == header["md5"] else "WRONG"
    print("%s: %d bytes, md5 %s" % (path, received, verdict), flush=True)


def main():
    sys.stdout.reconfigure(encoding="utf-8")
    with socket.create_server((os.environ.get("LISTEN_ON", "127.0.0.1"), int(sys.argv[1]))) as listening:
        print("listening on %s:%d" % listening.getsockname(), flush=True)
        while True:
            sock, _ = listening.accept()
            with sock:
                try:
                    take(sock, sys.argv[2])
                except (OSError, EOFError) as gone:
                    print("client went away: %s" % gone, file=sys.stderr)


if __name__ == "__main__":
    main()
