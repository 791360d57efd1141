"""A small nameserver on this machine, by UDP and TCP, which answers questions for MX records from a zone, and lies on request."""

import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

HOST = "127.0.0.1"
Records = tuple[tuple[int, str], ...]
"""The preference and the name of each server."""


Oddity = Callable[[dns.message.Message, bytes], bytes]
"""What a nameserver answers to a question, given also as bytes, in place of the truth; nothing, if that is empty."""


@dataclass
class Nameserver:
    """A nameserver that listens: the records of the domains that exist, what it does for others, and its questions with their way
    (`udp` or `tcp`)."""

    zone: Mapping[str, Records]
    odd: Mapping[str, Oddity] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    port: int = 0

    def answer(self, wire: bytes, way: str, most: int) -> bytes:
        """Return the answer to a question; empty where there is none. One that is too long for UDP is cut, and says so."""
        query = dns.message.from_wire(wire)
        name = query.question[0].name.to_text(omit_final_dot=True)
        self.asked.append((name, way))
        if name in self.odd:
            return self.odd[name](query, wire)
        reply = dns.message.make_response(query, recursion_available=True)
        records = self.zone.get(name)
        if records is None:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        elif records:
            texts = [f"{preference} {server}" for preference, server in records]
            reply.answer.append(dns.rrset.from_text(query.question[0].name, 60, "IN", "MX", *texts))
        full: bytes = reply.to_wire(max_size=65_535)
        if len(full) <= most:
            return full
        reply.answer.clear()
        reply.flags |= dns.flags.TC
        return bytes(reply.to_wire())


@contextmanager
def serving(nameserver: Nameserver, host: str = HOST, port: int = 0) -> Iterator[Nameserver]:
    """Let the nameserver listen on this port or a free one, by UDP and TCP."""

    class Udp(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            wire, socket = self.request
            query = dns.message.from_wire(wire)
            if reply := nameserver.answer(wire, "udp", query.payload or 512):
                socket.sendto(reply, self.client_address)

    class Tcp(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            stream = self.request.makefile("rb")
            wire = stream.read(int.from_bytes(stream.read(2)))
            if reply := nameserver.answer(wire, "tcp", 65_535):
                self.request.sendall(len(reply).to_bytes(2) + reply)

    with socketserver.ThreadingTCPServer((host, port), Tcp) as tcp:
        nameserver.port = tcp.server_address[1]
        with socketserver.ThreadingUDPServer((host, nameserver.port), Udp) as udp:
            threads = [threading.Thread(target=one.serve_forever, args=(0.01,), daemon=True) for one in (tcp, udp)]
            for thread in threads:
                thread.start()
            try:
                yield nameserver
            finally:
                for one in (tcp, udp):
                    one.shutdown()
