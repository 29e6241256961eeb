"""Sends each datagram back in upper case, as the old server did.

usage: python3 udp_echo_server.py PORT                 PORT 0 picks one
"""
import os
import socket
import sys


def main():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((os.environ.get("LISTEN_ON", "127.0.0.1"), int(sys.argv[1])))
        print("listening on %s:%d" % sock.getsockname(), flush=True)
        while True:
            data, client = sock.recvfrom(65535)
            sock.sendto(data.upper(), client)


if __name__ == "__main__":
    main()
