import GedisKit
import GedisSettings
import Logging
import Testing

@testable import GedisCore

/// Calls that are sent on to another server, without I/O.
@Suite struct RelayTests {
    @Test func sendsWhatATurnCollectsInOneGo() {
        let server = FarServer()
        let (one, two) = (server.connect(), server.connect())
        one.send("cache.get a\ncache.get b\n")
        two.send("CACHE.GET c\n")
        server.turn()
        #expect(
            server.carrier.sends == [
                "*2\r\n$3\r\nget\r\n$1\r\na\r\n*2\r\n$3\r\nget\r\n$1\r\nb\r\n*2\r\n$3\r\nget\r\n$1\r\nc\r\n"
            ])
        server.reply("+A\r\n$1\r\nb")
        #expect((one.taken, two.taken) == ("+A\r\n", ""))
        server.reply("\r\n-ERR no\r\n")
        #expect((one.taken, two.taken) == ("$1\r\nb\r\n", "-ERR no\r\n"))
    }

    @Test func sendsOnWhatFollowsUntilSomethingElseComes() {
        let server = FarServer()
        let client = server.connect()
        client.send("cache.get a\ncache.GET b\n\ncache.other x\ncache.get c\ncache.get\ncache.get d\ncache.ge")
        server.turn()
        let sent = ["get", "get", "other", "get"].zipped(with: "abxc")
        #expect(server.carrier.sends == [sent])
        server.reply(":1\r\n:2\r\n:3\r\n:4\r\n")
        #expect(client.taken == ":1\r\n:2\r\n:3\r\n:4\r\n-ERR wrong number of arguments for 'cache.get' command\r\n")
        client.send("t e\n")
        server.turn()
        #expect(server.carrier.sends == [["get", "get"].zipped(with: "de")])
        server.reply(":5\r\n$2\r\n:6\r\n")
        #expect(client.taken == ":5\r\n$2\r\n:6\r\n")
        #expect(server.worker.counters.commands == 7)
        #expect(server.worker.counters.statistics(of: "cache.get").totals.calls == 5)
    }

    @Test func goesOnSendingWhereTheServerTookAPart() {
        let server = FarServer()
        let client = server.connect()
        server.carrier.room = 30
        client.send("cache.get a\ncache.get b\n")
        server.turn()
        client.send("cache.get c\n")
        server.carrier.room = .max
        server.turn()
        #expect(server.carrier.sends.joined() == ["get", "get", "get"].zipped(with: "abc"))
        server.reply("+A\r\n+B\r\n")
        server.reply("+C\r\n")
        #expect(client.taken == "+A\r\n+B\r\n+C\r\n")
    }

    @Test func letsOtherCallsWaitForTheirPlace() {
        let server = FarServer()
        let client = server.connect()
        client.send("ping\ncache.get a\nping\nnope\ncache.get b\n")
        #expect(client.taken == "+PONG\r\n")
        server.turn()
        server.reply("+A\r\n")
        #expect(client.taken.hasPrefix("+A\r\n+PONG\r\n-ERR unknown command 'nope'"))
        server.turn()
        server.reply("+B\r\n")
        #expect(client.taken == "+B\r\n")
    }

    @Test func answersWhatWasSentBeforeAMistakeInTheProtocol() {
        let server = FarServer()
        let client = server.connect()
        client.send("cache.get a\n*1\r\nx\r\n")
        server.turn()
        #expect(client.taken == "")
        server.reply("+A\r\n")
        #expect(client.taken.hasPrefix("+A\r\n-ERR Protocol error"))
    }

    @Test func answersAClientThatSendsNoMore() {
        let server = FarServer()
        let client = server.connect()
        client.send("cache.get a\n")
        server.turn()
        client.driver.inputEnded()
        server.reply("+A\r\n")
        #expect(client.taken == "+A\r\n")
        #expect(client.isClosed)
    }

    @Test func passesOverRepliesToAClientThatIsGone() {
        let server = FarServer()
        let (one, two) = (server.connect(), server.connect())
        one.send("cache.get a\n")
        two.send("cache.get b\n")
        server.turn()
        one.driver.abort()
        server.reply("+A\r\n+B\r\n")
        #expect(two.taken == "+B\r\n")
    }

    @Test func failsWhatWaitsWhenTheConnectionIsLostAndConnectsAgain() {
        let server = FarServer()
        let client = server.connect()
        client.send("cache.get a\ncache.get b\nping\n")
        server.turn()
        server.link?.failed(RelayFailure("the connection to far was closed"))
        let error = "-MOUNT cache: the connection to far was closed; whether the call was carried out is not known\r\n"
        #expect(client.taken == error + error + "+PONG\r\n")
        client.send("cache.get c\n")
        #expect(server.carrier.attempts == 2)
        server.link?.failed(RelayFailure("could not connect to far: connection refused"))
        #expect(client.taken.hasPrefix("-MOUNT cache: could not connect to far: connection refused; it is tried again"))
        // For a while it is not even tried.
        client.send("cache.get d\n")
        #expect(server.carrier.attempts == 2)
        #expect(client.taken.hasPrefix("-MOUNT cache: could not connect to far"))
    }

    @Test func speaksTheClientsVersion() {
        let server = FarServer()
        let client = server.connect()
        client.send("hello 3\n")
        _ = client.taken
        client.send("cache.get a\n")
        #expect(server.carrier.sends == ["*2\r\n$5\r\nHELLO\r\n$1\r\n3\r\n"])
        server.reply("%1\r\n+proto\r\n:3\r\n")
        server.turn()
        server.reply("%1\r\n+a\r\n_\r\n")
        #expect(client.taken == "%1\r\n+a\r\n_\r\n")
    }

    @Test func rewritesRepliesOfAServerThatKnowsRESP2Alone() {
        let server = FarServer()
        let client = server.connect()
        client.send("hello 3\n")
        _ = client.taken
        client.send("cache.get a\n")
        server.reply("-ERR unknown command 'HELLO'\r\n")
        server.turn()
        server.reply("*2\r\n$-1\r\n:1\r\n")
        #expect(client.taken == "*2\r\n_\r\n:1\r\n")
    }

    @Test func saysThatAPasswordIsRefused() {
        let server = FarServer(authentication: ["AUTH", "pw"])
        let client = server.connect()
        client.send("cache.get a\n")
        #expect(server.carrier.sends == ["*2\r\n$4\r\nAUTH\r\n$2\r\npw\r\n"])
        server.reply("-WRONGPASS no\r\n")
        #expect(client.taken.hasPrefix("-MOUNT cache: far refused the password: WRONGPASS no; "))
    }

    @Test func closesAServerThatSendsNoReply() {
        let server = FarServer()
        let client = server.connect()
        client.send("cache.get a\n")
        server.turn()
        server.reply("nonsense\r\n")
        #expect(client.taken.hasPrefix("-MOUNT cache: far sent bytes that are no reply"))
    }

    @Test func doesNotWaitForEver() {
        let server = FarServer()
        let client = server.connect()
        client.send("cache.get a\n")
        server.turn()
        server.worker.relays.first?.enforceDeadlines(.milliseconds(1), at: Stopwatch.now() + 1_000_000_000)
        #expect(client.taken.hasPrefix("-MOUNT cache: far does not answer"))
    }

    @Test func countsCallsWithTheirErrors() {
        let server = FarServer()
        let client = server.connect()
        client.send("cache.get a\ncache.get b\ncache.get\n")
        server.turn()
        server.reply("+A\r\n-ERR no\r\n")
        let totals = server.worker.counters.statistics(of: "cache.get").totals
        #expect((totals.calls, totals.failures, totals.rejections) == (2, 1, 1))
    }

    @Test func knowsNamesThatAreNotListed() {
        let server = FarServer()
        let client = server.connect()
        client.send("cache.other x\ncache.refused\n")
        server.turn()
        #expect(server.carrier.sends == ["*2\r\n$5\r\nother\r\n$1\r\nx\r\n"])
        server.reply("+A\r\n")
        #expect(client.taken == "+A\r\n-ERR unknown command 'cache.refused', with args beginning with: \r\n")
    }
}

