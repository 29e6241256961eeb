"""The old programs' dialects, as short as they were: struct and a socket."""
import hashlib
import json
import os
import socket
import struct
import sys


def read(conn, count):
    data = b""
    while len(data) < count:
        part = conn.recv(min(count - len(data), 1 << 16))
        if not part:
            raise SystemExit(f"end of stream after {len(data)} of {count}")
        data += part
    return data


def read_frame(conn):
    return read(conn, struct.unpack("q", read(conn, 8))[0])


def echo(conn, *texts):
    """Sends all frames in one write, so that they stick together; reads as many answers."""
    frames = b"".join(struct.pack("q", len(t.encode())) + t.encode() for t in texts)
    conn.sendall(frames)
    for _ in texts:
        print(read_frame(conn).decode())


def pull(conn, path):
    """Takes the file that the server pushes, and checks its digest."""
    header = json.loads(read_frame(conn))
    digest = hashlib.md5()
    left = header["file_size"]
    with open(path, "wb") as file:
        while left:
            part = read(conn, min(left, 1 << 16))
            digest.update(part)
            file.write(part)
            left -= len(part)
    print(header["file_name"], header["md5"] == digest.hexdigest(), conn.recv(1) == b"")


def push(conn, path):
    """Uploads a file and closes."""
    with open(path, "rb") as file:
        data = file.read()
    header = json.dumps(
        {"file_name": os.path.basename(path), "file_size": len(data), "md5": hashlib.md5(data).hexdigest()}
    ).encode()
    conn.sendall(struct.pack("q", len(header)) + header + data)


def serve(conn, path):
    """Not a client: pushes a file to whoever connects to the port it prints."""
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    peer, _ = listener.accept()
    with peer:
        push(peer, path)


def main():
    command, port, *arguments = sys.argv[1:]
    if command == "serve":
        serve(None, *arguments)
        return
    with socket.create_connection(("127.0.0.1", int(port))) as conn:
        {"echo": echo, "pull": pull, "push": push}[command](conn, *arguments)


main()
