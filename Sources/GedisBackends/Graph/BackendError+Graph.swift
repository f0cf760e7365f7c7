import GedisKit

extension BackendError {
    /// A backend that keeps no states was asked for a graph.
    static let noGraph = BackendError("holds no graph: the server was started without web.gun", reason: .unsupported)
}
