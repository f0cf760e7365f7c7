import GedisMounts

extension NamespaceRegistry {
    /// How each mount is, in a line, and those whose server is not there.
    var mountStates: (all: [String], missing: [String]) { (mounts.statuses, mounts.missing) }

    /// Ends the mounts.
    func closeMounts() { mounts.use([:]) }
}
