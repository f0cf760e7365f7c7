import Subprocess
import TestSupport
import Testing

/// A store that goes away and comes back behind a server that goes on.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct StoreRestartTests {
    @Test func callsFailWhileRedisServerIsAwayAreRightAfterAndAreNeverMixedUp() async throws {
        try await withScratch { scratch in
            let port = try freePort()
            try await scratch.define("data", ["type=redis", "addr=127.0.0.1", "port=\(port)"])
            // It starts although the store is not there yet.
            let server = try await scratch.startServer("dbclient_instance=data")
            let clients = try (0..<8).map { try PairClient("client \($0)", port: server.port) }
            let place = " (127.0.0.1:\(port))\r\n"
            for signal in [Signal.terminate, .kill, .terminate] {
                for client in clients {
                    for command in [["system.get", "name"], ["system.set", "name", "vito"]] {
                        client.connection.send(request(command))
                        let reply = try client.connection.reply()
                        #expect(reply.hasPrefix("-BACKEND data: ") && reply.hasSuffix(place), "\(reply)")
                    }
                    #expect(try client.connection.call("system.ping") == "+PONG\r\n")
                }
                try await scratch.redis(port) { send in
                    for client in clients { try await client.waitUntilItWorks() }
                    for _ in 0..<50 { for client in clients { #expect(try client.next() == .right) } }
                    try send(signal)
                    var unharmed = clients[...]
                    while !unharmed.isEmpty {
                        unharmed = try unharmed.filter { try $0.next() == .right }[...]
                    }
                    for client in clients { try client.finish() }
                }
            }
            try await scratch.redis(port) { _ in
                for client in clients {
                    try await client.waitUntilItWorks()
                    try client.checkAcknowledged()
                }
            }
            let log = try await scratch.log()
            #expect(log.matches(of: #/warning +backend data is not available yet: /#).count == 1, "\(log)")
            #expect(log.matches(of: #/warning +backend data is not available any more: /#).count == 3, "\(log)")
            let back = "backend data is available again · address=127.0.0.1:\(port)"
            #expect(log.ranges(of: back).count == 4, "\(log)")
        }
    }

    @Test func callsFailWhileAGUNPeerIsAwayAndWorkWhenItIsBack() async throws {
        try await withScratch { scratch in
            let port = try freePort()
            try await scratch.define("data", ["type=gun", "url=ws://127.0.0.1:\(port)/gun"])
            let server = try await scratch.startServer("dbclient_instance=data")
            let client = try PairClient("client", port: server.port)
            for _ in 0..<2 {
                #expect(
                    try client.connection.call("system.get", "name")
                        == "-BACKEND data: connection refused (127.0.0.1:\(port))\r\n")
                #expect(try client.connection.call("system.ping") == "+PONG\r\n")
                try await scratch.gun(port) {
                    try await client.waitUntilItWorks()
                    #expect(try client.next() == .right)
                    try client.finish()
                }
                // It is notified without a call.
                try await scratch.logs("backend data is not available any more: data: connection refused")
            }
            let log = try await scratch.log()
            #expect(log.ranges(of: "backend data is available again").count == 2, "\(log)")
        }
    }
}
