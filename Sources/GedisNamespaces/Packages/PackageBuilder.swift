import FoundationEssentials

/// Builds a Swift package that holds a namespace into a library, with all that it depends on: Swift's own package manager
/// builds a copy, to which gedis adds the glue.
struct PackageBuilder {
    let cache: NamespaceCache
    let compiler: Compiler
    let kit: KitModule

    /// How long a run of the package manager may take: the first builds all that the package depends on.
    private static let deadline = Duration.seconds(30 * 60)

    /// Builds a package.
    ///
    /// - Parameters:
    ///   - source: the package
    ///   - key: what the library depends on
    /// - Returns: the library, in the cache.
    /// - Throws: `NamespaceError` with what is wrong in the package.
    func build(_ source: NamespaceSource, as key: String) async throws -> CacheEntry {
        let folder = try PackageFolder(for: source, kit: kit, besideNamespaces: cache.folder)
        let run = PackageRun(
            manager: try compiler.packageManager(deadline: Self.deadline), folder: folder, source: source)
        let entry = try await folder.whileLocked {
            try PackageFolder.write(kit.bytes, to: "\(folder.kit)/GedisKit.swiftmodule")
            var files: [String: [UInt8]] = [:]
            for file in source.files { files[file.name] = file.bytes }
            try folder.write(files)
            let target = try await run.targets().namespace(of: source)
            let addition = PackageAddition(target: target.name, kit: folder.kit, graphs: folder.graphs)
            files["Package.swift", default: []] += Array(addition.text.utf8)
            try folder.write(files)
            _ = try await run.build(["--target", target.name], glue: nil)

            let module = source.restricted { $0.name.hasPrefix("\(target.folder)/") && $0.name.hasSuffix(".swift") }
            let graph = try SourceGraph(
                json: Data(contentsOf: URL(filePath: "\(folder.graphs)/\(target.name.identifier).symbols.json")),
                root: folder.copy)
            let model = try ModelReader.read(graph, of: module, shared: nil)
            let glue = Glue(model: model)
            files["\(target.folder)/\(PackageAddition.glueName)"] = Array(glue.text.utf8)
            files["\(target.folder)/\(PackageAddition.entryName)"] = Array(glue.entryPoint.utf8)
            try folder.write(files)
            let leftOut = LeftOutMethods.warnings(in: module, ofType: model.type)
            let warnings = leftOut + (try await run.build(["--product", PackageAddition.product], glue: glue))
            return try await cache.withScratch { scratch in
                try FileManager.default.copyItem(
                    atPath: "\(folder.scratch)/\(PackageAddition.library)",
                    toPath: "\(scratch)/\(Compilation.libraryName)")
                return try cache.add(scratch, as: key, model: model, warnings: warnings, shared: nil, isPackage: true)
            }
        }
        cache.prune()
        return entry
    }
}

extension String {
    /// The name of the module of a target of this name.
    fileprivate var identifier: String {
        String(map { $0.isLetter || $0.isNumber || $0 == "_" ? $0 : "_" })
    }
}
