import FoundationEssentials
import GedisConfig
import Glibc

extension ServiceUnit {
    /// Where the unit belongs: among the machine's, or among the user's beside gedis' own configuration.
    package var file: String {
        guard account == nil else { return "/etc/systemd/system/\(name)" }
        let configuration = URL(filePath: workspace.machine.config).deletingLastPathComponent()
        return configuration.appending(path: "systemd/user/\(name)").path
    }

    /// Writes the unit's file. gedis' own folders are made, because a service can be given only those that exist.
    ///
    /// - Throws: `HostError` when the file or a folder cannot be written.
    package func install() throws(HostError) {
        for folder in ownFolders { try Self.makeFolder(folder, attributes: [.posixPermissions: 0o700]) }
        try Self.makeFolder(URL(filePath: file).deletingLastPathComponent().path, attributes: nil)
        do {
            try Data((text + "\n").utf8).write(to: URL(filePath: file), options: .atomic)
        } catch {
            throw HostError(.file, "cannot write \(file): \(error.reason)")
        }
    }

    private static func makeFolder(_ path: String, attributes: [FileAttributeKey: Any]?) throws(HostError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: attributes)
        } catch {
            throw HostError(.file, "cannot make the folder \(path): \(error.reason)")
        }
    }
}

extension Error {
    /// Why a file could not be written, as the system says it.
    fileprivate var reason: String {
        let system = (self as? CocoaError)?.underlying as? POSIXError
        return system.map { String(cString: strerror($0.code.rawValue)) } ?? "\(self)"
    }
}
