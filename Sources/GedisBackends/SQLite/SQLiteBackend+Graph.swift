package import GedisGUN
import GRDB
import GedisKit

extension SQLiteBackend: GraphStore {
    nonisolated(nonsending) package func merge(_ puts: [GraphPut]) async throws -> [[GunNode]] {
        try await writer.merge(puts)
    }

    nonisolated(nonsending) package func page(
        of soul: String, _ selection: GunSelection, after key: ExactText?
    ) async throws -> GraphPage {
        _ = try await file.open()
        guard let migrated = file.migrated else { throw file.own(.noGraph) }
        let states = GraphStates(migrated: migrated, clock: GunClock())
        if case .key = selection,
            let page = try file.readNow({ try states.page(of: soul, selection, after: key, in: $0) })
        {
            return page
        }
        return try await file.run { pool in
            try await pool.read { try states.page(of: soul, selection, after: key, in: $0) }
        }
    }

    package func observeGraph(_ observer: (@Sendable (GraphChange) -> Void)?) { writer.observe(observer) }
}
