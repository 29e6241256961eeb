"""Asks for a file by its name, as the old file client did: the name, then the bytes until the server closes.

usage: python3 by_name_client.py HOST PORT NAME PATH   PATH is where it goes
"""
import socket
import sys

CHUNK = 64 * 1024


def main():
    with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as sock:
        sock.sendall(sys.argv[3].encode("utf-8"))
        part = sock.recv(CHUNK)
        if not part:
            sys.exit("no such file")
        received = 0
        with open(sys.argv[4], "wb") as file:
            while part:
                file.write(part)
                received += len(part)
                part = sock.recv(CHUNK)
    print("%d bytes" % received)


if __name__ == "__main__":
    main()
