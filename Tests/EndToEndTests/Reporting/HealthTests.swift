import Glibc
import TestSupport
import Testing

/// What whoever watches a server is told.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct HealthTests {
    @Test func aServerIsReadyOnceItsNamespacesAre() async throws {
        try await withScratch { scratch in
            let (web, metrics) = (try freePort(), try freePort())
            try await scratch.done(
                "server", "create", "main", "port=0", "web.port=\(web)", "metrics_port=\(metrics)", "password=geheim")
            #expect(try await scratch.gedis("server", "health", "main").code == 3)
            try await scratch.done("server", "start", "main", "--detach")
            #expect(try await scratch.done("server", "health", "main") == "main · ready")
            func answer(_ port: Int, _ path: String) throws -> String {
                let connection = try RawConnection(port: port)
                connection.send("GET \(path) HTTP/1.1\r\nHost: watch.example.org\r\nConnection: close\r\n\r\n")
                return try connection.rest()
            }
            for port in [web, metrics] {
                for path in ["/healthz", "/readyz"] {
                    let answer = try answer(port, path)
                    #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("\r\n\r\nok\n"), "\(answer)")
                }
            }
            let process = try #require(try await scratch.process())
            try scratch.write(
                """
                import GedisKit
                import Glibc

                struct Slow {
                    init() { while access("\(scratch.path("gate"))", F_OK) != 0 { usleep(1000) } }
                    func ping() {}
                }

                """, to: "instances/server/main/slow.swift")
            kill(process, SIGKILL)
            while !Task.isCancelled, try await scratch.gedis("server", "health", "main").code != 5 {}
            #expect(try answer(web, "/healthz").hasPrefix("HTTP/1.1 200 "))
            #expect(try answer(metrics, "/readyz").hasPrefix("HTTP/1.1 503 "))
            try scratch.write("", to: "gate")
            while !Task.isCancelled, try await scratch.gedis("server", "health", "main").code != 0 {}
            #expect(try answer(metrics, "/readyz").hasPrefix("HTTP/1.1 200 "))
        }
    }
}
