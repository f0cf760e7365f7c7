import Foundation
import TestSupport

extension Scratch {
    /// Compiles Swift with the modules that were built with the tests.
    ///
    /// - Parameters:
    ///   - words: the sources, and what else the compiler is given
    ///   - program: a program whose libraries are linked; nil where nothing is linked
    /// - Returns: what the compiler says.
    /// - Throws: what goes wrong before it runs.
    func swiftc(_ words: [String], linking program: String? = nil) async throws -> Outcome {
        let build = URL(filePath: Tool.built("")).path
        let built = try FileManager.default.contentsOfDirectory(atPath: build).filter { $0.hasSuffix(".build") }
            .map { "\(build)/\($0)/module.modulemap" }
        let maps = (built + Self.fetchedModuleMaps()).filter { FileManager.default.fileExists(atPath: $0) }
        var all = ["-swift-version", "6", "-parse-as-library", "-Onone", "-I", "\(build)/Modules"]
        for library in ["COpenSSL", "CLinux"] { all += ["-I", Tool.source("Sources/\(library)")] }
        for map in maps { all += ["-Xcc", "-fmodule-map-file=\(map)"] }
        if let program {
            let list = try String(contentsOfFile: "\(build)/\(program).product/Objects.LinkFileList", encoding: .utf8)
            // A path with a blank stands in quotes.
            let objects = list.split(separator: "\n").map { $0.trimmingCharacters(in: ["'"]) }
            all += objects.filter { !$0.contains("/\(program).build/") }
            all += ["-lssl", "-lcrypto"]
        }
        return try await run("swiftc", all + words)
    }

    /// Those that the packages have which gedis depends on.
    private static func fetchedModuleMaps() -> [String] {
        ["swift-nio", "swift-atomics"].flatMap { package in
            let sources = Tool.source(".build/checkouts/\(package)/Sources")
            let targets = (try? FileManager.default.contentsOfDirectory(atPath: sources)) ?? []
            return targets.map { "\(sources)/\($0)/include/module.modulemap" }
        }
    }
}
