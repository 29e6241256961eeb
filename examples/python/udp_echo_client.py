"""Sends each text in a datagram and prints the one that comes back, as the old client did.

usage: python3 udp_echo_client.py HOST PORT [TEXT...]  without TEXT: each line of standard input
"""
import socket
import sys


def main():
    sys.stdin.reconfigure(encoding="utf-8")
    sys.stdout.reconfigure(encoding="utf-8")
    texts = sys.argv[3:] or (line.rstrip("\r\n") for line in sys.stdin)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for text in texts:
            sock.sendto(text.encode("utf-8"), (sys.argv[1], int(sys.argv[2])))
            answer, _ = sock.recvfrom(65535)
            print(answer.decode("utf-8"), flush=True)


if __name__ == "__main__":
    main()
