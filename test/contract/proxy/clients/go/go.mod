module shakedown.dev/test/toxiproxy-client

go 1.21

require github.com/Shopify/toxiproxy/v2 v2.12.0
