// Go's redigo
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"runtime"

	"github.com/gomodule/redigo/redis"
)

var port, ca, password = os.Args[1], os.Args[2], os.Args[3]

func connect() (redis.Conn, error) {
	var options []redis.DialOption
	if password != "" {
		options = append(options, redis.DialPassword(password))
	}
	if ca != "" {
		certificate, err := os.ReadFile(ca)
		if err != nil {
			return nil, err
		}
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(certificate)
		options = append(options, redis.DialUseTLS(true), redis.DialTLSConfig(&tls.Config{RootCAs: roots}))
	}
	return redis.Dial("tcp", "localhost:"+port, options...)
}

// Describes a reply as what it is in Go.
func describe(reply any, err error) string {
	switch value := reply.(type) {
	case []byte:
		return string(value)
	case []any:
		return fmt.Sprintf("%s", value)
	default:
		if err != nil {
			return fmt.Sprintf("%T: %v", err, err)
		}
		return fmt.Sprint(reply)
	}
}

func main() {
	fmt.Println("version:", runtime.Version())
	client, err := connect()
	if err != nil {
		fmt.Println("refused:", describe(nil, err))
		return
	}

	price, err := redis.Float64(client.Do("shop.total", 2.5, 3)) // 7.5
	fmt.Println("double:", describe(price, err))
	name, err := redis.String(client.Do("shop.name", 1))
	fmt.Println("text:", describe(name, err))
	fmt.Println("nil:", describe(client.Do("shop.name", 2)))
	stock, err := redis.IntMap(client.Do("shop.stock")) // map[apples:3]
	fmt.Println("map:", describe(stock, err))

	client.Send("shop.take", 1)
	client.Send("shop.name", 1)
	client.Send("shop.take", 3)
	replies, err := redis.Values(client.Do(""))
	fmt.Println("pipeline:", describe(replies[0], err), describe(replies[1], err), describe(replies[2], err))

	fmt.Println("error:", describe(client.Do("shop.take", 4)))
	fmt.Println("argument:", describe(client.Do("shop.take", "all")))
	fmt.Println("unknown:", describe(client.Do("shop.close")))

	connection, err := connect()
	if err != nil {
		fmt.Println("message:", err)
		return
	}
	subscriber := redis.PubSubConn{Conn: connection}
	subscriber.Subscribe("news")
	subscriber.Receive() // that it has subscribed
	receivers, err := client.Do("PUBLISH", "news", "hello")
	switch message := subscriber.Receive().(type) {
	case redis.Message:
		fmt.Println("message:", describe(receivers, err), message.Channel, string(message.Data))
	default:
		fmt.Println("message:", message)
	}

	fmt.Println("restart: now")
	bufio.NewReader(os.Stdin).ReadString('\n')
	fmt.Println("reconnect:", describe(client.Do("shop.take", 1)))
	client, err = connect() // a redis.Pool does so by itself
	if err != nil {
		fmt.Println("again:", err)
		return
	}
	fmt.Println("again:", describe(client.Do("shop.take", 1)))
}
