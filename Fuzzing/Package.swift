// swift-tools-version: 6.2
import PackageDescription

let language: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]
/// `scripts/fuzz --fast` does without the address sanitizer.
let sanitizers = "-sanitize=\(Context.environment["GEDIS_FUZZ_FAST"] == nil ? "fuzzer,address" : "fuzzer")"
/// What is fuzzed has libFuzzer's and the address sanitizer's instructions between its own; what looks at it does without.
/// Comparisons are not traced, which would take a third of the time: dictionaries say what is compared with.
let settings =
    language + [
        .unsafeFlags([
            sanitizers, "-sanitize-coverage=edge,inline-8bit-counters,pc-table", "-enable-testing",
        ])
    ]

// A package of its own, because what it fuzzes is built otherwise. Its targets are links to the folders of the package
// above; neither NIO nor SQLite is among them.
let package = Package(
    name: "gedis-fuzzing",
    platforms: [.macOS(.v26)],
    products: [.executable(name: "fuzz", targets: ["fuzz"])],
    dependencies: [.package(url: "https://github.com/apple/swift-log", from: "1.16.0")],
    targets: [
        .systemLibrary(name: "CFuzzer"),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CLinux"),
        .target(name: "GedisKit", swiftSettings: settings),
        .target(name: "GedisRESP", dependencies: ["GedisKit"], swiftSettings: settings),
        .target(name: "GedisSettings", swiftSettings: settings),
        .target(name: "GedisJSON", dependencies: ["GedisKit"], swiftSettings: settings),
        .target(
            name: "GedisCrypto", dependencies: ["COpenSSL", "GedisKit", "GedisSettings"], swiftSettings: settings),
        .target(
            name: "GedisConfig",
            dependencies: ["CLibYAML", "GedisKit", "GedisSettings", "GedisJSON", "GedisCrypto"], swiftSettings: settings),
        .target(name: "GedisGUN", dependencies: ["GedisKit", "GedisJSON", "GedisCrypto"], swiftSettings: settings),
        .target(
            name: "GedisCore",
            dependencies: [
                "GedisKit", "GedisSettings", "GedisRESP", "GedisJSON", "GedisCrypto",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "GedisWorkers", dependencies: ["CLinux", "GedisKit", "GedisRESP", "GedisCrypto", "GedisCore"],
            resources: [.embedInCode("Python/Program")], swiftSettings: settings),
        .target(name: "TestSupport", swiftSettings: language),
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "CFuzzer", "GedisKit", "GedisSettings", "GedisRESP", "GedisJSON", "GedisConfig", "GedisGUN", "GedisCore",
                "GedisWorkers", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: language,
            linkerSettings: [.unsafeFlags([sanitizers, "-use-ld=lld"])]
        ),
    ]
)
