extension Row {
    /// What browsers use: the same call over HTTP, and in a WebSocket.
    static let web = [
        Row(
            name: "http", about: "two typed integers as JSON, by HTTP", transport: .http,
            contenders: [
                Contender(name: "POST /call/bench.sum", server: .gedisWeb, workload: Requests.post { $0 * 100_010 }),
                Contender(name: "hello", server: .hello, workload: Requests.post { _ in 234_567 }),
            ]),
        Row(
            name: "websocket", about: "`sum` in frames of a WebSocket", transport: .webSocket,
            contenders: [
                Contender(
                    name: "sum", server: .gedisWeb, workload: Requests.sum(["bench.sum"], isFramed: true)),
                Contender(
                    name: "sum over TCP", server: .gedisWeb, transport: .tcp, workload: Requests.sum(["bench.sum"])),
            ]),
    ]
}

extension Requests {
    /// Calls over HTTP, to whose numbers and replies a million is added: they are all of the same length.
    ///
    /// - Parameter sum: what the reply to a number's request has to be
    /// - Returns: the ring.
    static func post(_ sum: (Int) -> Int) -> Workload {
        Workload(bytes: { number in
            let (request, reply) = ("[\(1_000_000 + number * 7),\(number * 100_003)]", "\(1_000_000 + sum(number))")
            let call = """
                POST /call/bench.sum HTTP/1.1\r
                Host: localhost\r
                User-Agent: bench\r
                Accept: */*\r
                Content-Type: application/json\r
                Content-Length: \(request.utf8.count)\r
                \r
                \(request)
                """
            let answer = """
                HTTP/1.1 200 OK\r
                Content-Type: application/json\r
                Cache-Control: no-store\r
                X-Content-Type-Options: nosniff\r
                Content-Length: \(reply.utf8.count)\r
                \r
                \(reply)
                """
            return (Array(call.utf8), Array(answer.utf8))
        })
    }
}
