"""Asks an echo server and prints one answer a line.

usage: python3 echo_client.py HOST PORT [TEXT...]      without TEXT: each line of standard input
"""
import socket
import struct
import sys


def recv_exactly(sock, size):
    received = b""
    while len(received) < size:
        part = sock.recv(min(size - len(received), 65536))
        if not part:
            raise EOFError("the server closed after %d of %d bytes" % (len(received), size))
        received += part
    return received


def ask(sock, text):
    request = text.encode("utf-8")
    sock.sendall(struct.pack("q", len(request)))
    sock.sendall(request)
    (size,) = struct.unpack("q", recv_exactly(sock, 8))
    return recv_exactly(sock, size).decode("utf-8")


def main():
    sys.stdin.reconfigure(encoding="utf-8")
    sys.stdout.reconfigure(encoding="utf-8")
    texts = sys.argv[3:] or (line.rstrip("\r\n") for line in sys.stdin)
    with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as sock:
        for text in texts:
            print(ask(sock, text), flush=True)


if __name__ == "__main__":
    main()
