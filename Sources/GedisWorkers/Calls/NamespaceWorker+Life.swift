import GedisKit

// What a worker does besides answering calls, when it is asked to.

extension NamespaceWorker {
    /// Has a schedule run once.
    ///
    /// - Parameter index: which of the manifest's
    /// - Throws: `CommandError` where it fails.
    nonisolated(nonsending) func runSchedule(_ index: Int) async throws {
        _ = try await live(manifest.commands.count + index, "schedules")
    }

    /// What the process that replaces this one is handed as state.
    ///
    /// - Returns: one reply in RESP3.
    /// - Throws: `CommandError` where there is none.
    nonisolated(nonsending) func handOn() async throws -> [UInt8] {
        try await live(manifest.commands.count + manifest.schedules.count, "state")
    }

    /// Notifies the namespace of its end, where it is to be, and lets the process end.
    func notifyAndStop() async {
        if manifest.isNotified {
            do {
                _ = try await live(manifest.commands.count + manifest.schedules.count + 1, "stop")
            } catch {
                environment.log.error("stop() failed: \(error)")
            }
        }
        await stop()
    }

    private nonisolated(nonsending) func live(_ number: Int, _ what: String) async throws -> [UInt8] {
        let name = "\(environment.name).\(what)"
        let outcome = try await call(
            number, what, isAsynchronous: true, IsolatedCall.message, caller: nil, isTimed: false)
        let bytes = try value(outcome, of: name)
        var writer = ReplyWriter(version: .resp3)
        try bytes.withUnsafeBytes { bytes in
            var reader = MarshalReader(bytes)
            guard load.isCompiled else { return try reader.reply(to: &writer) }
            try IsolatedCall.read(&reader) { writer.append(written: $0) }
        }
        return writer.withBytes { [UInt8]($0) }
    }
}
