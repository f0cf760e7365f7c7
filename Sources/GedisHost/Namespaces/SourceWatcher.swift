import GedisSettings
import Glibc

/// Notices changes of the sources in a folder and those in it.
///
/// It looks every fifth of a second, which costs next to nothing for a few files, and works where a kernel's own
/// notices don't: on network file systems, and for editors that write a new file and rename it.
struct SourceWatcher {
    private let paths: [String]
    private let first: [String: Fingerprint]

    /// Looks at files, and at the sources in folders, so that every change from here on is noticed.
    init(paths: [String]) {
        self.paths = paths
        first = Self.fingerprints(of: paths)
    }

    /// Calls `changed` after each change, until the task is cancelled.
    ///
    /// - Parameters:
    ///   - others: the files besides, whose changes count from when they are named first
    ///   - changed: is called after each change
    func run(besides others: () async -> [String] = { [] }, _ changed: () async -> Void) async {
        var known = first
        var knownOthers = Self.fingerprints(ofFiles: await others())
        while (try? await Task.sleep(for: .milliseconds(200))) != nil {
            let now = Self.fingerprints(of: paths)
            let nowOthers = Self.fingerprints(ofFiles: await others())
            let isOtherChanged = nowOthers.contains { file, print in knownOthers[file].map { $0 != print } ?? false }
            knownOthers.merge(nowOthers) { $1 }
            guard now != known || isOtherChanged else { continue }
            known = now
            await changed()
        }
    }

    /// What differs between two states of a file.
    private struct Fingerprint: Equatable, Sendable {
        var inode: UInt
        var size: Int
        var seconds: Int
        var nanoseconds: Int
    }

    private static func fingerprints(of paths: [String]) -> [String: Fingerprint] {
        var found: [String: Fingerprint] = [:]
        for path in paths {
            if NamespaceName.isSource(path) { look(at: path, &found) }
            // What gedis writes itself changes nothing.
            look(into: path, except: "generated", &found)
        }
        return found
    }

    private static func fingerprints(ofFiles paths: [String]) -> [String: Fingerprint] {
        var found: [String: Fingerprint] = [:]
        for path in paths { look(at: path, &found) }
        return found
    }

    private static func look(at path: String, _ found: inout [String: Fingerprint]) {
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        found[path] = Fingerprint(
            inode: UInt(status.st_ino), size: Int(status.st_size), seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec)
    }

    private static func look(into folder: String, except skipped: String = "", _ found: inout [String: Fingerprint]) {
        guard let directory = opendir(folder) else { return }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            var status = stat()
            let path = "\(folder)/\(name)"
            guard !name.hasPrefix("."), name != skipped, lstat(path, &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR { look(into: path, &found) }
            if NamespaceName.isSource(name) || NamespaceName.isPackagePart(name) { look(at: path, &found) }
        }
    }
}
