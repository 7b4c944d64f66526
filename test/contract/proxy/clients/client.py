"""The same tour as every client takes (see clients.test.ts), with toxiproxy-python. Arguments: API host, API port, echo server port."""

import json
import socket
import sys
import time

from toxiproxy import Toxiproxy
from toxiproxy.exceptions import InvalidToxic, ProxyExists

host, port, echo = sys.argv[1], int(sys.argv[2]), sys.argv[3]
server = Toxiproxy()
server.update_api_consumer(host, port)


def echo_ms(address):
    began = time.monotonic()
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(b"x")
        connection.recv(1)
    return (time.monotonic() - began) * 1000


def failure(kind, act):
    try:
        act()
    except kind as error:
        return str(error)
    return "no error"


def is_refused(address):
    try:
        socket.create_connection(address, timeout=10).close()
    except ConnectionRefusedError:
        return True
    return False


version = server.version().decode()
proxy = server.create(upstream="127.0.0.1:" + echo, name="shop", listen="127.0.0.1:0")
address = ("127.0.0.1", int(proxy.listen.split(":")[-1]))
proxy.add_toxic(type="latency", name="slow", stream="downstream", toxicity=1.0, attributes={"latency": 300, "jitter": 0})
toxic = proxy.toxics()["slow"]
slow_ms = echo_ms(address)
proxy.destroy_toxic("slow")
fast_ms = echo_ms(address)
proxy.disable()
refused = is_refused(address)
proxy.enable()
conflict = failure(ProxyExists, lambda: server.create(upstream="127.0.0.1:" + echo, name="shop"))
invalid = failure(InvalidToxic, lambda: proxy.add_toxic(type="no-such", attributes={}))
server.populate([{"name": "two", "upstream": "127.0.0.1:" + echo, "listen": "127.0.0.1:0"}])
listed = sorted(server.proxies().keys())
server.reset()
server.destroy_all()

print(
    json.dumps(
        {
            "version": version,
            "toxic": [toxic.name, toxic.type, toxic.stream, toxic.toxicity, toxic.attributes["latency"]],
            "slowMs": slow_ms,
            "fastMs": fast_ms,
            "refused": refused,
            "conflict": conflict,
            "invalid": invalid,
            "listed": listed,
            "left": sorted(server.proxies().keys()),
        }
    )
)
