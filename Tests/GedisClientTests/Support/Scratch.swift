import Foundation

/// A folder of one test's own.
struct Scratch: Sendable {
    let path: String

    /// Makes a folder, runs `body` with it and removes it.
    static func with<R>(_ body: (Scratch) async throws -> R) async throws -> R {
        // Short, because the path of a Unix socket in it has room for about 100 bytes.
        let scratch = Scratch(path: NSTemporaryDirectory() + "gedis-\(UInt32.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(atPath: scratch.path, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: scratch.path) }
        return try await body(scratch)
    }

    func callAsFunction(_ name: String) -> String { path + "/" + name }
}
