"""Uploads a file, as the old file client did: length of the header, header, file, close. No answer.

usage: python3 upload_client.py HOST PORT FILE [NAME]
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


def main():
    path = sys.argv[3]
    name = sys.argv[4] if len(sys.argv) > 4 else os.path.basename(path)
    header = {"file_name": name, "file_size": os.path.getsize(path), "md5": md5_of(path)}
    header_bytes = json.dumps(header).encode("utf-8")
    with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as sock:
        sock.sendall(struct.pack("q", len(header_bytes)))
        sock.sendall(header_bytes)
        with open(path, "rb") as file:
            for chunk in iter(lambda: file.read(CHUNK), b""):
                sock.sendall(chunk)


if __name__ == "__main__":
    main()
