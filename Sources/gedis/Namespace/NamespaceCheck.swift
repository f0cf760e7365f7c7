import ArgumentParser
import GedisHost
import GedisNamespaces

struct NamespaceCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Compiles namespaces and lists their commands; adds nothing.",
        discussion: "Exit code 1 when one has an error, which is shown as the compiler shows errors.")

    @OptionGroup var output: OutputOptions
    @Argument(help: "The Swift or Python files, or folders of such.", completion: .file()) var files: [String]

    func run() async throws {
        let builder = try Workspace().builder
        var namespaces: [DescribedNamespace] = []
        var failures = 0
        for file in files {
            do throws(NamespaceError) {
                let progress = ProgressLine("checking \(file)")
                defer { progress.end() }
                let built = try await builder.build(NamespaceSource(authored: file))
                try built.check()
                for warning in built.warnings { Terminal.note(warning.description) }
                namespaces.append(DescribedNamespace(built))
            } catch {
                guard error.isAboutSource else { throw error }
                Terminal.complain(error.description)
                failures += 1
            }
        }
        if failures < files.count {
            Listing.commands(of: namespaces, as: output.output).print(as: output.output)
        }
        guard failures == 0 else { throw Failure(.reply, "") }
    }
}

extension NamespaceError {
    /// Whether its author has to mend the source.
    fileprivate var isAboutSource: Bool { [.name, .source, .load].contains(code) }
}
