package import GedisGUN
import GedisKit
import GedisSQLite

extension SQLiteBackend: GraphStore {
    nonisolated(nonsending) package func merge(_ puts: [GraphPut]) async throws -> [[GunNode]] {
        try await writer.merge(puts)
    }

    nonisolated(nonsending) package func page(
        of soul: String, _ selection: GunSelection, after key: ExactText?
    ) async throws -> GraphPage {
        try await file.open()
        guard let migrated = file.migrated else { throw file.own(.noGraph) }
        let states = GraphStates(migrated: migrated, clock: GunClock())
        if case .key = selection {
            return try await file.readHere { database in
                try database.transaction(for: .reading) { try states.page(of: soul, selection, after: key, in: $0) }
            }
        }
        return try await file.read { try states.page(of: soul, selection, after: key, in: $0) }
    }

    package func observeGraph(_ observer: (@Sendable (GraphChange) -> Void)?) { writer.observe(observer) }
}
