#!/usr/bin/env python3
"""Homes with slow and lossy lines, on one machine: network namespaces joined by a switch in user space.

    tunhub.py --delay 50 --jitter 5 --loss 1 --rate 600 --seconds 300 NAME [NAME ...]

Makes a network namespace of each NAME, with one device `line`, and passes IPv4 packets on between them. A packet first waits for its
sender's uplink (--rate kbit/s, 0: no limit; what would wait longer than --queue ms is dropped), may then be lost (--loss per cent), and
arrives --delay ms later, give or take --jitter. So packets can overtake each other, as on the internet.

Prints `NAME ADDRESS` for each home, then `up`. Ends when its standard input ends, on SIGTERM, or after --seconds at the latest; deletes
the namespaces whatever happens and prints one line of JSON: packets and bytes sent, lost on the line, dropped at a full uplink.

Needs root. Linux only: TUN devices (Documentation/networking/tuntap.rst of the kernel), setns(2).
"""
import argparse
import ctypes
import fcntl
import heapq
import json
import os
import random
import selectors
import signal
import socket
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
CLONE_NEWNET = 0x40000000
DEVICE = "line"
MTU = 1500
BURST = 50  # packets of one home before the others have their turn


class Home:
    """One namespace: its device, and when its uplink has sent all that waits for it."""

    def __init__(self, name, number):
        self.name = name
        self.address = f"10.99.{number // 250}.{number % 250 + 1}"
        self.uplink_free_at = 0.0
        self.tun = -1
        self.sent = self.sent_bytes = self.lost = self.dropped = 0

    def build(self, libc, outside):
        subprocess.run(["ip", "netns", "add", self.name], check=True)
        inside = os.open(f"/run/netns/{self.name}", os.O_RDONLY)
        try:
            # A device belongs to the namespace in which it was made, wherever its descriptor goes.
            switch_to(libc, inside)
            self.tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
            fcntl.ioctl(self.tun, TUNSETIFF, struct.pack("16sH22x", DEVICE.encode(), IFF_TUN | IFF_NO_PI))
        finally:
            switch_to(libc, outside)
            os.close(inside)
        for command in (
            ["address", "add", f"{self.address}/16", "dev", DEVICE],
            ["link", "set", DEVICE, "mtu", str(MTU), "up"],
            ["link", "set", "lo", "up"],
        ):
            subprocess.run(["ip", "-n", self.name, *command], check=True)

    def tear_down(self):
        if self.tun >= 0:
            os.close(self.tun)
        subprocess.run(["ip", "netns", "delete", self.name], stderr=subprocess.DEVNULL, check=False)


def switch_to(libc, namespace):
    if libc.setns(namespace, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


class Switch:
    def __init__(self, homes, options):
        self.by_address = {socket.inet_aton(home.address): home for home in homes}
        self.delay = options.delay / 1000
        self.jitter = options.jitter / 1000
        self.loss = options.loss / 100
        self.bits_per_second = options.rate * 1000
        self.queue = options.queue / 1000
        self.random = random.Random(options.seed)
        self.on_the_way = []
        self.count = 0

    def take(self, sender, packet):
        """Decides what becomes of a packet that has left a home."""
        receiver = self.by_address.get(packet[16:20]) if packet[0] >> 4 == 4 else None
        if receiver is None:
            return  # IPv6 and multicast: nobody here speaks it
        now = time.monotonic()
        gone_at = now
        if self.bits_per_second:
            gone_at = max(now, sender.uplink_free_at) + 8 * len(packet) / self.bits_per_second
            if gone_at - now > self.queue:
                sender.dropped += 1
                return
            sender.uplink_free_at = gone_at
        sender.sent += 1
        sender.sent_bytes += len(packet)
        if self.random.random() < self.loss:
            sender.lost += 1
            return
        arrives_at = gone_at + max(0.0, self.delay + self.random.uniform(-self.jitter, self.jitter))
        self.count += 1  # keeps packets of one moment in order
        heapq.heappush(self.on_the_way, (arrives_at, self.count, receiver, packet))

    def deliver(self):
        """Gives the homes what has arrived; returns the seconds until the next packet does."""
        now = time.monotonic()
        while self.on_the_way and self.on_the_way[0][0] <= now:
            _, _, receiver, packet = heapq.heappop(self.on_the_way)
            try:
                os.write(receiver.tun, packet)
            except BlockingIOError:
                receiver.lost += 1
        return max(0.0, self.on_the_way[0][0] - now) if self.on_the_way else 0.5


def run(homes, options):
    switch = Switch(homes, options)
    selector = selectors.DefaultSelector()
    for home in homes:
        selector.register(home.tun, selectors.EVENT_READ, home)
    selector.register(sys.stdin, selectors.EVENT_READ, None)
    until = time.monotonic() + options.seconds
    while time.monotonic() < until:
        for key, _ in selector.select(switch.deliver()):
            if key.data is None:
                if not os.read(sys.stdin.fileno(), 4096):
                    return
                continue
            for _ in range(BURST):
                try:
                    switch.take(key.data, os.read(key.data.tun, MTU))
                except BlockingIOError:
                    break


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--delay", type=float, default=50)
    parser.add_argument("--jitter", type=float, default=0)
    parser.add_argument("--loss", type=float, default=0)
    parser.add_argument("--rate", type=float, default=0)
    parser.add_argument("--queue", type=float, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("names", nargs="+")
    options = parser.parse_args()

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    libc = ctypes.CDLL(None, use_errno=True)
    outside = os.open("/proc/self/ns/net", os.O_RDONLY)
    homes = [Home(name, number) for number, name in enumerate(options.names)]
    try:
        for home in homes:
            home.build(libc, outside)
            print(home.name, home.address, flush=True)
        print("up", flush=True)
        run(homes, options)
    finally:
        for home in homes:
            home.tear_down()
        counts = {
            home.name: {"sent": home.sent, "bytes": home.sent_bytes, "lost": home.lost, "dropped": home.dropped}
            for home in homes
        }
        print(json.dumps(counts), flush=True)


if __name__ == "__main__":
    main()
