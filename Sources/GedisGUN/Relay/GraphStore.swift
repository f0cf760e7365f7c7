package import GedisKit

/// Nodes to merge into a store.
package struct GraphPut: Sendable {
    /// Which one it is, for whoever sent it.
    package let id: Int
    /// The nodes.
    package let nodes: [GunNode]

    /// Describes nodes to merge.
    package init(id: Int, nodes: [GunNode]) {
        self.id = id
        self.nodes = nodes
    }
}

/// Entries that a store has taken, from a put or from whoever else writes to it.
package struct GraphChange: Sendable {
    /// The put that brought them; nil for a write that was none.
    package let put: Int?
    /// What was taken.
    package let nodes: [GunNode]

    /// Describes entries that were taken.
    package init(put: Int?, nodes: [GunNode]) {
        self.put = put
        self.nodes = nodes
    }
}

/// A part of a node.
package struct GraphPage: Sendable {
    /// Its entries; those of a range are in the order of their keys.
    package var entries: [(key: ExactText, entry: GunEntry)]
    /// The key behind which the next page begins; nil on the last.
    package var next: ExactText?

    /// Describes a part of a node.
    package init(entries: [(key: ExactText, entry: GunEntry)], next: ExactText?) {
        self.entries = entries
        self.next = next
    }
}

/// A store that keeps of each value the state at which it was written, and merges by it.
package protocol GraphStore: Sendable {
    /// Merges nodes, each key on its own by HAM; states that lie in the future are taken. Returns when they are as durable as
    /// any write of this store.
    ///
    /// - Parameter puts: the nodes
    /// - Returns: for each put, what stands in the place of those entries that lost to another value.
    /// - Throws: `BackendError` where nothing was stored.
    nonisolated(nonsending) func merge(_ puts: [GraphPut]) async throws -> [[GunNode]]

    /// A page of what is selected of a node.
    ///
    /// - Parameters:
    ///   - soul: the node's soul
    ///   - selection: what of it
    ///   - key: the key behind which the page begins; nil for the first page
    /// - Returns: the page.
    /// - Throws: `BackendError` when the store cannot be reached.
    nonisolated(nonsending) func page(
        of soul: String, _ selection: GunSelection, after key: ExactText?
    ) async throws -> GraphPage

    /// Calls `observer` with all entries that are taken from here on, in the order in which they are; nil for nobody.
    func observeGraph(_ observer: (@Sendable (GraphChange) -> Void)?)

    /// Calls `observer` when entries may have been taken that were not reported; nil for nobody.
    func observeGaps(_ observer: (@Sendable () -> Void)?)
}

extension GraphStore {
    /// A store that reports all has no gaps.
    package func observeGaps(_ observer: (@Sendable () -> Void)?) {}
}
