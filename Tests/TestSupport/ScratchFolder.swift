import Foundation
import Glibc
import Synchronization

/// A folder of a test's own, removed with the value. Its path is short, because the path of a Unix socket in it may have
/// no more than 107 bytes.
package final class ScratchFolder: ScratchFiles, Sendable {
    package let folder: String

    package init() throws {
        var name = Array("/tmp/gedis-XXXXXX".utf8CString)
        guard mkdtemp(&name) != nil else { throw TestFailure("no scratch folder: \(String(cString: strerror(errno)))") }
        folder = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }
}

/// Calls `body` with the path of a new folder, and removes it after.
package func withScratchFolder<R>(_ body: (String) async throws -> R) async throws -> R {
    let scratch = try ScratchFolder()
    defer { withExtendedLifetime(scratch) {} }
    return try await body(scratch.folder)
}

extension ScratchFolder {
    private static let shared = Mutex<String?>(nil)

    /// The cache of compiled namespaces of all tests whose subject is not the cache, so that none compiles what another
    /// has compiled. It is removed when the tests end.
    package static func sharedCache() throws -> String {
        try shared.withLock { path in
            if let path { return path }
            var name = Array("/tmp/gedis-cache-XXXXXX".utf8CString)
            guard mkdtemp(&name) != nil else { throw TestFailure("no cache: \(String(cString: strerror(errno)))") }
            let made = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            path = made
            atexit {
                guard let path = ScratchFolder.shared.withLock(\.self) else { return }
                try? FileManager.default.removeItem(atPath: path)
            }
            return made
        }
    }
}
