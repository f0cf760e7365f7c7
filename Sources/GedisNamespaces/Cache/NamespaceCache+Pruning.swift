import FoundationEssentials
import Glibc

// What nobody uses any more. When an entry was used last is its folder's modification time.

extension NamespaceCache {
    /// An entry that was not used for so long is removed.
    static let unusedDays = 30

    /// A scratch folder is as old only where its build was killed.
    private static let scratchDays = 1

    private static let day = 24 * 60 * 60

    /// Remembers that an entry is used now.
    func noteUse(of entry: String) { utimensat(AT_FDCWD, entry, nil, 0) }

    /// Removes what is old. It is called after a build: where no compiler is, what was built ahead stays for good. A
    /// library that is loaded stays loaded.
    func prune() {
        let now = time(nil)
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            let path = "\(folder)/\(name)"
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            let days = name.hasPrefix(".scratch-") ? Self.scratchDays : Self.unusedDays
            if status.st_mtim.tv_sec < now - days * Self.day { try? FileManager.default.removeItem(atPath: path) }
        }
    }
}
