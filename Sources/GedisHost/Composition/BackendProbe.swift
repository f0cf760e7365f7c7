package import GedisBackends
import GedisKit

/// Checks a backend by doing what namespaces do with it, step by step.
package struct BackendProbe: Sendable {
    /// A step of the check.
    package enum Step: String, CaseIterable, Sendable {
        /// Connects to the store.
        case connect
        /// Has the store say how it is.
        case check
        /// Writes a value.
        case write
        /// Reads the value back.
        case read
        /// Deletes it.
        case delete
    }

    /// A node that no namespace can have, because namespaces' names have no dash.
    private static let node = "gedis-check"
    private static let value = Scalar.string("checked")

    private let name: String
    private let backend: any ConnectedBackend
    private let key = "probe-\(UInt64.random(in: 0...UInt64.max))"

    /// A check of a backend that is not connected yet.
    package init(of backend: any ConnectedBackend, _ name: String) {
        self.backend = backend
        self.name = name
    }

    /// Takes a step.
    ///
    /// - Returns: what came of it, in a few words.
    /// - Throws: `BackendError` when it failed.
    package func take(_ step: Step) async throws -> String {
        switch step {
        case .connect:
            try await backend.connect()
            return backend.address
        case .check: return try await backend.check()
        case .write: try await backend.put(Self.node, [key: Self.value])
        case .read:
            guard try await backend.get(Self.node, key) == Self.value else {
                throw BackendError("\(name): what was written was not read back")
            }
        case .delete:
            guard try await backend.delete(Self.node, key) else {
                throw BackendError("\(name): what was written could not be deleted")
            }
        }
        return "ok"
    }
}
