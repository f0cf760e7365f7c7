import GedisKit
import GedisNamespaces
import GedisSettings
import Logging

extension NamespaceRegistry {
    /// What becomes of a namespace that does not build, or does not load.
    enum Tolerance {
        /// The update fails, unless the namespace is left out already.
        case none
        /// It is left out where it does not load; the update fails where it does not build.
        case leaveOutWhatDoesNotLoad
        /// Where it does not build the library that was served last is, where there is one; it is left out otherwise.
        case serveWhatWorks
    }

    /// How long an update waits for each `init`.
    struct Patience {
        /// How long an `init` may take.
        var timeout = ServerLimits().initTimeout
        /// After how long an update that leaves out what does not load goes on without those whose `init` still runs;
        /// `settle` brings them in later.
        var grace: Duration?
    }

    /// What an update came to.
    struct Update {
        /// All namespaces, `system` first.
        var namespaces: [Namespace]
        /// The names of those that were not there before, that are others than before, and that are gone.
        var added: [String] = []
        var replaced: [String] = []
        var removed: [String] = []
        /// The names of those that are not loaded, because they crashed the server.
        var quarantined: [String] = []
        /// The names of those whose `init` goes on.
        var loading: [String] = []
        /// Those that are not served as their sources have them.
        var failures: [NamespaceFailure] = []
        /// What the sources of the namespaces said when they were read.
        var sources: [String: NamespaceSource] = [:]
    }
}

extension NamespaceRegistry.Update {
    /// What changed, for the log.
    var metadata: Logger.Metadata {
        let changes = [
            ("added", added), ("replaced", replaced), ("removed", removed), ("quarantined", quarantined),
            ("loading", loading), ("left_out", failures.map(\.namespace)),
            ("namespaces", namespaces.map(\.name)),
        ]
        return Dictionary(
            uniqueKeysWithValues: changes.filter { !$0.1.isEmpty }.map { ($0.0, "\($0.1.joined(separator: " "))") })
    }
}
