// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .unsafeFlags(["-sanitize=fuzzer,address", "-enable-testing"]),
]

// A package of its own, because all of it is built with a fuzzer's and a sanitizer's instructions between its own. Its
// targets are links to the folders of the package above; the server's is the core without TLS, and the backends' the
// protocol of GUN, so that neither NIO nor SQLite is built.
let package = Package(
    name: "gedis-fuzzing",
    platforms: [.macOS(.v26)],
    products: [.executable(name: "fuzz", targets: ["fuzz"])],
    dependencies: [.package(url: "https://github.com/apple/swift-log", from: "1.16.0")],
    targets: [
        .systemLibrary(name: "CFuzzer"),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CLinux"),
        .target(name: "GedisKit", swiftSettings: settings),
        .target(name: "GedisRESP", dependencies: ["GedisKit"], swiftSettings: settings),
        .target(name: "GedisCrypto", dependencies: ["COpenSSL"], swiftSettings: settings),
        .target(name: "GedisConfig", dependencies: ["CLibYAML", "GedisCrypto"], swiftSettings: settings),
        .target(name: "GedisBackends", dependencies: ["GedisKit"], swiftSettings: settings),
        .target(
            name: "GedisServer",
            dependencies: ["CLinux", "GedisKit", "GedisRESP", .product(name: "Logging", package: "swift-log")],
            exclude: ["Transport/TLS", "Server/Server.swift"],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "CFuzzer", "GedisKit", "GedisRESP", "GedisConfig", "GedisBackends", "GedisServer",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]
        ),
    ]
)