extension [String] {
    /// The requests of these commands, each with a letter as its argument.
    fileprivate func zipped(with letters: String) -> String {
        zip(self, letters).map { "*2\r\n$\($0.count)\r\n\($0)\r\n$1\r\n\($1)\r\n" }.joined()
    }
}

/// A worker with a mount, and what the mounted server is sent.
private final class FarServer {
    /// Keeps what is sent, and connects at once.
    final class Carrier: RelayCarrier {
        var sends: [String] = []
        var attempts = 0
        /// How many bytes of one sending it takes.
        var room = Int.max
        var connected: () -> Void = {}
        func connect() {
            attempts += 1
            if attempts == 1 { connected() }
        }
        func flushSoon() {}
        func close() {}
        func detach() {}
        func send(_ bytes: UnsafeRawBufferPointer) -> Int {
            let taken = bytes.prefix(room)
            sends.append(String(decoding: taken, as: UTF8.self))
            return taken.count
        }
    }

    let carrier = Carrier()
    let worker: Worker
    private(set) var link: RelayLink?

    init(authentication: [String]? = nil) {
        let target = RelayTarget(name: "cache", timeout: .seconds(5), connections: 1) { .failure(RelayFailure("none")) }
        @Sendable func command(_ name: String) -> Command {
            var command = Command(
                name: name, parameters: [Parameter(name: "key", type: "String")],
                handler: .asynchronous { calls in while calls.next() { calls.reply.simple("another way") } })
            command.relay = target
            return command
        }
        var namespace = Namespace(name: "cache", commands: [command("get")])
        namespace.relay = target
        namespace.others = { $0 == "other" ? command($0) : nil }
        let core = ServerCore(
            ServerConfiguration(name: "test", endpoints: []), namespaces: [namespace], logger: Logger(label: "test"))
        worker = core.makeWorker().value
        worker.makeCarrier = { [unowned self] link in
            self.link = link
            carrier.connected = { [unowned link] in
                link.connected(to: "far", authentication: authentication.map { $0.map { Array($0.utf8) } })
            }
            return carrier
        }
    }

