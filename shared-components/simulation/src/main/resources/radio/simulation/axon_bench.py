"""Measures hand-offs in Kamaelia's Axon: what PythonAxon.java runs.

Arguments: a checkout of Kamaelia or a folder with the package Axon; milliseconds at least; ring or
pipeline; number of components; number of tokens, or of messages that a source sends between two
yields. Prints one line of JSON. Ends with 1 and a line on the error stream if there is no Axon.
"""

import json
import os
import shutil
import sys
import time
import warnings


def places(checkout):
    """Where the package may be."""
    for place in ("", "Code/Python/Axon", "Axon", "Code/Python"):
        folder = os.path.join(checkout, place)
        if os.path.isfile(os.path.join(folder, "Axon", "__init__.py")):
            yield folder


def translated(folder):
    """A copy of the package for Python 3, beside this script, made once."""
    copy = os.path.join(os.path.dirname(os.path.abspath(__file__)), "translated")
    if not os.path.isdir(copy):
        warnings.simplefilter("ignore")
        from lib2to3.refactor import RefactoringTool, get_fixers_from_package

        unfinished = copy + ".new"
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(os.path.join(folder, "Axon"), os.path.join(unfinished, "Axon"))
        tool = RefactoringTool(get_fixers_from_package("lib2to3.fixes"))
        for path, _, names in os.walk(unfinished):
            for name in names:
                if name.endswith(".py"):
                    try:
                        tool.refactor_file(os.path.join(path, name), write=True)
                    except Exception:  # a file that no runtime needs may be beyond it
                        pass
        finish(os.path.join(unfinished, "Axon", "debugConfigFile.py"))
        os.rename(unfinished, copy)
    return copy


def finish(path):
    """What 2to3 leaves: string.atoi, which Python 3 has not."""
    if os.path.isfile(path):
        with open(path) as file:
            text = file.read()
        with open(path, "w") as file:
            file.write(text.replace("from string import atoi", "atoi = int"))


def load(checkout):
    """Axon's component and scheduler."""
    folder = next(places(checkout), None)
    if folder is None:
        raise ImportError("there is no package Axon in it, nor in Code/Python/Axon")
    try:
        return imported(folder)
    except Exception as first:  # whatever Python 2 looks like to Python 3
        for name in [name for name in sys.modules if name.split(".")[0] == "Axon"]:
            del sys.modules[name]
        try:
            return imported(translated(folder))
        except Exception as second:
            raise ImportError("Axon is not for this Python: %r; translated: %r" % (first, second))


def imported(folder):
    sys.path.insert(0, folder)
    try:
        from Axon.Component import component
        from Axon.Scheduler import scheduler
    except Exception:
        sys.path.remove(folder)
        raise
    return component, scheduler


class Account:
    """Counts what comes by at one place, and prints what it cost when it is enough."""

    def __init__(self, at_least, hand_overs):
        self.at_least = at_least
        self.hand_overs = hand_overs
        self.count = -1

    def came(self, now=time.perf_counter):
        """One more message, which has been handed over so often since it came the last time."""
        self.count += 1
        if self.count == 0:
            self.cpu = time.process_time()
            self.begun = now()
        elif now() - self.begun >= self.at_least:
            figures = {
                "handOvers": self.count * self.hand_overs,
                "cpuSeconds": time.process_time() - self.cpu,
                "emptySeconds": 0,
                "wallSeconds": now() - self.begun,
                "heapBytes": 0,
                "laterHeapBytes": 0,
            }
            print(json.dumps(figures))
            sys.stdout.flush()
            os._exit(0)


def main(checkout, millis, shape, size, tokens):
    component, scheduler = load(checkout)
    # A message that came by one place of the ring has been at all of them.
    account = Account(millis / 1000.0, size if shape == "ring" else size - 1)

    class Relay(component):
        def main(self):
            while True:
                while self.dataReady("inbox"):
                    self.send(self.recv("inbox"), "outbox")
                self.pause()
                yield 1

    class First(component):
        def main(self):
            for number in range(tokens):
                self.send(number, "outbox")
            while True:
                while self.dataReady("inbox"):
                    token = self.recv("inbox")
                    account.came()
                    self.send(token, "outbox")
                self.pause()
                yield 1

    class Source(component):
        def main(self):
            number = 0
            while True:
                for _ in range(tokens):
                    self.send(number, "outbox")
                    number += 1
                yield 1

    class Sink(component):
        def main(self):
            while True:
                while self.dataReady("inbox"):
                    self.recv("inbox")
                    account.came()
                self.pause()
                yield 1

    if shape == "ring":
        parts = [First()] + [Relay() for _ in range(size - 1)]
    else:
        parts = [Source()] + [Relay() for _ in range(size - 2)] + [Sink()]
    for one, other in zip(parts, parts[1:]):
        one.link((one, "outbox"), (other, "inbox"))
    if shape == "ring":
        parts[-1].link((parts[-1], "outbox"), (parts[0], "inbox"))
    for part in parts:
        part.activate()
    scheduler.run.runThreads()


if __name__ == "__main__":
    try:
        main(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
    except ImportError as e:
        sys.exit("%s" % e)
    sys.exit("Axon's scheduler ended before the messages had passed")
