import FoundationEssentials
import Glibc

/// Where the compiler keeps the Clang modules that Swift's own libraries import, so that it reads them once and not for
/// each namespace. Several processes can use it at once: the compiler locks what it writes.
struct ModuleCache {
    /// The cache's folder.
    let folder: String

    /// Makes the folder where it is not there, for its owner only: `modules`, beside the folder of compiled namespaces.
    ///
    /// - Throws: `NamespaceError` when it cannot be made, or when others could put their code into it.
    init(besideNamespaces namespaces: String) throws(NamespaceError) {
        folder = URL(filePath: namespaces).deletingLastPathComponent().appending(path: "modules").path
        try OwnFolder.make(folder)
    }

    /// Removes what compilers of other versions and other flags left, which each have a folder, once nothing in it was read
    /// or written for long.
    func prune() {
        let oldest = time(nil) - NamespaceCache.unusedDays * 24 * 60 * 60
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            let variant = "\(folder)/\(name)"
            let files = (try? FileManager.default.contentsOfDirectory(atPath: variant)) ?? []
            let times = ([variant] + files.map { "\(variant)/\($0)" }).map(Self.lastUse)
            if let last = times.max(), last < oldest { try? FileManager.default.removeItem(atPath: variant) }
        }
    }

    private static func lastUse(of path: String) -> Int {
        var status = stat()
        return lstat(path, &status) == 0 ? max(status.st_mtim.tv_sec, status.st_atim.tv_sec) : 0
    }
}
