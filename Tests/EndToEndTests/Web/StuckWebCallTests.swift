import TestSupport
import Testing

/// What goes on beside calls over the web that never return.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct StuckWebCallTests {
    private static let source = """
        import Glibc

        struct Endless {
            func block() { while true { sleep(1000) } }
        }
        """

    @Test func thePageMetricsAndCallsAnswerBesideCallsThatNeverReturn() async throws {
        let metrics = try freePort()
        try await withWebServer("metrics_port=\(metrics)") { web in
            try await web.scratch.add(Self.source, as: "endless")
            // First a call by HTTP is stuck, then one over a WebSocket beside it.
            let printed = try await web.python(
                """
                import http.client
                from urllib.request import urlopen

                def metrics():
                    return urlopen('http://127.0.0.1:\(metrics)/metrics', timeout=60).read().decode()

                def answers(count):
                    while f'gedis_stuck_threads{{command="endless.block"}} {count}' not in metrics():
                        pass
                    for _ in range(4):
                        assert urlopen(f'http://localhost:{port}/', timeout=60).status == 200
                        assert 'gedis_build_info' in metrics()
                        call = urlopen(f'http://localhost:{port}/call/calc.sum', b'[1]', timeout=60)
                        assert call.read() == b'3'
                        client = WebSocket(port)
                        client.send(2, request('PING'))
                        assert client.receive()[1] == b'+PONG\\r\\n'
                    return 'answers'

                stuck = http.client.HTTPConnection('localhost', port)
                stuck.request('POST', '/call/endless.block', '[]')
                print(answers(1))
                other = WebSocket(port)
                other.send(2, request('endless.block'))
                print(answers(2))
                """)
            #expect(printed == ["answers", "answers"])
            let log = try await web.scratch.log()
            #expect(log.contains("commands keep all threads: another thread serves new connections"))
            try await eventually("the stuck commands are named") {
                try await web.scratch.log().contains("command=endless.block")
            }
        }
    }
}
