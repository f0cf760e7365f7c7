public import GedisKit

/// The namespaces that a server has without a source in the config repo.
public enum BuiltInNamespaces {
    /// `system`: ping, and set and get over the server's backend.
    ///
    /// - Throws: nothing today; loading a namespace may throw.
    public static func system(in environment: Namespace.Environment) throws -> Namespace {
        var namespace = try System.gedisNamespace(in: environment)
        if let backend = environment.backend as? any DirectBackend { namespace.answer(directlyFrom: backend) }
        return namespace
    }
}
