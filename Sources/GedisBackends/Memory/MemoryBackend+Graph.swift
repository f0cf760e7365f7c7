package import GedisGUN
import GedisKit
import Synchronization

extension MemoryBackend: GraphStore {
    private static let clock = GunClock()

    nonisolated(nonsending) package func merge(_ puts: [GraphPut]) async throws -> [[GunNode]] {
        try nodes.withLock { nodes in
            guard nodes.states != nil else { throw BackendError.noGraph }
            return puts.map { put in
                var lost: [GunNode] = []
                var taken: [GunNode] = []
                for node in put.nodes {
                    let (won, stays) = Self.merge(node, &nodes)
                    if !won.entries.isEmpty { taken.append(won) }
                    if !stays.entries.isEmpty { lost.append(stays) }
                }
                for node in taken { report(node) }
                if !taken.isEmpty { observer.notify(GraphChange(put: put.id, nodes: taken)) }
                return lost
            }
        }
    }

    nonisolated(nonsending) package func page(
        of soul: String, _ selection: GunSelection, after key: ExactText?
    ) async throws -> GraphPage {
        let soul = ExactText(soul)
        if case .key(let key) = selection {
            let entry = try nodes.withLock { nodes in
                guard let states = nodes.states else { throw BackendError.noGraph }
                return Self.entry(states[soul, key], nodes.value(soul.text, key.text))
            }
            return GraphPage(entries: entry.map { [(key, $0)] } ?? [], next: nil)
        }
        let (marks, values) = try nodes.withLock { nodes in
            guard let states = nodes.states else { throw BackendError.noGraph }
            return (states.marks(of: soul), nodes.values(soul.text))
        }
        var entries: [(key: ExactText, entry: GunEntry)] = []
        for (key, mark) in marks {
            if case .range(let range) = selection, !range.contains(key) { continue }
            if let entry = Self.entry(mark, values[key]) { entries.append((key, entry)) }
        }
        if case .range = selection { entries.sort { $0.key < $1.key } }
        return GraphPage(entries: entries, next: nil)
    }

    package func observeGraph(_ observer: (@Sendable (GraphChange) -> Void)?) {
        self.observer.use(observer)
    }

    /// Notes changes of values, each at the next state of the clock.
    func note(_ changes: [Change], of namespace: String, _ nodes: inout MemoryNodes) {
        var node = GunNode(soul: namespace)
        let soul = ExactText(namespace)
        for change in changes {
            let key = ExactText(change.key)
            let state = Self.clock.next(after: nodes.states?[soul, key]?.state)
            nodes.states?[soul, key] = MemoryStates.Mark(state: state, exact: change.value == nil ? .null : nil)
            guard let value = change.value.map({ try? GunValue($0) }) ?? .null else { continue }
            node.set(key, GunEntry(value: value, state: state))
        }
        observer.notify(GraphChange(put: nil, nodes: [node]))
    }

    private static func merge(_ node: GunNode, _ nodes: inout MemoryNodes) -> (taken: GunNode, lost: GunNode) {
        var (taken, lost) = (GunNode(soul: node.soul), GunNode(soul: node.soul))
        let soul = ExactText(node.soul)
        for (key, entry) in node.entries {
            let mark = nodes.states?[soul, key]
            let held = Self.entry(mark, nodes.value(node.soul, key.text))
            guard entry.isTaken(over: mark?.state, held?.value) else {
                if let held, !held.hasValue(of: entry) { lost.set(key, held) }
                continue
            }
            if let scalar = entry.value.scalar {
                nodes.put(node.soul, key.text, scalar, until: nil)
            } else {
                _ = nodes.delete(node.soul, key.text)
            }
            let exact = entry.value.isScalar ? nil : entry.value
            nodes.states?[soul, key] = MemoryStates.Mark(state: entry.state, exact: exact)
            taken.set(key, entry)
        }
        return (taken, lost)
    }

    private static func entry(_ mark: MemoryStates.Mark?, _ scalar: Scalar?) -> GunEntry? {
        guard let mark, let value = mark.exact ?? scalar.flatMap({ try? GunValue($0) }) else { return nil }
        return GunEntry(value: value, state: mark.state)
    }
}
