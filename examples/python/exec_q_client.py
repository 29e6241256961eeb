"""Asks a remote command server, struct.pack("q", n) in front of command and answer.

usage: python3 exec_q_client.py HOST PORT COMMAND...        each COMMAND is a whole line, in quotes
"""
import socket
import struct
import sys


def recv_exactly(sock, size):
    received = bytearray()
    while len(received) < size:
        part = sock.recv(min(size - len(received), 65536))
        if not part:
            sys.exit("the server closed after %d of %d bytes" % (len(received), size))
        received += part
    return received


def main():
    with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as sock:
        for command in sys.argv[3:]:
            request = command.encode("utf-8")
            sock.sendall(struct.pack("q", len(request)))
            sock.sendall(request)
            (size,) = struct.unpack("q", recv_exactly(sock, 8))
            sys.stdout.buffer.write(recv_exactly(sock, size))
            sys.stdout.flush()


if __name__ == "__main__":
    main()
