"""Talks with a robot or a chatter: sends each text bare, prints what one recv(1024) brings, leaves when the server does.

usage: python3 bot_client.py HOST PORT [TEXT...]       without TEXT: each line of standard input
"""
import socket
import sys


def main():
    sys.stdin.reconfigure(encoding="utf-8")
    sys.stdout.reconfigure(encoding="utf-8")
    texts = sys.argv[3:] or (line.rstrip("\r\n") for line in sys.stdin)
    with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as sock:
        for text in texts:
            sock.sendall(text.encode("utf-8"))
            answer = sock.recv(1024)
            if not answer:
                print("the server has closed", flush=True)
                return
            print(answer.decode("utf-8"), flush=True)


if __name__ == "__main__":
    main()
