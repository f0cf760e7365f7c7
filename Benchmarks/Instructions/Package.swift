// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

// What no counted request runs through is compiled without optimization, which takes a fifth of the time.
let uncounted: [SwiftSetting] = settings + [.unsafeFlags(["-Onone"])]

// A package of its own, because it is built with optimization where the tests are not. Its targets are links to the folders
// of the package above; what needs NIO is not among them, which takes longer to compile than all of these.
let package = Package(
    name: "gedis-instructions",
    platforms: [.macOS(.v26)],
    products: [.executable(name: "instructions", targets: ["instructions"])],
    dependencies: [.package(url: "https://github.com/apple/swift-log", from: "1.16.0")],
    targets: [
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .target(name: "GedisKit", swiftSettings: settings),
        .target(name: "GedisSettings", swiftSettings: uncounted),
        .target(name: "GedisDispatch", swiftSettings: settings),
        .target(name: "GedisSQLite", dependencies: ["CSQLite"], swiftSettings: settings),
        .target(name: "GedisRESP", dependencies: ["GedisKit"], swiftSettings: settings),
        .target(name: "GedisJSON", dependencies: ["GedisKit"], swiftSettings: settings),
        .target(
            name: "GedisCrypto", dependencies: ["COpenSSL", "GedisKit", "GedisSettings"], swiftSettings: uncounted),
        // What the backends need of it: the graph, without the relay.
        .target(
            name: "GedisGUN", dependencies: ["GedisKit", "GedisJSON"],
            sources: ["Graph", "JSON", "Messages/GunSelection.swift", "Relay/GraphStore.swift"],
            swiftSettings: settings),
        .target(
            name: "GedisBackends", dependencies: ["GedisKit", "GedisDispatch", "GedisSQLite", "GedisGUN"],
            exclude: [
                "Gun", "Redis", "Opening/BackendSetting+Shared.swift", "Opening/BackendSettings.swift",
                "Opening/BackendType.swift",
            ], swiftSettings: settings),
        .target(
            name: "GedisCore",
            dependencies: [
                "GedisKit", "GedisSettings", "GedisRESP", "GedisJSON", "GedisCrypto",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .target(name: "SteadyClock"),
        // Compiled as namespaces are.
        .executableTarget(
            name: "instructions",
            dependencies: [
                "GedisKit", "GedisCore", "GedisBackends", "SteadyClock",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings + [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]
        ),
    ]
)
