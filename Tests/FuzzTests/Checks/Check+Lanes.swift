import GedisKit
import GedisRESP
import Logging

@testable import GedisCore
@testable import GedisWorkers

extension Check {
    /// Whatever a worker sends over a lane, and however it is cut, each call is replied to once, by a valid reply, and the
    /// replies are the same ones.
    ///
    /// An input is what arrives.
    static let lanes = Check(
        name: "lanes",
        vocabulary: [
            // Frames, by their length, and lists of replies.
            "\u{A}\0\0\0[\u{1}\0\0\0i\u{3}\0\0\0", "\u{F}\0\0\0[\u{2}\0\0\0i\u{3}\0\0\0i\u{4}\0\0\0",
            "\u{6}\0\0\0[\u{1}\0\0\0N",
            "\u{7}\0\0\0[\u{2}\0\0\0NN", "\u{B}\0\0\0[\u{1}\0\0\0u\u{1}\0\0\0a", "\u{5}\0\0\0[\0\0\0\0",
            "\u{D}\0\0\0[\u{1}\0\0\0(\u{3}\0\0\0NNN", "\u{13}\0\0\0[\u{1}\0\0\0(\u{3}\0\0\0Nu\u{1}\0\0\0aN",
            "\u{14}\0\0\0[\u{2}\0\0\0", "\u{19}\0\0\0[\u{3}\0\0\0", "[\u{1}\0\0\0", "[\u{2}\0\0\0", "(\u{3}\0\0\0",
            "i\u{3}\0\0\0", "u\u{1}\0\0\0a", "u\u{4}\0\0\0CODE", "s\u{1}\0\0\0a", "N", "T", "F",
            "g\0\0\0\0\0\0\u{30}\u{40}",
            "{0", "{u\u{1}\0\0\0ai\u{3}\0\0\0" + "0", "l\u{2}\0\0\0\u{1}\0\u{1}\0", "<\u{1}\0\0\0", "\u{1}\0\0\0", "\0",
        ],
        begin: {
            let tables = CommandTables(Commands(clients: [.laned]), counters: Counters())
            return { input in
                let ways = Cut.ways(of: input[...]).map { Lane.replies(to: input, $0, tables) }
                guard ways.allSatisfy({ $0 == ways[0] }) else {
                    return "cut otherwise, other replies come out: \(ways.map { String(decoding: $0, as: UTF8.self) })"
                }
                var parser = ReplyParser()
                ways[0].withUnsafeBytes { parser.append($0) }
                var count = 0
                while (try? parser.next()) != nil { count += 1 }
                return count == Lane.calls ? nil : "\(count) replies: \(String(decoding: ways[0], as: UTF8.self))"
            }
        })
}

/// A thread with a lane, and a client whose calls go over it.
private enum Lane {
    static let calls = 6

    static let manifest: WorkerManifest = {
        func parameter(_ name: String, _ type: String) -> Value {
            .record([
                "name": .simple(name), "presence": .simple("required"), "schema": .record(["type": .simple(type)]),
            ])
        }
        func command(_ name: String, _ parameters: [Value], _ result: Value) -> Value {
            .record([
                "name": .simple(name), "parameters": .array(parameters), "result": result, "lane": .boolean(true),
            ])
        }
        let commands = [
            command(
                "sum", [parameter("a", "integer"), parameter("b", "integer")], .record(["type": .simple("integer")])),
            command("put", [parameter("text", "string")], .null),
        ]
        do {
            return try WorkerManifest(
                .record([
                    "protocol": .integer(WorkerProtocol.version), "types": .array([]), "commands": .array(commands),
                ]))
        } catch {
            fatalError("\(error)")
        }
    }()

