// swift-tools-version: 6.2
import PackageDescription

// A namespace with unit tests. Elsewhere, gedis is a dependency by its address:
// .package(url: "https://…/gedis", branch: "main")
let package = Package(
    name: "Testing",
    dependencies: [.package(name: "gedis", path: "../..")],
    targets: [
        .target(
            name: "Stock", dependencies: [.product(name: "GedisKit", package: "gedis")],
            swiftSettings: [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]),
        .testTarget(
            name: "StockTests", dependencies: ["Stock", .product(name: "GedisTesting", package: "gedis")]),
    ])
