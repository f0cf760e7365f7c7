import GedisSource

/// What gedis writes below a package's manifest, in a copy of it: the one product is a library that can be loaded.
struct PackageAddition {
    /// The target that has the namespace.
    let target: String
    /// The folder with GedisKit's module.
    let kit: String
    /// The folder that the compiler describes the target's declarations in.
    let graphs: String

    /// The product.
    static let product = "gedis_namespace"
    /// The names of the files that gedis writes into the target.
    static let glueName = "gedis+Glue.swift"
    static let entryName = "gedis+Entry.swift"

    /// The library, from the build folder.
    static let library = "release/lib\(product).so"

    /// The text. An executable target becomes a library's, and its `main` is nobody's. `-Bsymbolic` has the library use what
    /// it brings along, where the program that loads it has another version of the same; `--disable-new-dtags` has it look for
    /// Swift's libraries where that program does.
    var text: String {
        """

        // Written by gedis.
        package.products = [.library(name: \(Self.product.swiftLiteral), type: .dynamic, targets: [\(target.swiftLiteral)])]
        package.targets.removeAll { $0.type == .test }
        for (index, target) in package.targets.enumerated() where target.name == \(target.swiftLiteral) {
            package.targets[index] = .target(
                name: target.name, dependencies: target.dependencies, path: target.path, exclude: target.exclude,
                sources: target.sources.map { $0 + [\(Self.glueName.swiftLiteral), \(Self.entryName.swiftLiteral)] },
                resources: target.resources, publicHeadersPath: target.publicHeadersPath, cSettings: target.cSettings,
                cxxSettings: target.cxxSettings,
                swiftSettings: (target.swiftSettings ?? []) + [
                    .unsafeFlags([
                        "-I", \(kit.swiftLiteral), "-emit-symbol-graph", "-emit-symbol-graph-dir", \(graphs.swiftLiteral),
                        "-symbol-graph-minimum-access-level", "internal",
                    ])
                ],
                linkerSettings: (target.linkerSettings ?? []) + [
                    .unsafeFlags(["-Xlinker", "-Bsymbolic", "-Xlinker", "--disable-new-dtags"])
                ],
                plugins: target.plugins)
        }

        """
    }
}