    /// What the client is replied when an input has arrived in pieces, and the worker has ended.
    static func replies(to input: [UInt8], _ cut: Cut, _ tables: CommandTables) -> [UInt8] {
        let core = ServerCore(
            ServerConfiguration(name: "fuzz", endpoints: []),
            logger: Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() })
        let counters = Counters()
        core.add(counters)
        let worker = Worker(server: core, counters: counters, tables: tables, logger: core.logger)
        var carriers: [Carrier] = []
        worker.makeCarrier = { link in
            carriers.append(Carrier(link))
            return carriers[0]
        }
        let client = Client(of: worker)
        client.send("lanes.sum 1 2\nlanes.sum 3 4\nlanes.put a\nlanes.put b\nlanes.sum x 1\nlanes.sum 5 6\n")
        let lane = carriers[0]
        lane.link.flush()
        var start = 0
        // What is behind a mistake arrives nowhere.
        for end in cut where !lane.isEnded {
            input[start..<end].withUnsafeBytes { lane.link.receive($0) }
            start = end
        }
        // What waited for replies goes over the lane that is made anew, which ends as well.
        for _ in 0..<calls { lane.link.lost(RelayFailure("it ended")) }
        return client.output
    }

    /// Takes all, and connects at once.
    private final class Carrier: RelayCarrier {
        unowned let link: RelayLink
        private(set) var isEnded = false

        init(_ link: RelayLink) { self.link = link }

        func connect() { link.connected(to: "a worker", authentication: nil) }
        func flushSoon() {}
        func send(_ bytes: UnsafeRawBufferPointer) -> Int { bytes.count }
        func close() { isEnded = true }
        func detach() {}
    }

    private final class Client: Transport {
        private final class Jobs: JobQueue {
            func enqueue(_ job: UnownedJob, of executor: UnownedTaskExecutor) {}
        }

        private(set) var output: [UInt8] = []
        private var driver: ConnectionDriver?
        let jobs: any JobQueue = Jobs()

        init(of worker: Worker) {
            driver = ConnectionDriver(Connection(worker: worker, audience: .clients, address: "test"), over: self)
        }

        func send(_ text: String) {
            Array(text.utf8).withUnsafeBytes { driver?.receive($0) }
            driver?.flush()
        }

        var isWritable: Bool { true }
        var unsentBytes: Int { 0 }
        func send(_ bytes: UnsafeRawBufferPointer) { output += bytes }
        func whenSent(_ action: @escaping () -> Void) { action() }
        func resumeReading() {}
        func flushSoon() {}
        func closeOutput() {}
        func close() { driver = nil }
        func close(afterMilliseconds delay: Int) {}
    }
}

/// A worker whose lanes are those that are fuzzed.
private final class LaneWorker: RelayedWorker {
    var callTimeout: Duration? { nil }
    func makeCoder() -> (any RelayCoder)? { MarshalCoder(Lane.manifest, in: Namespace.Environment(name: "lanes")) }
    func error(of failure: RelayFailure, _ command: String, wasSent: Bool) -> CommandError {
        CommandError("\(command): \(failure)", code: "WORKER")
    }
    func timeout(of command: String) -> CommandError { CommandError("\(command) took too long", code: "TIMEOUT") }
}

extension Namespace {
    fileprivate static let laned: Namespace = {
        let target = RelayTarget(name: "lanes", timeout: .zero, connections: 1, worker: LaneWorker()) {
            .failure(RelayFailure("none"))
        }
        let commands = Lane.manifest.commands.enumerated().map { number, described in
            var command = Command(
                name: described.name, parameters: described.parameters,
                handler: .asynchronous { calls in while calls.next() { calls.reply.ok() } })
            command.relay = target
            command.relayNumber = number
            return command
        }
        var namespace = Namespace(name: "lanes", commands: commands)
        namespace.relay = target
        return namespace
    }()
}

extension Value {
    /// A dict, in the order of its keys.
    fileprivate static func record(_ entries: KeyValuePairs<String, Value>) -> Value {
        .map(entries.map { Entry(.simple($0.key), $0.value) })
    }
}
