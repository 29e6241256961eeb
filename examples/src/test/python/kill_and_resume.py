"""Gets and puts a large file on the native protocol, kills an end of it ten times each way, and goes on each time.

    python3 kill_and_resume.py JAR DIRECTORY [GIB] [KILLS]

In DIRECTORY there has to be room for three such files. Every end has a heap of 64 MiB. Prints where each kill was, and fails
unless the copies have the digest of the file.
"""
import glob
import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time

MIB = 1 << 20


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(4 * MIB), b""):
            digest.update(block)
    return digest.hexdigest()


class Trial:
    def __init__(self, jar, directory, size, kills):
        self.java = ["java", "-Xmx64m", "-jar", jar, "file"]
        self.root = os.path.join(directory, "root")
        self.here = os.path.join(directory, "here")
        self.size = size
        self.kills = kills
        self.random = random.Random(20)
        self.port = 0
        os.makedirs(self.root)
        os.makedirs(self.here)

    def serve(self):
        command = self.java + ["serve", "--root", self.root, "--writable", "--port", str(self.port)]
        self.server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self.server.stdout.readline()
        self.port = int(line.rsplit(":", 1)[1])

    def half_way(self, directory):
        """How many bytes of it have come so far: the notes beside a part are short."""
        parts = [part for part in glob.glob(os.path.join(directory, ".*.part")) if ".version." not in part]
        return max([os.path.getsize(part) for part in parts if os.path.exists(part)], default=0)

    def run(self, words, directory):
        points = sorted(self.random.randrange(self.size) for _ in range(self.kills))
        command = self.java + [words[0], f"127.0.0.1:{self.port}"] + words[1:] + ["--no-progress"]
        began = time.monotonic()
        for number, point in enumerate(points):
            client = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            while self.half_way(directory) < point and client.poll() is None:
                time.sleep(0.002)
            if client.poll() is not None:
                print(f"  ended by itself: {client.stdout.read().strip()}")
                return False
            victim = client if number % 2 == 0 else self.server
            victim.send_signal(signal.SIGKILL)
            victim.wait()
            said = client.communicate()[0].strip()
            print(f"  {number + 1:2}: {'client' if victim is client else 'server'} killed at {self.half_way(directory)}"
                  f" of {self.size} bytes, exit {client.returncode}", f"{said[-60:]!r}" if said else "")
            if victim is self.server:
                self.serve()
        last = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        print(f"  last: exit {last.returncode}, {time.monotonic() - began:.1f} s in all:", re.sub(r"^.*/", "", last.stdout.strip()))
        return last.returncode == 0 and "resumed at byte" in last.stdout

    def close(self):
        self.server.terminate()
        print(f"server ended with {self.server.wait()}")


def main(jar, directory, gib="5", kills="10"):
    directory = os.path.join(directory, "kill-and-resume")
    shutil.rmtree(directory, ignore_errors=True)
    trial = Trial(jar, directory, int(float(gib) * (1 << 30)), int(kills))
    try:
        source = os.path.join(trial.root, "big.bin")
        with open(source, "wb") as file:
            for at in range(0, trial.size, 4 * MIB):
                file.write(os.urandom(min(4 * MIB, trial.size - at)))
        expected = sha256(source)
        print(f"{trial.size} bytes, sha256 {expected}")
        trial.serve()
        got = os.path.join(trial.here, "got.bin")
        print("get:")
        fine = trial.run(["get", "big.bin", "-o", got], trial.here)
        os.remove(source)
        print("put:")
        fine = trial.run(["put", got, "put.bin"], trial.root) and fine
        trial.close()
        put = os.path.join(trial.root, "put.bin")
        same = [os.path.exists(path) and sha256(path) == expected for path in (got, put)]
        left = glob.glob(os.path.join(directory, "*", ".*.part"))
        print(f"digests equal: get {same[0]}, put {same[1]}; parts left: {len(left)}")
        return 0 if fine and all(same) and not left else 1
    finally:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
