package import GedisGUN
import GedisKit

extension ReplaceableBackend: GraphStore {
    nonisolated(nonsending) package func merge(_ puts: [GraphPut]) async throws -> [[GunNode]] {
        try await call { backend in
            guard let graph = backend as? any GraphStore else { throw BackendError.noGraph }
            return try await graph.merge(puts)
        }
    }

    nonisolated(nonsending) package func page(
        of soul: String, _ selection: GunSelection, after key: ExactText?
    ) async throws -> GraphPage {
        try await call { backend in
            guard let graph = backend as? any GraphStore else { throw BackendError.noGraph }
            return try await graph.page(of: soul, selection, after: key)
        }
    }

    package func observeGraph(_ observer: (@Sendable (GraphChange) -> Void)?) { use(observer) }

    package func observeGaps(_ observer: (@Sendable () -> Void)?) { use(gaps: observer) }
}
