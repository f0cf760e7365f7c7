// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A namespace's compiled library leaves GedisKit's symbols undefined: the program that loads it provides them. It also says
/// where Swift's libraries are, to those too that it opens: that is what the older of the two tags does.
let loadsNamespaces: [LinkerSetting] = [
    .unsafeFlags(["-Xlinker", "--export-dynamic", "-Xlinker", "--disable-new-dtags"])
]

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
]
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

let package = Package(
    name: "gedis",
    platforms: [.macOS(.v26)],
    products: [
        .executable(name: "gedis", targets: ["gedis"]),
        .library(name: "GedisKit", targets: ["GedisKit"]),
        .library(name: "GedisTesting", targets: ["GedisTesting"]),
        .library(name: "GedisServer", targets: ["GedisCore", "GedisServer"]),
        .library(name: "GedisWeb", targets: ["GedisWeb"]),
        .library(name: "GedisClient", targets: ["GedisKit", "GedisClient"]),
        .library(name: "GedisConfig", targets: ["GedisConfig"]),
        .library(name: "GedisSettings", targets: ["GedisSettings"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.6.0"),
        // Without what it offers for Foundation.
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
    ],
    targets: [
        // C libraries, from Debian's libssl-dev, libyaml-dev, libedit-dev, libsqlite3-dev and zlib1g-dev.
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CLibEdit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // Layers, lowest first: none imports one that stands below it in this list.
        .target(name: "GedisKit", swiftSettings: settings),
        .target(name: "GedisSettings", swiftSettings: settings),
        .target(name: "GedisDispatch", swiftSettings: settings),
        .target(name: "GedisSource", swiftSettings: settings),
        .target(name: "GedisSQLite", dependencies: ["CSQLite"], swiftSettings: settings),
        .target(name: "GedisRESP", dependencies: ["GedisKit"], swiftSettings: settings),
        .target(name: "GedisTesting", dependencies: ["GedisKit", "GedisRESP"], swiftSettings: settings),
        .target(name: "GedisJSON", dependencies: ["GedisKit"], swiftSettings: settings),
        .target(name: "GedisFoundation", dependencies: ["GedisKit"], swiftSettings: settings),
        .target(
            name: "GedisGeneration", dependencies: ["GedisKit", "GedisSource", "GedisJSON"],
            resources: [
                .embedInCode("Python/Runtime/python_errors.py"),
                .embedInCode("Python/Runtime/python_imports.py"),
                .embedInCode("Python/Runtime/python_runtime.py"),
                .embedInCode("TypeScript/Runtime/typescript_runtime.ts"),
            ], swiftSettings: settings
        ),
        .target(name: "GedisCrypto", dependencies: ["COpenSSL", "GedisKit", "GedisSettings"], swiftSettings: settings),
        .target(name: "GedisGUN", dependencies: ["GedisKit", "GedisJSON", "GedisCrypto"], swiftSettings: settings),
        .target(
            name: "GedisTLS",
            dependencies: [
                "GedisCrypto", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "GedisConfig", dependencies: ["CLibYAML", "GedisSettings", "GedisJSON", "GedisCrypto"],
            swiftSettings: settings),
        .target(
            name: "GedisBackends",
            dependencies: [
                "GedisKit", "GedisSettings", "GedisDispatch", "GedisSQLite", "GedisRESP", "GedisJSON", "GedisCrypto",
                "GedisGUN", "GedisClient",
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ] + nio,
            swiftSettings: settings
        ),
        .target(
            name: "GedisClient",
            dependencies: [
                "GedisKit", "GedisRESP", "GedisJSON", "GedisFoundation", "GedisCrypto", "GedisTLS",
                .product(name: "NIOTLS", package: "swift-nio"),
            ] + nio,
            swiftSettings: settings
        ),
        .target(
            name: "GedisCore",
            dependencies: ["GedisKit", "GedisSettings", "GedisRESP", "GedisJSON", "GedisCrypto", logging],
            swiftSettings: settings
        ),
        .target(
            name: "GedisWorkers", dependencies: ["CLinux", "GedisKit", "GedisRESP", "GedisCrypto", "GedisCore"],
            resources: [.embedInCode("Python/Program")], swiftSettings: settings
        ),
        .target(
            name: "GedisNamespaces",
            dependencies: [
                "GedisKit", "GedisSettings", "GedisSource", "GedisFoundation", "GedisCrypto", "GedisWorkers",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "GedisSockets",
            dependencies: ["CLinux", "GedisSettings", "GedisCrypto", "GedisCore", logging],
            swiftSettings: settings
        ),
        .target(
            name: "GedisMounts",
            dependencies: ["GedisKit", "GedisSettings", "GedisClient", "GedisCore", "GedisSockets"],
            swiftSettings: settings
        ),
        .target(
            name: "GedisServer",
            dependencies: [
                "CLinux", "GedisKit", "GedisSettings", "GedisCrypto", "GedisCore", "GedisSockets", logging,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "GedisWeb",
            dependencies: [
                "CZlib", "GedisKit", "GedisSettings", "GedisRESP", "GedisJSON", "GedisCrypto", "GedisGUN", "GedisTLS",
                "GedisCore",
                "GedisSockets", logging,
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ] + nio,
            resources: [.embedInCode("Page/Assets")],
            swiftSettings: settings
        ),
        .target(
            name: "GedisHost",
            dependencies: [
                "CLinux", "GedisKit", "GedisSettings", "GedisDispatch", "GedisRESP", "GedisJSON", "GedisCrypto",
                "GedisGUN", "GedisConfig", "GedisBackends",
                "GedisNamespaces", "GedisWorkers", "GedisClient",
                "GedisCore", "GedisSockets", "GedisMounts", "GedisServer", "GedisWeb", logging,
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "GedisShell",
            dependencies: [
                "CLibEdit", "CLinux", "GedisKit", "GedisDispatch", "GedisClient",
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "gedis",
            dependencies: [
                "GedisKit", "GedisSettings", "GedisDispatch", "GedisJSON", "GedisGeneration", "GedisCrypto",
                "GedisConfig", "GedisBackends", "GedisNamespaces", "GedisWorkers", "GedisTesting",
                "GedisClient", "GedisCore", "GedisHost", "GedisShell", logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings,
            linkerSettings: loadsNamespaces
        ),

        // An example, which a test runs: a program that embeds a server.
        .executableTarget(
            name: "EmbeddingExample",
            dependencies: [
                "GedisCore", "GedisKit", "GedisServer", logging,
            ],
            path: "Examples/Embedding",
            swiftSettings: settings
        ),

        // An example, which a test runs: a program that calls a namespace by the module that is made of it.
        .executableTarget(
            name: "ClientExample", dependencies: ["GedisClient", "GedisKit"], path: "Examples/Client",
            swiftSettings: settings),

        // What several test targets need; of no product.
        .target(
            name: "TestSupport",
            dependencies: [
                "GedisClient", "GedisKit",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Tests/TestSupport",
            swiftSettings: settings
        ),
        .testTarget(name: "GedisKitTests", dependencies: ["GedisKit"], swiftSettings: settings),
        .testTarget(
            name: "GedisRESPTests", dependencies: ["GedisRESP", "GedisKit", "TestSupport"], swiftSettings: settings
        ),
        .testTarget(
            name: "GedisTestingTests", dependencies: ["GedisTesting", "GedisKit", "TestSupport"],
            swiftSettings: settings),
        .testTarget(name: "GedisDispatchTests", dependencies: ["GedisDispatch"], swiftSettings: settings),
        .testTarget(
            name: "GedisSQLiteTests", dependencies: ["GedisSQLite", "TestSupport"], swiftSettings: settings),
        .testTarget(name: "GedisSettingsTests", dependencies: ["GedisSettings"], swiftSettings: settings),
        .testTarget(name: "GedisJSONTests", dependencies: ["GedisKit", "GedisJSON"], swiftSettings: settings),
        .testTarget(name: "GedisSourceTests", dependencies: ["GedisSource"], swiftSettings: settings),
        .testTarget(
            name: "GedisGenerationTests", dependencies: ["GedisGeneration", "GedisKit"], swiftSettings: settings),
        .testTarget(
            name: "GedisCryptoTests", dependencies: ["GedisKit", "GedisCrypto", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "GedisGUNTests", dependencies: ["GedisGUN", "GedisKit", "TestSupport"], exclude: ["Resources"],
            swiftSettings: settings),
        .testTarget(
            name: "GedisTLSTests",
            dependencies: [
                "GedisTLS", "GedisCrypto", "TestSupport", .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"),
            ] + nio,
            swiftSettings: settings
        ),
        .testTarget(
            name: "GedisConfigTests", dependencies: ["GedisSettings", "GedisConfig", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "GedisWorkersTests", dependencies: ["GedisWorkers", "GedisKit", "TestSupport"], exclude: ["Module"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "GedisNamespacesTests",
            dependencies: ["GedisNamespaces", "GedisFoundation", "GedisKit", "TestSupport"],
            swiftSettings: settings,
            linkerSettings: loadsNamespaces
        ),
        .testTarget(
            name: "GedisBackendsTests",
            dependencies: [
                "GedisKit", "GedisSettings", "GedisJSON", "GedisCrypto", "GedisGUN", "GedisTLS", "GedisClient",
                "GedisBackends", "GedisCore", "GedisServer", "GedisSQLite", "GedisWeb", "TestSupport", logging,
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ] + nio,
            exclude: ["Resources"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "GedisClientTests", dependencies: ["GedisClient", "GedisRESP", "GedisKit", "TestSupport"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "GedisCoreTests",
            dependencies: [
                "GedisCore", "GedisSettings", "GedisKit", logging,
                .product(name: "InMemoryLogging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "GedisMountsTests",
            dependencies: ["GedisMounts", "GedisClient", "GedisCore", "GedisKit", "TestSupport"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "GedisServerTests",
            dependencies: [
                "GedisSettings", "GedisCore", "GedisSockets", "GedisServer", "GedisClient", "GedisKit", "GedisRESP",
                "GedisBackends", "TestSupport",
                logging,
                .product(name: "InMemoryLogging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "GedisWebTests", dependencies: ["GedisJSON", "GedisWeb", "GedisKit"], swiftSettings: settings),
        .testTarget(
            name: "GedisHostTests",
            dependencies: [
                "GedisHost", "GedisSettings", "GedisBackends", "GedisConfig", "GedisCore", "GedisKit",
                "GedisNamespaces",
                "TestSupport",
                logging,
            ],
            swiftSettings: settings,
            linkerSettings: loadsNamespaces
        ),
        .testTarget(
            name: "GedisShellTests",
            dependencies: [
                "GedisShell", "GedisClient", "GedisCore", "GedisKit", "GedisServer", "TestSupport", logging,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "FuzzTests",
            dependencies: [
                "GedisKit", "GedisRESP", "GedisGUN", "GedisConfig", "GedisCore", "GedisWorkers", "TestSupport",
                logging,
            ],
            swiftSettings: settings
        ),
        .testTarget(name: "ArchitectureTests", dependencies: ["GedisKit"], swiftSettings: settings),
        // Its tests run gedis and EmbeddingExample, which are built with them in any case: as dependencies they would have
        // the largest of the test targets wait until all else is compiled.
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "GedisKit", "TestSupport",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            exclude: ["Backends/Resources", "Clients/Programs", "Web/Programs"],
            swiftSettings: settings
        ),
    ]
)
