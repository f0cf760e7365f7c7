import ArgumentParser
import GedisHost
import GedisNamespaces

struct NamespaceGlue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "glue",
        abstract: "Prints the code that makes a namespace of a type, for tests and other programs.",
        discussion: """
            Compiled together with the source, it has a function that makes the namespace. A test with GedisTesting calls \
            commands by name with it; docs/namespaces.md shows how.
            """)

    @Argument(help: "The Swift file, or the folder of Swift files.", completion: .file()) var file: String

    func run() async throws {
        let built = try await Workspace().builder.build(NamespaceSource(authored: file))
        for warning in built.warnings { Terminal.note(warning.description) }
        guard let glue = built.glue else { throw Failure(.usage, "\(file) is no Swift and has no glue") }
        Terminal.say(bytes: Array(glue.utf8))
    }
}
