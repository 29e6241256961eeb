"""Takes one client, reads only when Enter is pressed, and shows what one read brings.

usage: python3 sticky_server.py PORT bare              what recv(1024) gives
       python3 sticky_server.py PORT framed            the same bytes, cut by struct.unpack("q", ...)
"""
import os
import socket
import struct
import sys


def main():
    framed = sys.argv[2] == "framed"
    with socket.create_server((os.environ.get("LISTEN_ON", "127.0.0.1"), int(sys.argv[1]))) as listening:
        print("listening on %s:%d" % listening.getsockname(), flush=True)
        sock, _ = listening.accept()
    with sock:
        sys.stdin.readline()  # busy with something else meanwhile
        read = sock.recv(1024)
    if not framed:
        print("one read: %s" % read.decode("utf-8"))
        return
    while read:
        (size,) = struct.unpack("q", read[:8])
        print("one frame: %s" % read[8:8 + size].decode("utf-8"))
        read = read[8 + size:]


if __name__ == "__main__":
    main()
