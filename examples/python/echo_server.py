"""Sends back what comes, a length in front of each: struct.pack("q", n).

usage: python3 echo_server.py PORT [upper]             PORT 0 picks one
"""
import os
import socket
import struct
import sys
import threading


def recv_exactly(sock, size):
    received = b""
    while len(received) < size:
        part = sock.recv(min(size - len(received), 65536))
        if not part:
            return None
        received += part
    return received


def serve(sock, upper):
    with sock:
        while True:
            length = recv_exactly(sock, 8)
            if length is None:
                return
            request = recv_exactly(sock, struct.unpack("q", length)[0])
            if request is None:
                return
            answer = request.upper() if upper else request
            sock.sendall(struct.pack("q", len(answer)))
            sock.sendall(answer)


def main():
    upper = "upper" in sys.argv[2:]
    with socket.create_server((os.environ.get("LISTEN_ON", "127.0.0.1"), int(sys.argv[1]))) as listening:
        print("listening on %s:%d" % listening.getsockname(), flush=True)
        while True:
            sock, _ = listening.accept()
            threading.Thread(target=serve, args=(sock, upper), daemon=True).start()


if __name__ == "__main__":
    main()
