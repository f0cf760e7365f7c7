import GedisGUN
package import GedisKit

extension GunBackend {
    nonisolated(nonsending) package func put(_ namespace: String, _ values: [String: Scalar]) async throws {
        let soul = try soul(namespace)
        var entries: [ExactText: GunValue] = [:]
        var size = 0
        for (key, scalar) in values {
            do throws(GunValue.Refusal) {
                let value = try GunValue(scalar)
                entries[try self.key(key)] = value
                if case .text(let text) = value { size += text.utf8.count }
            } catch {
                throw session.error("\(namespace) \(key): \(error.reason)", .refused)
            }
        }
        guard size < Self.biggestPut else { throw session.error("GUN takes no put of \(size) bytes", .refused) }
        let all = Array(entries)
        for start in stride(from: 0, to: all.count, by: GunText.mostKeys) {
            let part = all[start..<min(start + GunText.mostKeys, all.count)].map { ($0.key, $0.value) }
            try await write(soul, Dictionary(uniqueKeysWithValues: part))
        }
    }

    nonisolated(nonsending) package func get(_ namespace: String, _ key: String) async throws -> Scalar? {
        try await fetch(try soul(namespace), try checked(key), timeout: timing.timeout)?.value.scalar
    }

    nonisolated(nonsending) package func get(_ namespace: String) async throws -> [String: Scalar] {
        var values: [String: Scalar] = [:]
        for (key, entry) in try await fetch(try soul(namespace), timeout: timing.timeout).entries {
            values[key.text] = entry.value.scalar
        }
        return values
    }

    nonisolated(nonsending) package func delete(_ namespace: String, _ key: String) async throws -> Bool {
        let (soul, key) = (try soul(namespace), try checked(key))
        guard try await fetch(soul, key, timeout: timing.timeout)?.value.scalar != nil else { return false }
        try await write(soul, [key: .null])
        return true
    }

    nonisolated(nonsending) package func keys(
        _ namespace: String, after: String?, limit: Int
    ) async throws -> [String] {
        try await fetch(try soul(namespace), timeout: timing.timeout).entries
            .filter { $0.value.value.scalar != nil }.keys.page(after: after, limit: limit)
    }

    nonisolated(nonsending) package func changes(_ namespace: String) async throws -> Changes {
        let soul = try soul(namespace)
        if let changes = subscriptions.listen(to: soul) { return changes }
        // This get is the subscription too.
        return subscriptions.listen(to: try await fetch(soul, timeout: timing.timeout))
    }

    /// In bytes of text; gun drops a message of 90 million characters, with no answer that names it.
    private static let biggestPut = 80_000_000

    /// The soul of a namespace.
    ///
    /// - Throws: `BackendError` for a name that GUN servers do not answer, or give a meaning of their own.
    private func soul(_ namespace: String) throws(BackendError) -> String {
        guard !namespace.isEmpty, !namespace.unicodeScalars.contains(where: { "#~\u{1B}".unicodeScalars.contains($0) })
        else {
            throw session.error(
                "a namespace in GUN is not empty and has no #, ~ or escape character, unlike '\(namespace)'", .refused)
        }
        if let refusal = Self.refusal(ofName: namespace) {
            throw session.error("namespace '\(namespace)': \(refusal)", .refused)
        }
        return namespace
    }

    /// The members that every object of JavaScript has.
    private static let members: Set<String> = [
        "__proto__", "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString",
        "toString", "valueOf", "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__",
    ]

    /// Why a server would not keep what has a name; nil where it does.
    private static func refusal(ofName name: String) -> String? {
        members.contains(name)
            ? "a GUN server in JavaScript takes this name for a member that all its objects have, and ends or never answers"
            : nil
    }

    private func checked(_ key: String) throws(BackendError) -> ExactText {
        do {
            return try self.key(key)
        } catch {
            throw session.error("key '\(key)': \(error.reason)", .refused)
        }
    }

    private func key(_ key: String) throws(GunValue.Refusal) -> ExactText {
        if key.isEmpty { throw GunValue.Refusal(reason: "GUN has no empty keys") }
        if key == "_" { throw GunValue.Refusal(reason: "_ is GUN's own key") }
        if let refusal = Self.refusal(ofName: key) { throw GunValue.Refusal(reason: refusal) }
        return ExactText(key)
    }
}
