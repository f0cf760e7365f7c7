import Subprocess
import TestSupport
import Testing

/// A server over one file that is ended as a crash would end it.
@Suite(.takesTurns, .timeLimit(.minutes(10))) struct KilledServerTests {
    @Test func noAcknowledgedPutIsLost() async throws {
        try await withScratch { scratch in
            try await scratch.define("data", ["type=sqlite"])
            try await scratch.done("server", "create", "main", "port=0", "dbclient_instance=data")
            var (sent, acknowledged) = ([String](), [String]())
            for turn in 0..<50 {
                let ended = try await scratch.foreground("server", "start", "main") { server in
                    let clients = try (0..<4).map { _ in try RawConnection(port: server.port) }
                    let keys = clients.indices.map { client in (0..<250).map { "\(turn)/\(client)/\($0)" } }
                    for (client, keys) in zip(clients, keys) { client.send(keys.map(put).joined()) }
                    for _ in 0...turn { #expect(try clients[0].reply() == "+OK\r\n") }
                    try server.signal(.kill)
                    for (index, (client, keys)) in zip(clients, keys).enumerated() {
                        let replies = try client.rest().split(separator: "\r\n", omittingEmptySubsequences: false)
                        #expect(replies.dropLast().allSatisfy { $0 == "+OK" })
                        acknowledged += keys.prefix(replies.count - 1 + (index == 0 ? turn + 1 : 0))
                        sent += keys
                    }
                }
                #expect(ended.code == -1, "\(ended.output)\(ended.errors)")
            }
            #expect(acknowledged.count >= 50 * 51 / 2)
            #expect(acknowledged.count < sent.count, "it was never killed within its writes")

            let server = try await scratch.startAgain()
            let client = try RawConnection(port: server.port)
            let kept = Set(acknowledged)
            client.send(sent.map { request(["system.get", $0]) }.joined())
            for key in sent {
                let value = try client.reply()
                #expect(value == bulk("value of \(key)") || value == "$-1\r\n" && !kept.contains(key))
            }
        }
    }
}

/// A request that puts a value that holds its key.
private func put(_ key: String) -> String { request(["system.set", key, "value of \(key)"]) }
