// The same tour as every client takes (see clients.test.ts), with Toxiproxy's own Go client. Arguments: API host, API port, echo server port.
package main

import (
	"encoding/json"
	"io"
	"net"
	"os"
	"sort"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2/client"
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func echoMs(address string) float64 {
	began := time.Now()
	connection := must(net.Dial("tcp", address))
	defer connection.Close()
	must(connection.Write([]byte("x")))
	must(io.ReadFull(connection, make([]byte, 1)))
	return float64(time.Since(began).Microseconds()) / 1000
}

func names(proxies map[string]*toxiproxy.Proxy) []string {
	list := []string{}
	for name := range proxies {
		list = append(list, name)
	}
	sort.Strings(list)
	return list
}

func main() {
	host, port, echo := os.Args[1], os.Args[2], os.Args[3]
	client := toxiproxy.NewClient(host + ":" + port)
	version := string(must(client.Version()))
	proxy := must(client.CreateProxy("shop", "127.0.0.1:0", "127.0.0.1:"+echo))
	toxic := must(proxy.AddToxic("slow", "latency", "downstream", 1, toxiproxy.Attributes{"latency": 300, "jitter": 0}))
	slowMs := echoMs(proxy.Listen)
	must(proxy.UpdateToxic("slow", 1, toxiproxy.Attributes{"latency": 1}))
	check(proxy.RemoveToxic("slow"))
	fastMs := echoMs(proxy.Listen)
	check(proxy.Disable())
	_, dialError := net.Dial("tcp", proxy.Listen)
	check(proxy.Enable())
	_, conflict := client.CreateProxy("shop", "127.0.0.1:0", "127.0.0.1:"+echo)
	_, invalid := proxy.AddToxic("x", "no-such", "downstream", 1, toxiproxy.Attributes{})
	must(client.Populate([]toxiproxy.Proxy{{Name: "two", Listen: "127.0.0.1:0", Upstream: "127.0.0.1:" + echo, Enabled: true}}))
	listed := names(must(client.Proxies()))
	check(client.ResetState())
	for _, each := range must(client.Proxies()) {
		check(each.Delete())
	}
	check(json.NewEncoder(os.Stdout).Encode(map[string]any{
		"version":  version,
		"toxic":    []any{toxic.Name, toxic.Type, toxic.Stream, toxic.Toxicity, toxic.Attributes["latency"]},
		"slowMs":   slowMs,
		"fastMs":   fastMs,
		"refused":  dialError != nil,
		"conflict": conflict.Error(),
		"invalid":  invalid.Error(),
		"listed":   listed,
		"left":     names(must(client.Proxies())),
	}))
}
