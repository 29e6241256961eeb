"""Sends three messages one right behind the other, and shows what is to be had of the answers.

usage: python3 sticky_client.py HOST PORT bare         bare bytes, as the first old programs sent them
       python3 sticky_client.py HOST PORT framed       struct.pack("q", n) in front of each
"""
import socket
import struct
import sys

MESSAGES = [b"hello", b"byebye", b"again,bye"]


def recv_all(sock):
    received = b""
    while True:
        part = sock.recv(1024)
        if not part:
            return received
        received += part


def cut(stream):
    while stream:
        (size,) = struct.unpack("q", stream[:8])
        yield stream[8:8 + size]
        stream = stream[8 + size:]


def main():
    framed = sys.argv[3] == "framed"
    with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as sock:
        for message in MESSAGES:
            sock.sendall(struct.pack("q", len(message)) + message if framed else message)
        sock.shutdown(socket.SHUT_WR)
        answers = recv_all(sock)
    for answer in cut(answers) if framed else [answers]:
        print(answer.decode("utf-8"))


if __name__ == "__main__":
    main()
