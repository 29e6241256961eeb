"""Writes to people and prints what they answer, as the old chat client did: each line NAME: TEXT, quit leaves.

usage: python3 udp_chat_client.py NAME=HOST:PORT...
"""
import socket
import sys


def main():
    sys.stdin.reconfigure(encoding="utf-8")
    sys.stdout.reconfigure(encoding="utf-8")
    contacts = {}
    for argument in sys.argv[1:]:
        name, _, address = argument.partition("=")
        host, _, port = address.rpartition(":")
        contacts[name] = (host, int(port))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for line in sys.stdin:
            name, _, text = line.strip().partition(":")
            if name == "quit":
                return
            if name not in contacts:
                print("nobody is called %r" % name, flush=True)
                continue
            sock.sendto(text.strip().encode("utf-8"), contacts[name])
            answer, _ = sock.recvfrom(1024)
            print(answer.decode("utf-8"), flush=True)


if __name__ == "__main__":
    main()
