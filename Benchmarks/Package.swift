// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

// A package of its own, so that nobody who uses gedis builds it. It needs no other package.
let package = Package(
    name: "gedis-benchmarks",
    platforms: [.macOS(.v26)],
    products: [
        .executable(name: "bench", targets: ["bench"]),
        .executable(name: "micro", targets: ["micro"]),
        .library(name: "AllocationCounter", type: .dynamic, targets: ["AllocationCounter"]),
    ],
    targets: [
        .systemLibrary(name: "CTLS", pkgConfig: "libssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CEpoll"),
        .target(name: "AllocationCounter"),
        .executableTarget(name: "bench", dependencies: ["CEpoll", "CTLS"], swiftSettings: settings),

        // Links to the folders of the package above: the parser and the writer are measured without building the rest.
        .target(name: "GedisKit", swiftSettings: settings),
        .target(name: "GedisRESP", dependencies: ["GedisKit"], swiftSettings: settings),
        .executableTarget(name: "micro", dependencies: ["GedisKit", "GedisRESP"], swiftSettings: settings),
    ]
)
