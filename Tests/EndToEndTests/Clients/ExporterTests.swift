import Subprocess
import TestSupport
import Testing

/// What Prometheus learns of a server through the exporter that is made for Redis.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct ExporterTests {
    @Test func prometheusRedisExporterShowsHowOftenCommandsWereCalledAndFailed() async throws {
        try await withScratch { scratch in
            try scratch.write(Source.shop, to: "shop.swift")
            let server = try await scratch.startServer("password=s3cret")
            try await scratch.done("server", "add", "main", "shop.swift")
            let connection = try RawConnection(port: server.port)
            _ = try connection.call("AUTH", "s3cret")
            #expect(try connection.call("shop.take", "1") == ":2\r\n")
            #expect(try connection.call("shop.take", "4").hasPrefix("-STOCK "))

            let metrics = try await scratch.metrics(of: server.port, password: "s3cret")
            for line in [
                "redis_up 1",
                #"redis_commands_total{cmd="shop.take"} 2"#,
                #"redis_commands_failed_calls_total{cmd="shop.take"} 1"#,
                #"redis_errors_total{err="STOCK"} 1"#,
                #"redis_db_keys{db="db0"} 0"#,
                "redis_connected_clients 2",
            ] {
                #expect(metrics.lines.contains(line), "\(line)")
            }
            #expect(metrics.lines.contains { $0.hasPrefix(#"redis_latency_percentiles_usec{cmd="shop.take","#) })
            #expect(!metrics.lines.contains { $0.contains(#"{db="db1"}"#) })
            #expect(!metrics.log.contains("level=error"), "\(metrics.log)")
        }
    }
}

extension Scratch {
    /// Runs the exporter for one scrape.
    ///
    /// - Returns: the metrics' lines, and what the exporter logged.
    fileprivate func metrics(of server: Int, password: String) async throws -> (lines: [String], log: String) {
        let port = try freePort()
        let words = [
            "-redis.addr", "redis://localhost:\(server)", "-redis.password", password, "-web.listen-address",
            "127.0.0.1:\(port)",
        ]
        let result = try await Subprocess.run(
            configuration("prometheus-redis-exporter", words), input: .none, output: .discarded,
            error: .string(limit: 1 << 20)
        ) { execution in
            defer { try? execution.send(signal: .kill) }
            let connection = try await connected(port)
            connection.send("GET /metrics HTTP/1.0\r\n\r\n")
            return try connection.rest().split(separator: "\n").map(String.init)
        }
        return (result.closureResult, result.standardError)
    }

    /// Connects as soon as something listens.
    private func connected(_ port: Int) async throws -> RawConnection {
        while true {
            if let connection = try? RawConnection(port: port) { return connection }
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}
