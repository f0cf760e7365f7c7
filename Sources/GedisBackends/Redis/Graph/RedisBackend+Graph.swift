package import GedisGUN
package import GedisKit

extension RedisBackend: GraphStore {
    /// How many keys of a page there are, and how many entries one script takes.
    private static let pageSize = 500
    private static let mostEntries = 10_000

    /// What came of an entry: whether it was taken, and what stands in its place where it lost.
    private typealias Outcome = (put: Int, key: ExactText, entry: GunEntry, held: RedisEntry?)

    nonisolated(nonsending) package func merge(_ puts: [GraphPut]) async throws -> [[GunNode]] {
        guard holdsGraph else { throw BackendError.noGraph }
        var entries: [ExactText: [(put: Int, key: ExactText, entry: GunEntry)]] = [:]
        for (index, put) in puts.enumerated() {
            for node in put.nodes { entries[ExactText(node.soul), default: []] += node.entries.map { (index, $0, $1) } }
        }
        let outcomes = try await withThrowingTaskGroup(of: (ExactText, [Outcome]).self) { group in
            for (soul, entries) in entries { group.addTask { (soul, try await self.merge(entries, into: soul.text)) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        var taken = [[GunNode]](repeating: [], count: puts.count)
        var lost = taken
        for (soul, outcomes) in outcomes {
            for (put, outcomes) in Dictionary(grouping: outcomes, by: \.put) {
                var (won, stays) = (GunNode(soul: soul.text), GunNode(soul: soul.text))
                for outcome in outcomes {
                    guard let held = outcome.held else {
                        won.set(outcome.key, outcome.entry)
                        continue
                    }
                    if let entry = held.entry, !entry.hasValue(of: outcome.entry) { stays.set(outcome.key, entry) }
                }
                if !won.entries.isEmpty { taken[put].append(won) }
                if !stays.entries.isEmpty { lost[put].append(stays) }
            }
        }
        for (put, nodes) in zip(puts, taken) where !nodes.isEmpty {
            observer.notify(GraphChange(put: put.id, nodes: nodes))
        }
        return lost
    }

    nonisolated(nonsending) package func page(
        of soul: String, _ selection: GunSelection, after last: ExactText?
    ) async throws -> GraphPage {
        guard holdsGraph else { throw BackendError.noGraph }
        var lowest = ExactText("")
        switch selection {
        case .key(let key):
            let found = try entries(try await perform(node(soul).entry(key)))
            return GraphPage(entries: found.compactMap { held in held.entry.map { (held.name, $0) } }, next: nil)
        case .range(let range): lowest = range.lowest
        case .node: break
        }
        let reply = try await perform(node(soul).page(from: lowest, after: last, limit: Self.pageSize))
        guard case .array(let lists) = reply, lists.count == 2 else { throw surprise(reply) }
        let (values, nulls) = (try entries(lists[0]), try entries(lists[1]))
        // Behind the last key of a list that is full, the list is not known.
        let next = [values, nulls].filter { $0.count == Self.pageSize }.compactMap(\.last?.name).min()
        var found: [ExactText: GunEntry] = [:]
        for held in values + nulls where next.map({ held.name <= $0 }) ?? true { found[held.name] = held.entry }
        let sorted = found.map { (key: $0, entry: $1) }.sorted { $0.key < $1.key }
        guard case .range(let range) = selection else { return GraphPage(entries: sorted, next: next) }
        let isOver = next.map(range.isBefore) ?? true
        return GraphPage(entries: sorted.filter { range.contains($0.key) }, next: isOver ? nil : next)
    }

    package func observeGraph(_ observer: (@Sendable (GraphChange) -> Void)?) {
        self.observer.use(observer)
        if observer != nil { graphFeed.start() }
    }

    package func observeGaps(_ observer: (@Sendable () -> Void)?) { self.observer.use(gaps: observer) }

    /// Merges entries of one node, in their order.
    private func merge(
        _ entries: [(put: Int, key: ExactText, entry: GunEntry)], into soul: String
    ) async throws -> [Outcome] {
        var outcomes: [Outcome] = []
        for start in stride(from: 0, to: entries.count, by: Self.mostEntries) {
            let part = entries[start..<min(start + Self.mostEntries, entries.count)]
            let reply = try await perform(
                node(soul).merge(part.map { RedisEntry($0.key, $0.entry) }, as: graphFeed.origin))
            guard case .array(let results) = reply, results.count == part.count else { throw surprise(reply) }
            for (entry, result) in zip(part, results) {
                var held = try self.held(result)
                while let other = held, entry.entry.isTaken(over: other.time, other.value) {
                    held = try await settle(entry.key, entry.entry, over: other, in: soul)
                }
                outcomes.append((entry.put, entry.key, entry.entry, held))
            }
        }
        return outcomes
    }

    /// Takes an entry over another one of the same state.
    ///
    /// - Returns: what is held in its place; nil where it was taken.
    private func settle(
        _ key: ExactText, _ entry: GunEntry, over held: RedisEntry, in soul: String
    ) async throws -> RedisEntry? {
        let entry = RedisEntry(key, entry)
        if try await number(node(soul).settle(entry, over: held, as: graphFeed.origin)) > 0 { return nil }
        let reply = try await perform(node(soul).merge([entry], as: graphFeed.origin))
        guard case .array(let results) = reply, let result = results.first else { throw surprise(reply) }
        return try self.held(result)
    }

    /// What is held in an entry's place; nil where it was taken.
    private func held(_ result: Value) throws -> RedisEntry? {
        if case .integer(1) = result { return nil }
        guard case .array(let parts) = result, let entry = RedisEntry(parts) else { throw surprise(result) }
        return entry
    }

    private func entries(_ reply: Value) throws -> [RedisEntry] {
        guard case .array(let lists) = reply else { throw surprise(reply) }
        return try lists.map { list in
            guard case .array(let parts) = list, let entry = RedisEntry(parts) else { throw surprise(list) }
            return entry
        }
    }
}

extension RedisNode {
    /// Merges entries; the reply has for each 1, or what is held in its place.
    fileprivate func merge(_ entries: [RedisEntry], as origin: String) -> RedisRequest {
        run(.merge, [[Self.bytes(origin)] + entries.flatMap(\.parts)], isWrite: true)
    }

    /// Takes an entry over another one; the reply is 1, or 0 where that is not held any more.
    fileprivate func settle(_ entry: RedisEntry, over held: RedisEntry, as origin: String) -> RedisRequest {
        run(.settle, [[Self.bytes(origin)] + entry.parts + held.parts.dropFirst()], isWrite: true)
    }

    /// What is held of a key, in a list.
    fileprivate func entry(_ key: ExactText) -> RedisRequest {
        run(.entry, [[Self.bytes(key.text)]], isWrite: false)
    }

    /// What is held of the first keys, with values and null.
    fileprivate func page(from lowest: ExactText, after last: ExactText?, limit: Int) -> RedisRequest {
        var start = lowest.text.isEmpty ? "-" : "[" + lowest.text
        if let last, lowest <= last { start = "(" + last.text }
        return run(.page, [[Self.bytes(start), Self.bytes("\(limit)")]], isWrite: false)
    }
}
