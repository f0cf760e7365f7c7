import GedisGUN
import Synchronization

@testable import GedisBackends

extension ScriptedGunServer {
    func opened(_ connection: Connection) {
        contents.withLock { state in
            state.connections[ObjectIdentifier(connection)] = connection
            state.connectionCount += 1
        }
        connection.send(##"{"#":"\##(GunRequest.makeID())","dam":"?","pid":"server"}"##)
    }

    func closed(_ connection: Connection) {
        contents.withLock { state in
            state.connections[ObjectIdentifier(connection)] = nil
            for soul in state.subscriptions.keys { state.subscriptions[soul]?.remove(ObjectIdentifier(connection)) }
        }
    }

    func receive(_ text: [UInt8], from connection: Connection) {
        guard let json = try? JSON.read(text) else { return }
        let isKnown = contents.withLock { state in
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

    /// Merges by HAM, acknowledges what was taken, and notifies subscribers.
    func put(_ graph: JSON, _ message: JSON, from connection: Connection) {
        for member in graph.members ?? [] {
            guard let node = GunNode(soul: member.name.text, member.value) else { continue }
            merge(node, from: connection, acknowledging: message["#"]?.string)
        }
    }

    private func merge(_ node: GunNode, from connection: Connection?, acknowledging id: String?) {
        let (winners, waiting, listeners) = contents.withLock { state in
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
        let node = contents.withLock { state in
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
