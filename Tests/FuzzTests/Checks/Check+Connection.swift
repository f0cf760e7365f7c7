import GedisKit
import GedisRESP
import Logging

@testable import GedisCore

extension Check {
    /// A connection's core answers any bytes with valid replies, and with the same ones however the bytes are cut. The
    /// first byte of an input chooses who may call.
    static let connection = Check(
        name: "connection",
        vocabulary: [
            "*1\r\n$4\r\nping\r\n", "*2\r\n$4\r\necho\r\n", "$1\r\na\r\n", "*1\r\n", "\r\n", "\n", " ", "ping", "echo ",
            "\"a\\n\"",
            "demo.text x\n", "demo.fail\n", "demo.half\n", "demo.later\n", "demo.large\n", "demo.", "auth secret\n",
            "auth vito pw\n", "hello 3\n", "hello 2", " auth vito pw", " setname a\n", "reset\n", "quit\n",
            "subscribe a b\n",
            "psubscribe a*\n", "unsubscribe\n", "punsubscribe\n", "publish a b\n", "pubsub ", "channels *\n",
            "numsub a\n", "client ",
            "reply off\n", "reply on\n", "reply skip\n", "kill id 1\n", "list\n", "pause 1\n", "setname x\n",
            "setinfo lib-name x\n",
            "command\n", "command docs\n", "command list filterby pattern *\n", "acl ", "whoami\n", "cat\n",
            "config get *\n",
            "slowlog get -1\n", "info everything\n", "latency histogram\n", "monitor\n", "select 0\n", "help\n",
            "post\n", "host: x\n",
        ],
        begin: {
            let counters = Counters()
            let tables = CommandTables(Commands(clients: [.fuzzed]), counters: counters)
            return { input in
                guard let choice = input.first else { return nil }
                let ways = Cut.ways(of: input.dropFirst()).map { cut in
                    let client = Client(choice, counters, tables)
                    var start = 1
                    for end in cut {
                        client.send(Array(input[start..<end]))
                        start = end
                    }
                    return client
                }
                return complaint(of: ways, isVolatile: isVolatile(input))
            }
        })

    private static func complaint(of ways: [Client], isVolatile: Bool) -> String? {
        let count = ways[0].countReplies()
        for client in ways {
            guard let replies = client.countReplies() else {
                return "no replies: \(String(decoding: client.output, as: UTF8.self))"
            }
            guard client.isClosed == ways[0].isClosed, replies == count,
                isVolatile || client.output == ways[0].output
            else {
                return
                    "cut otherwise, other replies come out: \(ways.map { String(decoding: $0.output, as: UTF8.self) })"
            }
        }
        return nil
    }

    /// Whether replies may depend on the time, of how requests arrived, or of things in no order.
    private static func isVolatile(_ input: [UInt8]) -> Bool {
        let text = String(decoding: input, as: UTF8.self).lowercased()
        // Who guesses gets how many seconds to wait.
        return ["info", "time", "slowlog", "latency", "client", "auth", "unsubscribe"].contains { text.contains($0) }
    }

    /// Drives a core as a transport does.
    private final class Client {
        private let connection: Connection
        private(set) var isClosed = false
        private(set) var output: [UInt8] = []

        init(_ choice: UInt8, _ counters: Counters, _ tables: CommandTables) {
            var configuration = ServerConfiguration(name: "fuzz", endpoints: [])
            if choice & 1 == 1 { configuration.password = "secret" }
            if choice & 2 == 2 {
                configuration.users = [
                    .init(name: "vito", password: "pw", commands: ["demo.*", "@pubsub", "client|list"])
                ]
            }
            configuration.slowlogThreshold = .zero
            let core = ServerCore(configuration, logger: Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() })
            core.add(counters)
            let worker = Worker(server: core, counters: counters, tables: tables, logger: core.logger)
            connection = Connection(worker: worker, audience: .clients, address: "127.0.0.1:1")
        }

        /// How many replies there are; nil where the output is none.
        func countReplies() -> Int? {
            var parser = ReplyParser()
            output.withUnsafeBytes { parser.append($0) }
            "+end\r\n".utf8.withContiguousStorageIfAvailable { parser.append(UnsafeRawBufferPointer($0)) }
            var last: Value?
            var count = 0
            while let reply = try? parser.next() {
                last = reply
                count += 1
            }
            return last == .simple("end") ? count - 1 : nil
        }

        func send(_ bytes: [UInt8]) {
            guard !isClosed else { return }
            guard let step = bytes.span.withUnsafeBytes({ connection.receive($0) }) else { return }
            follow(step)
        }

        private func follow(_ first: consuming Connection.Step) {
            var step = first
            while true {
                takeOutput()
                switch consume step {
                case .input: return
                case .paused: return
                case .relaying: return
                case .close:
                    isClosed = true
                    connection.stopReceiving()
                    return
                case .output: break
                case .turn: break
                case .call: endCall()
                case .inquiry: endCall()
                }
                step = connection.resume()
            }
        }

        private func endCall() {
            var reply = ReplyWriter(version: connection.session.version)
            reply.simple("CALLED")
            connection.finish(reply)
        }

        private func takeOutput() { connection.takeOutput { output += $0 } }
    }
}

extension Namespace {
    /// Commands that reply in all ways.
    fileprivate static let fuzzed = Namespace(
        name: "demo",
        commands: [
            Command(
                name: "text", parameters: [Parameter(name: "text", type: "String")],
                handler: .synchronous { arguments, reply in
                    reply.string(try arguments.decode(String.self, at: 0, "text"))
                }),
            Command(name: "fail", handler: .synchronous { _, _ in throw CommandError("two\r\nlines", code: "NO") }),
            Command(
                name: "half",
                handler: .synchronous { _, reply in
                    reply.array(count: 2)
                    throw CommandError("half a reply")
                }),
            Command(
                name: "large",
                handler: .synchronous { _, reply in reply.string(String(repeating: "x", count: 100_000)) }),
            Command(name: "later", handler: .asynchronous { calls in while calls.next() { calls.reply.ok() } }),
        ])
}
