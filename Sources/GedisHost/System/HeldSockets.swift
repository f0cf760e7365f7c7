import FoundationEssentials

/// Where a process listens.
struct HeldSockets {
    private var ports: Set<Int> = []
    private var paths: Set<String> = []

    /// Asks the system; a process that is not there, or another user's, listens nowhere.
    ///
    /// Source: proc(5), /proc/net/tcp and /proc/net/unix.
    init(of pid: Int32?) {
        guard let pid else { return }
        let folder = "/proc/\(pid)/fd"
        let links = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")
        }
        let inodes = Set(links.compactMap { $0.wholeMatch(of: #/socket:\[(\d+)\]/#).map { String($0.1) } })
        for row in Self.rows("tcp") + Self.rows("tcp6") where row.count > 9 && row[3] == "0A" && inodes.contains(row[9])
        {
            if let port = row[1].split(separator: ":").last.flatMap({ Int($0, radix: 16) }) { ports.insert(port) }
        }
        for row in Self.rows("unix") where row.count > 7 && inodes.contains(row[6]) { paths.insert(row[7]) }
    }

    /// Whether the process listens at a TCP port.
    func has(port: Int) -> Bool { ports.contains(port) }

    /// Whether the process listens at a Unix socket.
    func has(path: String) -> Bool { paths.contains(path) }

    private static func rows(_ table: String) -> [[String]] {
        let text = (try? String(contentsOfFile: "/proc/net/\(table)", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").dropFirst().map { $0.split(separator: " ").map(String.init) }
    }
}
