// swift-tools-version: 6.2
import PackageDescription

// GedisKit is there without being named here. `gedis server add main Examples/Packages/numbers` serves it.
let package = Package(
    name: "numbers",
    dependencies: [.package(url: "https://github.com/attaswift/BigInt", from: "6.0.0")],
    targets: [.target(name: "Numbers", dependencies: [.product(name: "BigInt", package: "BigInt")])]
)
