"""Prints each datagram and sends back what is typed, as the old chat server did.

usage: python3 udp_chat_server.py PORT                 PORT 0 picks one
"""
import os
import socket
import sys


def main():
    sys.stdin.reconfigure(encoding="utf-8")
    sys.stdout.reconfigure(encoding="utf-8")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((os.environ.get("LISTEN_ON", "127.0.0.1"), int(sys.argv[1])))
        print("listening on %s:%d" % sock.getsockname(), flush=True)
        while True:
            data, client = sock.recvfrom(1024)
            print("[%s:%s] %s" % (client[0], client[1], data.decode("utf-8")), flush=True)
            answer = sys.stdin.readline()
            if not answer:
                return
            sock.sendto(answer.rstrip("\r\n").encode("utf-8"), client)


if __name__ == "__main__":
    main()
