import GedisKit
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket
import Synchronization

@testable import GedisBackends

/// A server that speaks as gun's were captured to, with their quirks; a test can take over single messages.
final class ScriptedGunServer: Sendable {
    /// What differs between gun's servers.
    struct Behaviour: Sendable {
        /// Acknowledges puts, and answers a get of what is missing.
        var hasDisk = true
        /// Tells of a change to the connections that got the node, the writer's own included; otherwise to all others.
        var hasAXE = true
        /// Sends heartbeats, unreadable frames and other clients' gets between its messages.
        var isNoisy = false
        /// Answers pings.
        var answersPings = true
        /// How far its clock is behind, in milliseconds.
        var clockLag = 0.0
        var tls: NIOSSLContext?
    }

    /// Answers a message in place of the server; false leaves it to the server.
    typealias Script = @Sendable (Connection, JSON) -> Bool

    struct State {
        var nodes: [ExactText: GunNode] = [:]
        var connections: [ObjectIdentifier: Connection] = [:]
        var connectionCount = 0
        var subscriptions: [ExactText: Set<ObjectIdentifier>] = [:]
        var received: [JSON] = []
        var ids: Set<String> = []
        var repeatedIDs: [String] = []
    }

    let behaviour: Behaviour
    private let script: Script
    private let state = Mutex(State())
    private let listener = Mutex<(any Channel)?>(nil)

    init(_ behaviour: Behaviour = Behaviour(), script: @escaping Script = { _, _ in false }) {
        self.behaviour = behaviour
        self.script = script
    }

    /// Holds a node as if it had been put, without telling anybody.
    func hold(_ node: GunNode) { state.withLock { $0.nodes[ExactText(node.soul)] = node } }

    /// What the server has seen and holds.
    func read<R>(_ body: (State) -> R) -> R { state.withLock { body($0) } }

    /// The server's time, in milliseconds since 1970.
    var now: Double { GunClock.now - behaviour.clockLag }
}

// MARK: - Listening

extension ScriptedGunServer {
    /// Listens on a free port, or the given one.
    ///
    /// - Returns: the server's URL.
    @discardableResult
    func start(port: Int = 0) async throws -> String {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls = behaviour.tls {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
                    }
                }.flatMap { [self] in
                    let upgrader = NIOWebSocketServerUpgrader(
                        maxFrameSize: 1 << 24, automaticErrorHandling: true,
                        shouldUpgrade: { channel, head in
                            channel.eventLoop.makeSucceededFuture(head.uri == "/gun" ? [:] : nil)
                        },
                        upgradePipelineHandler: { [self] channel, _ in
                            channel.pipeline.addHandler(Connection(server: self))
                        })
                    return channel.pipeline.configureHTTPServerPipeline(
                        withServerUpgrade: (upgraders: [upgrader], completionHandler: { _ in }))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        listener.withLock { $0 = channel }
        return "\(behaviour.tls == nil ? "ws" : "wss")://127.0.0.1:\(channel.localAddress?.port ?? 0)/gun"
    }

    var port: Int { listener.withLock { $0?.localAddress?.port } ?? 0 }

    /// Ends the listening and all connections, as a server does that stops.
    func stop() async throws {
        try await listener.withLock { $0 }?.close()
        for connection in read({ Array($0.connections.values) }) { connection.close() }
    }

    /// Ends all connections and goes on listening.
    func dropConnections() {
        for connection in read({ Array($0.connections.values) }) { connection.close() }
    }

    /// Sends the same text to all connections.
    func broadcast(_ text: String) {
        for connection in read({ Array($0.connections.values) }) { connection.send(text) }
    }
}

// MARK: - Messages

