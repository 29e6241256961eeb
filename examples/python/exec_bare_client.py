"""Asks a remote command server as the first old client did: bare text out, one recv for the answer.

usage: python3 exec_bare_client.py HOST PORT COMMAND...     each COMMAND is a whole line, in quotes
"""
import socket
import sys


def main():
    with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as sock:
        for command in sys.argv[3:]:
            sock.sendall(command.encode("utf-8"))
            answer = sock.recv(1024)  # of a longer answer the rest is taken for the next one
            if not answer:
                sys.exit("the server closed without an answer")
            sys.stdout.buffer.write(answer)
            sys.stdout.flush()


if __name__ == "__main__":
    main()
