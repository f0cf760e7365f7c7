extension ConfigRepo {
    /// The name that an instance's file has while the instance is being deleted.
    private static let deletionMark = ".deleted"

    /// Deletes an instance with its folder: of a server its namespaces, key and certificate too.
    ///
    /// The instance is gone in one step. Should the process die before its folder is, the next instance of the name
    /// doesn't find the old one's files.
    ///
    /// - Parameters:
    ///   - kind: what it is
    ///   - name: its name
    /// - Throws: `ConfigError` of code `notFound` when there is no such instance.
    public func delete(_ kind: InstanceKind, _ name: String) throws(ConfigError) {
        try requireExistence(kind, name)
        try change { () throws(ConfigError) in try remove(kind, name) }
    }

    /// Deletes an instance while nobody else changes the repo.
    func remove(_ kind: InstanceKind, _ name: String) throws(ConfigError) {
        try requireExistence(kind, name)
        let file = file(of: kind, name)
        let folder = folder(of: kind, name)
        try FileSystem.refuseLink(file)
        try FileSystem.refuseLink(folder)
        if FileSystem.kind(of: folder) == .folder {
            try FileSystem.move(file, to: "\(folder)/\(Self.deletionMark)")
        } else {
            try FileSystem.removeFile(file)
        }
        try removeOverlays(kind, name)
        try FileSystem.synchronize(folder: self.folder(of: kind))
        try finishDeletion(kind, name)
    }

    /// Removes an instance's files for environments.
    private func removeOverlays(_ kind: InstanceKind, _ name: String) throws(ConfigError) {
        for overlay in try overlays(of: kind, name) { try FileSystem.removeFile(path(of: overlay.file)) }
    }

    /// Removes the folder of an instance whose deletion has begun, and what is left of its files for environments.
    func finishDeletion(_ kind: InstanceKind, _ name: String) throws(ConfigError) {
        let folder = folder(of: kind, name)
        guard FileSystem.kind(of: "\(folder)/\(Self.deletionMark)") != .missing else { return }
        try removeOverlays(kind, name)
        // The mark goes last: as long as anything is left, it says that the rest shall go.
        for entry in try FileSystem.names(in: folder) where entry != Self.deletionMark {
            try FileSystem.removeTree("\(folder)/\(entry)")
        }
        try FileSystem.removeTree(folder)
    }
}