extension ScriptedGunServer {
    func opened(_ connection: Connection) {
        state.withLock { state in
            state.connections[ObjectIdentifier(connection)] = connection
            state.connectionCount += 1
        }
        connection.send(##"{"#":"\##(GunRequest.makeID())","dam":"?","pid":"server"}"##)
    }

    func closed(_ connection: Connection) {
        state.withLock { state in
            state.connections[ObjectIdentifier(connection)] = nil
            for soul in state.subscriptions.keys { state.subscriptions[soul]?.remove(ObjectIdentifier(connection)) }
        }
    }

    func receive(_ text: [UInt8], from connection: Connection) {
        guard let json = try? JSONReader.read(text) else { return }
        let isKnown = state.withLock { state in
            state.received.append(json)
            guard let id = json["#"]?.string else { return false }
            let isNew = state.ids.insert(id).inserted
            if !isNew { state.repeatedIDs.append(id) }
            return !isNew
        }
        // A message of a known id is dropped.
        if isKnown { return }
        if behaviour.isNoisy { makeNoise(to: connection) }
        if script(connection, json) { return }
        if let graph = json["put"] { put(graph, json, from: connection) }
        if let get = json["get"] { answer(get, json, to: connection) }
    }

    private func makeNoise(to connection: Connection) {
        connection.send("[]")
        connection.send(##"{"#":"half"##)
        connection.send(##"{"#":"x","@":"y","put":{"odd":{"_":{"#":"odd",">":{"x":-Infinity}},"x":1}}}"##)
        connection.send(##"{"#":"relayed","><":"pA,pB","get":{"#":"somebody/elses"}}"##)
        connection.send(##"[null,5,"not json",{"#":"z","dam":"mob"}]"##)
    }

    /// Merges by HAM, acknowledges what was taken, and tells those who listen.
    func put(_ graph: JSON, _ message: JSON, from connection: Connection) {
        for member in graph.members ?? [] {
            guard let node = GunNode(soul: member.name.text, member.value) else { continue }
            merge(node, from: connection, acknowledging: message["#"]?.string)
        }
    }

    private func merge(_ node: GunNode, from connection: Connection?, acknowledging id: String?) {
        let (winners, waiting, listeners) = state.withLock { state in
            var known = state.nodes[ExactText(node.soul)] ?? GunNode(soul: node.soul)
            let (taken, waiting) = known.merge(node, now: now)
            state.nodes[ExactText(node.soul)] = known
            var winners = GunNode(soul: node.soul)
            for key in taken { if let entry = known.entries[key] { winners.set(key, entry) } }
            let listeners = state.connections.filter { id, _ in
                behaviour.hasAXE
                    ? state.subscriptions[ExactText(node.soul)]?.contains(id) == true
                    : id != connection.map { ObjectIdentifier($0) }
            }
            return (winners, waiting, Array(listeners.values))
        }
        if let due = waiting.entries.values.map(\.state).min() {
            // It is acknowledged neither now nor when its time has come.
            Task {
                try? await Task.sleep(for: .milliseconds(due - now))
                merge(waiting, from: nil, acknowledging: nil)
            }
        }
        guard !winners.entries.isEmpty else { return }
        for listener in listeners { listener.send(GunRequest.put(winners).text(id: GunRequest.makeID())) }
        if behaviour.hasDisk, let id, let connection { connection.acknowledge(id) }
    }

    /// Answers with what is in memory, 8 keys a message and the last message first, then with the disk's whole copy.
    private func answer(_ get: JSON, _ message: JSON, to connection: Connection) {
        guard let soul = get["#"]?.string, let id = message["#"]?.string else { return }
        let node = state.withLock { state in
            state.subscriptions[ExactText(soul), default: []].insert(ObjectIdentifier(connection))
            return state.nodes[ExactText(soul)]
        }
        var entries = node?.entries ?? [:]
        if let key = get["."]?.string { entries = entries.filter { $0.key == ExactText(key) } }
        guard !entries.isEmpty else {
            if behaviour.hasDisk { connection.send(#"{"@":"\#(id)"}"#) }
            return
        }
        let keys = entries.keys.sorted()
        let starts = Array(stride(from: 0, to: keys.count, by: 8))
        let ids = starts.map { _ in GunRequest.makeID() }
        for (index, start) in starts.enumerated().reversed() {
            let part = entries.filter { keys[start...].prefix(8).contains($0.key) }
            connection.answer(
                id, GunNode(soul: soul, entries: part), as: ids[index], next: ids.dropFirst(index + 1).first)
        }
        if behaviour.hasDisk, starts.count > 1 { connection.answer(id, GunNode(soul: soul, entries: entries)) }
    }
}