    /// The thread has looked at all that there was.
    func turn() { link?.flush() }

    func reply(_ text: String) {
        Array(text.utf8).withUnsafeBytes { link?.receive($0) }
        carrier.sends = []
    }

    func connect() -> FarClient { FarClient(of: worker) }
}

/// A client's connection.
private final class FarClient: Transport {
    private final class Jobs: JobQueue {
        func enqueue(_ job: UnownedJob, of executor: UnownedTaskExecutor) {}
    }

    private let queue = Jobs()
    private var output = ""
    private(set) var isClosed = false
    private(set) var driver: ConnectionDriver!

    init(of worker: Worker) {
        driver = ConnectionDriver(Connection(worker: worker, audience: .clients, address: "test"), over: self)
    }

    /// What was sent since this was asked last.
    var taken: String {
        defer { output = "" }
        return output
    }

    func send(_ text: String) {
        Array(text.utf8).withUnsafeBytes { driver.receive($0) }
        driver.flush()
    }

    var jobs: any JobQueue { queue }
    var isWritable: Bool { true }
    var unsentBytes: Int { 0 }
    func send(_ bytes: UnsafeRawBufferPointer) { output += String(decoding: bytes, as: UTF8.self) }
    func whenSent(_ action: @escaping () -> Void) { action() }
    func resumeReading() {}
    func flushSoon() {}
    func closeOutput() {}
    func close() {
        guard !isClosed else { return }
        isClosed = true
        driver.ended()
    }
    func close(afterMilliseconds delay: Int) {}
}
