import GedisKit
import GedisMounts

/// The mounts of a server that runs.
struct ServerMounts {
    private(set) var all: [String: Mount] = [:]
    private let workspace: Workspace
    private let log: Log

    /// How long a start or a reload waits for servers that are mounted anew.
    private static let grace = Duration.milliseconds(500)

    /// The mounts of a server in a config repo; there are none yet.
    init(in workspace: Workspace, log: Log) {
        self.workspace = workspace
        self.log = log
    }

    /// Makes the mounts that plans describe; one whose plan is the same as before stays.
    ///
    /// - Parameters:
    ///   - plans: the plans
    ///   - changed: is called when one of them has other commands than before
    /// - Returns: the mounts, by their names. They take effect with `use`.
    func next(_ plans: [MountPlan], changed: @escaping @Sendable () async -> Void) async -> [String: Mount] {
        var next: [String: Mount] = [:]
        for plan in plans {
            if let old = all[plan.name], old.plan == plan {
                next[plan.name] = old
            } else {
                let mount = workspace.mount(plan, log: log)
                mount.begin(changed: changed)
                next[plan.name] = mount
            }
        }
        let end = ContinuousClock.now + Self.grace
        for mount in next.values where all[mount.plan.name] !== mount {
            await mount.waitUntilKnown(atMost: Swift.max(.zero, end - .now))
        }
        return next
    }

    /// Takes other mounts in the place of those before.
    mutating func use(_ next: [String: Mount]) {
        for (name, old) in all where next[name] !== old { old.close() }
        all = next
    }

    /// How each is, in a line.
    var statuses: [String] { all.values.sorted { $0.plan.name < $1.plan.name }.map(\.status) }

    /// Those whose server is not there, each with why.
    var missing: [String] {
        all.values.sorted { $0.plan.name < $1.plan.name }.compactMap { mount in
            mount.failure.map { "\(mount.plan.name): \($0)" }
        }
    }
}
