import Foundation
import Testing

/// Reads the sources' imports. The compiler's own check misses what another target brings in, so that a forbidden import
/// can build.
@Suite struct LayerTests {
    /// Each target with the modules that it may import, besides the standard library's.
    static let layers: [String: Set<String>] = [
        "GedisKit": [],
        "GedisSettings": [],
        "GedisDispatch": ["Dispatch"],
        "GedisSource": [],
        "GedisSQLite": ["CSQLite", "Glibc"],
        "GedisRESP": ["GedisKit"],
        "GedisTesting": ["GedisKit", "GedisRESP"],
        "GedisJSON": ["GedisKit"],
        "GedisFoundation": ["GedisKit", "FoundationEssentials"],
        "GedisGeneration": ["GedisKit", "GedisSource", "GedisJSON"],
        "GedisCrypto": ["COpenSSL", "GedisKit", "GedisSettings", "Glibc"],
        "GedisGUN": ["GedisKit", "GedisJSON", "GedisCrypto", "FoundationEssentials", "Glibc"],
        "GedisTLS": ["GedisCrypto", "NIOCore", "NIOTLS"],
        "GedisConfig": ["CLibYAML", "GedisSettings", "GedisJSON", "GedisCrypto", "Glibc"],
        "GedisBackends": [
            "GedisKit", "GedisSettings", "GedisRESP", "GedisJSON", "GedisCrypto", "GedisGUN", "GedisClient",
            "GedisDispatch", "GedisSQLite", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOWebSocket", "FoundationEssentials",
            "Glibc",
        ],
        "GedisWorkers": ["GedisKit", "GedisRESP", "GedisCrypto", "GedisCore", "CLinux", "Glibc"],
        "GedisNamespaces": [
            "GedisKit", "GedisSettings", "GedisSource", "GedisFoundation", "GedisCrypto", "GedisWorkers",
            "Subprocess",
            "SystemPackage",
            "FoundationEssentials",
            "Glibc",
        ],
        "GedisClient": [
            "GedisKit", "GedisRESP", "GedisJSON", "GedisFoundation", "GedisCrypto", "GedisTLS", "NIOCore", "NIOPosix",
            "NIOTLS", "Glibc",
        ],
        "GedisCore": ["GedisKit", "GedisSettings", "GedisRESP", "GedisJSON", "GedisCrypto", "Logging", "Glibc"],
        "GedisSockets": ["GedisSettings", "GedisCrypto", "GedisCore", "Logging", "Glibc", "CLinux"],
        "GedisMounts": ["GedisKit", "GedisSettings", "GedisClient", "GedisCore", "GedisSockets"],
        "GedisServer": [
            "GedisKit", "GedisSettings", "GedisCrypto", "GedisCore", "GedisSockets", "Logging", "Glibc", "CLinux",
        ],
        "GedisWeb": [
            "GedisKit", "GedisSettings", "GedisRESP", "GedisJSON", "GedisCrypto", "GedisGUN", "GedisTLS", "GedisCore",
            "GedisSockets", "NIOCore",
            "NIOHTTP1", "NIOPosix", "NIOTLS", "NIOWebSocket", "Logging", "Glibc", "CZlib",
        ],
        "GedisHost": [
            "GedisKit", "GedisSettings", "GedisRESP", "GedisJSON", "GedisCrypto", "GedisConfig", "GedisBackends",
            "GedisNamespaces", "GedisWorkers", "GedisClient", "GedisCore", "GedisSockets", "GedisMounts",
            "GedisServer", "GedisWeb", "GedisDispatch", "Logging", "Subprocess", "SystemPackage", "CLinux", "Dispatch",
            "FoundationEssentials",
            "Glibc",
        ],
        "GedisShell": [
            "GedisKit", "GedisClient", "GedisDispatch", "CLibEdit", "CLinux", "FoundationEssentials", "Glibc",
        ],
        "gedis": [
            "GedisKit", "GedisSettings", "GedisJSON", "GedisGeneration", "GedisCrypto", "GedisConfig", "GedisBackends",
            "GedisNamespaces", "GedisWorkers", "GedisTesting", "GedisClient", "GedisCore",
            "GedisHost", "GedisShell", "GedisDispatch", "ArgumentParser", "Logging", "Subprocess", "SystemPackage",
            "FoundationEssentials", "Glibc",
        ],
    ]

    static let standard: Set<String> = ["Synchronization", "Swift"]

    @Test(arguments: layers.keys.sorted())
    func importsPointDown(target: String) throws {
        let allowed = try #require(Self.layers[target]).union(Self.standard)
        let files = try Self.sources(of: target)
        #expect(!files.isEmpty)
        for file in files {
            let text = try String(contentsOf: file, encoding: .utf8)
            for module in text.matches(of: /(?m)^\s*(?:\w+ |@\w+ )*import (?:\w+ )?(\w+)/).map(\.1) {
                #expect(allowed.contains(String(module)), "\(target)/\(file.lastPathComponent) imports \(module)")
            }
        }
    }

    @Test func everyTargetHasALayer() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.root.path).filter { !$0.hasPrefix(".") }
        let modules: Set = ["COpenSSL", "CLibYAML", "CLibEdit", "CSQLite", "CZlib", "CLinux"]
        #expect(Set(folders) == Set(Self.layers.keys).union(modules))
    }

    @Test func noFileIsTooLarge() throws {
        for target in Self.layers.keys {
            for file in try Self.sources(of: target) {
                let lines = try String(contentsOf: file, encoding: .utf8).split(
                    separator: "\n", omittingEmptySubsequences: false)
                #expect(lines.count <= 300, "\(file.lastPathComponent) has \(lines.count) lines")
            }
        }
    }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources")

    private static func sources(of target: String) throws -> [URL] {
        let folder = root.appending(path: target)
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        return files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
    }
}
