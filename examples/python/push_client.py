"""Takes the file a server pushes, as the old file client did, and compares its md5.

usage: python3 push_client.py HOST PORT DIRECTORY
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
            raise EOFError("the server closed after %d of %d bytes" % (len(received), size))
        received += part
    return received


def main():
    sys.stdout.reconfigure(encoding="utf-8")
    with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as sock:
        (header_size,) = struct.unpack("q", recv_exactly(sock, 8))
        header = json.loads(recv_exactly(sock, header_size).decode("utf-8"))
        digest = hashlib.md5()
        received = 0
        path = os.path.join(sys.argv[3], os.path.basename(header["file_name"]))
        with open(path, "wb") as file:
            while received < header["file_size"]:
                part = sock.recv(min(CHUNK, header["file_size"] - received))
                if not part:
                    sys.exit("cut off after %d of %d bytes" % (received, header["file_size"]))
                file.write(part)
                digest.update(part)
                received += len(part)
        behind = sock.recv(1)
    if behind:
        sys.exit("more came than was announced")
    if digest.hexdigest() != header["md5"]:
        sys.exit("md5 is %s (expected: %s)" % (digest.hexdigest(), header["md5"]))
    print("%s: %d bytes, md5 %s" % (path, received, header["md5"]))


if __name__ == "__main__":
    main()
