# The same tour as every client takes (see clients.test.ts), with toxiproxy-ruby. Arguments: API host, API port, echo server port.
require "json"
require "socket"
require "toxiproxy"

host, port, echo = ARGV
Toxiproxy.host = "http://#{host}:#{port}"

def echo_ms(port)
  began = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  connection = TCPSocket.new("127.0.0.1", port)
  connection.write("x")
  connection.read(1)
  connection.close
  (Process.clock_gettime(Process::CLOCK_MONOTONIC) - began) * 1000
end

def refused?(port)
  TCPSocket.new("127.0.0.1", port).close
  false
rescue Errno::ECONNREFUSED
  true
end

def failure(kind)
  yield
  "no error"
rescue kind => error
  error.message
end

version = Toxiproxy.version
proxy = Toxiproxy.create(upstream: "127.0.0.1:#{echo}", name: "shop", listen: "127.0.0.1:0")
address = proxy.listen.split(":").last.to_i
toxic = slow_ms = nil
proxy.downstream(:latency, latency: 300, jitter: 0).apply do
  toxic = proxy.toxics.first
  slow_ms = echo_ms(address)
end
fast_ms = echo_ms(address)
refused = nil
proxy.down { refused = refused?(address) }
conflict = failure(Toxiproxy::ProxyExists) { Toxiproxy.create(upstream: "127.0.0.1:#{echo}", name: "shop") }
invalid = failure(Toxiproxy::InvalidToxic) { Toxiproxy::Toxic.new(type: "no-such", proxy: proxy).save }
Toxiproxy.populate([{ name: "two", upstream: "127.0.0.1:#{echo}", listen: "127.0.0.1:0" }])
listed = Toxiproxy.all.map(&:name).sort
Toxiproxy.reset
Toxiproxy.all.destroy

puts JSON.generate(
  version: version,
  toxic: [toxic.name, toxic.type, toxic.stream, toxic.toxicity, toxic.attributes["latency"]],
  slowMs: slow_ms,
  fastMs: fast_ms,
  refused: refused,
  conflict: conflict,
  invalid: invalid,
  listed: listed,
  left: Toxiproxy.all.map(&:name).sort,
)
