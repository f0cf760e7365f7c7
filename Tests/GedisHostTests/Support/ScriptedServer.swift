import GedisHost
import Synchronization

/// A server that takes what it finds, refuses it, or does not run.
final class ScriptedServer: ReloadableServer {
    enum Behaviour: Sendable { case takes, refuses, isAway }

    private let behaviour: Behaviour
    private let count = Mutex(0)

    init(_ behaviour: Behaviour) { self.behaviour = behaviour }

    /// How often it was asked.
    var reloads: Int { count.withLock { $0 } }

    func reload() async throws -> Bool {
        count.withLock { $0 += 1 }
        switch behaviour {
        case .takes: return true
        case .refuses: throw HostError(.notReloaded, "another namespace is broken")
        case .isAway: return false
        }
    }
}
