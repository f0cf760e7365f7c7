import FoundationEssentials
import Glibc

/// A folder of sockets by which the commands for a machine share one connection of ssh, as long as the value is there.
///
/// The ssh that made a connection keeps it for some seconds after the last command and then ends by itself.
final class SharedConnections: Sendable {
    private let folder: String?

    /// How long a connection is kept that no command uses.
    private static let seconds = 10
    /// How long the folder's path may be, so that a socket in it, whose name has 40 digits and is made under a longer one, has
    /// a path that the system takes.
    private static let longestFolder = 40

    init() {
        var name = Array((FileManager.default.temporaryDirectory.path + "/gedis-ssh-XXXXXX").utf8CString)
        guard name.count <= Self.longestFolder, mkdtemp(&name) != nil else {
            folder = nil
            return
        }
        folder = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { if let folder { try? FileManager.default.removeItem(atPath: folder) } }

    /// Options of ssh; none where each command has a connection of its own.
    var options: [String] {
        folder.map { ["ControlMaster=auto", "ControlPath=\($0)/%C", "ControlPersist=\(Self.seconds)"] } ?? []
    }
}
