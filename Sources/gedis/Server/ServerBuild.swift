import ArgumentParser
import GedisConfig
import GedisHost
import GedisNamespaces

struct ServerBuild: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Compiles a server's namespaces ahead, so that it starts without a compiler.")

    @OptionGroup var server: ServerArgument

    func run() async throws {
        let workspace = try Workspace(server.repo)
        for files in try workspace.repo.namespaces(of: server.name) {
            let progress = ProgressLine("building \(files.name)")
            defer { progress.end() }
            let built = try await workspace.builder.build(NamespaceSource(files))
            for warning in built.warnings { Terminal.note(warning.description) }
            try workspace.repo.writeGlue(built.glue, of: files)
            Terminal.say("\(built.isCached ? "up to date" : "built") \(files.name) · \(built.library)")
        }
    }
}
