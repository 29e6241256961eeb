#!/usr/bin/env python3
"""Sends a file to a server that takes messages, or gets one from it, as the old programs do.

file_peer.py send PORT FILE    <q header length, {"file_name", "file_size", "md5"}, the file; prints the answer's header
file_peer.py get PORT FILE     asks for it by name with {"get": name}; writes it to FILE, prints what the header said
"""
import hashlib
import json
import os
import socket
import struct
import sys

CHUNK = 65536


def read_exactly(connection, count):
    parts = []
    while count:
        part = connection.recv(min(count, CHUNK))
        if not part:
            sys.exit("end of stream, %d bytes missing" % count)
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def read_header(connection):
    (length,) = struct.unpack("<q", read_exactly(connection, 8))
    return json.loads(read_exactly(connection, length).decode())


def send_header(connection, header):
    text = json.dumps(header).encode()
    connection.sendall(struct.pack("<q", len(text)) + text)


def md5_of(path):
    digest = hashlib.md5()
    with open(path, "rb") as file:
        for chunk in iter(lambda: file.read(CHUNK), b""):
            digest.update(chunk)
    return digest.hexdigest()


def send(connection, path):
    send_header(connection, {"file_name": os.path.basename(path), "file_size": os.path.getsize(path),
                             "md5": md5_of(path)})
    with open(path, "rb") as file:
        connection.sendfile(file)
    print(json.dumps(read_header(connection)))


def get(connection, path):
    send_header(connection, {"get": os.path.basename(path)})
    header = read_header(connection)
    missing = header["file_size"]
    with open(path, "wb") as file:
        while missing:
            part = read_exactly(connection, min(missing, CHUNK))
            file.write(part)
            missing -= len(part)
    if md5_of(path) != header["md5"]:
        sys.exit("md5: %s, and the header said %s" % (md5_of(path), header["md5"]))
    print(json.dumps(header))


with socket.create_connection(("127.0.0.1", int(sys.argv[2]))) as peer:
    {"send": send, "get": get}[sys.argv[1]](peer, sys.argv[3])
