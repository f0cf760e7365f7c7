import GedisKit
import TestSupport
import Testing

/// The metrics for Prometheus, read by its own client library.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct MetricsTests {
    /// Prints each sample as `name labels value`, once the text has been found to follow the format's rules.
    private static let reader = """
        import sys, urllib.request
        from prometheus_client.parser import text_string_to_metric_families
        answer = urllib.request.urlopen(f'http://127.0.0.1:{sys.argv[1]}/metrics')
        assert answer.headers['Content-Type'] == 'text/plain; version=0.0.4; charset=utf-8', answer.headers
        text = answer.read().decode()
        assert text.endswith('\\n')
        seen = set()
        for family in text_string_to_metric_families(text):
            assert family.name not in seen and family.documentation and family.type != 'unknown', family
            seen.add(family.name)
            last = {}
            for sample in family.samples:
                labels = {name: value for name, value in sample.labels.items() if name != 'le'}
                key = tuple(sorted(labels.items()))
                if sample.name.endswith('_bucket'):
                    limit, count = last.get(key, (-1, 0))
                    assert float(sample.labels['le']) > limit and sample.value >= count, sample
                    last[key] = float(sample.labels['le']), sample.value
                if sample.name.endswith('_count'):
                    assert last[key] == (float('inf'), sample.value), sample
                print(sample.name, ','.join(f'{n}={v}' for n, v in sorted(sample.labels.items())), float(sample.value))
        """

    @Test func callsErrorsAndConnectionsAreAsPrometheusReadsThem() async throws {
        try await withScratch { scratch in
            let port = try freePort()
            let server = try await scratch.startServer("metrics_port=\(port)")
            try await scratch.add(Source.calc, as: "calc")
            let connection = try RawConnection(port: server.port)
            for _ in 0..<10 { #expect(try connection.call("calc.sum", "1", "2") == ":3\r\n") }
            #expect(try connection.call("calc.sum", "one").hasPrefix("-ERR "))
            #expect(try connection.call("calc.sum").hasPrefix("-ERR "))
            #expect(try connection.call("calc.none").hasPrefix("-ERR "))

            let samples = try await scratch.python(Self.reader, "\(port)").split(separator: "\n")
            for expected in [
                "gedis_build_info redis_version=7.2.0,version=\(GedisVersion.current) 1.0",
                "gedis_connections  1.0",
                "gedis_error_replies_total kind=ERR 3.0",
                "gedis_command_failures_total command=calc.sum 1.0",
                "gedis_command_rejections_total command=calc.sum 1.0",
                "gedis_command_duration_seconds_count command=calc.sum 11.0",
                "gedis_command_duration_seconds_bucket command=calc.sum,le=+Inf 11.0",
            ] { #expect(samples.contains(expected[...]), "\(expected) is not in \(samples)") }
            #expect(samples.contains { $0.hasPrefix("gedis_uptime_seconds ") })
            #expect(samples.contains { $0.hasPrefix("gedis_requests_total ") })
        }
    }

    @Test func nothingButMetricsIsServedAndOnlyOnThisMachine() async throws {
        try await withScratch { scratch in
            let port = try freePort()
            try await scratch.done("server", "create", "main", "port=0", "addr=0.0.0.0", "metrics_port=\(port)")
            _ = try await scratch.startAgain()
            #expect(try await scratch.log().contains("serving metrics · url=http://127.0.0.1:\(port)/metrics"))
            for (request, status) in [
                ("GET /", "404 Not Found"), ("GET /metrics?x=1", "200 OK"), ("POST /metrics", "405 Method Not Allowed"),
                ("HEAD /metrics", "200 OK"),
            ] {
                let connection = try RawConnection(port: port)
                connection.send("\(request) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                let answer = try connection.rest()
                #expect(answer.hasPrefix("HTTP/1.1 \(status)\r\n"), "\(request): \(answer)")
                #expect(answer.contains("gedis_requests_total") == request.hasPrefix("GET /metrics"))
            }
            let nonsense = try RawConnection(port: port)
            nonsense.send("*1\r\n$4\r\nPING\r\n")
            #expect(try nonsense.rest().hasPrefix("HTTP/1.1 400 Bad Request"))
        }
    }

    @Test func whoAsksByAnotherNameIsRefusedAsOnTheWeb() async throws {
        try await withScratch { scratch in
            let port = try freePort()
            _ = try await scratch.startServer("metrics_port=\(port)", "web.hosts=metrics.example")
            for (host, status) in [
                ("Host: localhost:\(port)\r\n", "200 OK"), ("Host: 127.0.0.1\r\n", "200 OK"),
                ("Host: metrics.example\r\n", "200 OK"), ("Host: evil.example\r\n", "421 Misdirected Request"),
                ("", "400 Bad Request"),
            ] {
                let connection = try RawConnection(port: port)
                connection.send("GET /metrics HTTP/1.1\r\n\(host)\r\n")
                let answer = try connection.rest()
                #expect(answer.hasPrefix("HTTP/1.1 \(status)\r\n"), "\(host): \(answer)")
                #expect(answer.contains("gedis_requests_total") == (status == "200 OK"))
            }
        }
    }

    @Test func whoSaysNothingOrAsksAheadKeepsNoPlace() async throws {
        try await withScratch { scratch in
            let port = try freePort()
            _ = try await scratch.startServer("metrics_port=\(port)", "handshake_timeout=1")
            let request = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"
            let eager = try RawConnection(port: port)
            eager.send(String(repeating: request, count: 1000))
            #expect(try eager.rest().split(separator: "HTTP/1.1 200 OK").count == 1)
            // As many as there may be say nothing; what is more is closed at once, until they have had their time.
            let silent = try (0..<64).map { _ in try RawConnection(port: port) }
            #expect(try RawConnection(port: port).rest() == "")
            for connection in silent { #expect(try connection.rest() == "") }
            let late = try RawConnection(port: port)
            late.send(request)
            #expect(try late.rest().contains("gedis_requests_total"))
        }
    }

    @Test func aReloadOpensMovesAndClosesThePort() async throws {
        try await withScratch { scratch in
            let first = try freePort()
            let second = try freePort()
            _ = try await scratch.startServer()
            for (port, open) in [(first, [first]), (second, [second]), (0, [])] {
                try await scratch.done("server", "set", "main", "metrics_port=\(port)")
                try await scratch.done("server", "reload", "main")
                for port in [first, second] {
                    let isOpen = (try? RawConnection(port: port)) != nil
                    #expect(isOpen == open.contains(port))
                }
            }
        }
    }

    @Test func aPortThatIsTakenIsSaidBeforeAnythingIsServed() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try await scratch.done("server", "create", "other", "port=0", "metrics_port=\(server.port)")
            let outcome = try await scratch.gedis("server", "start", "other", "--detach")
            #expect(outcome.code == 5)
            #expect(outcome.errors.contains("cannot serve metrics on 127.0.0.1:\(server.port): "))
            #expect(outcome.errors.contains("choose another metrics_port"))
        }
    }
}
