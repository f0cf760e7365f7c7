import ArgumentParser
import Foundation
import GedisHost
import GedisNamespaces
import GedisSettings

struct NamespaceNew: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Writes a namespace to begin with, and what editors need to complete GedisKit.",
        discussion: """
            NAME.swift is written into the working folder, or NAME/NAME.swift with --folder. The configuration of \
            sourcekit-lsp goes into .sourcekit-lsp of the git repository, or of the working folder where there is none.
            """)

    @Flag(help: "Make a folder, in which the namespace can have several files.") var folder = false
    @Argument(help: "The namespace's name, such as calc.") var name: String

    func run() async throws {
        let name = self.name.lowercased()
        guard NamespaceName.isValid(name) else {
            throw Failure(.usage, "'\(self.name)' cannot name a namespace: \(NamespaceName.rule(for: name))")
        }
        let type = name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        let place = folder ? name : "\(name).swift"
        guard !FileManager.default.fileExists(atPath: place) else {
            throw Failure(.usage, "\(place) exists already")
        }
        let file = folder ? "\(name)/\(name).swift" : place
        if folder { try FileManager.default.createDirectory(atPath: name, withIntermediateDirectories: false) }
        try Data(Self.text(type: type, name: name, file: file).utf8)
            .write(to: URL(filePath: file), options: .withoutOverwriting)
        Terminal.say(
            "wrote \(file) · 'gedis dev \(place)' serves it, 'gedis server add NAME \(place)' adds it to a server")
        let workspace = try Workspace()
        let root = await GitFile.repository(of: FileManager.default.currentDirectoryPath)
        switch try EditorConfiguration(in: root ?? FileManager.default.currentDirectoryPath, kit: workspace.builder)
            .write()
        {
        case .written(let path): Terminal.say("wrote \(workspace.shown(path)) for editors")
        case .upToDate: break
        case .foreign(let path, let flags):
            Terminal.note("\(workspace.shown(path)) is not gedis': for editors to know GedisKit it needs \(flags)")
        }
    }

    private static func text(type: String, name: String, file: String) -> String {
        """
        import GedisKit

        /// What this namespace is for, in one sentence: clients see it in help.
        struct \(type) {
            /// Greets somebody: the first sentence of a doc comment is the command's help.
            ///
            /// Clients call it as `\(name).greet NAME [TIMES]`. Types are checked before it is called, and a parameter
            /// with a default may be left out.
            /// - Parameters:
            ///   - name: who is greeted
            ///   - times: how often, 1 to 10
            /// - Returns: a greeting for each time.
            /// - Throws: `CommandError` with the code `RANGE` when it is too often: clients get it as an error reply.
            func greet(_ name: String, times: Int = 1) throws -> [String] {
                guard 1...10 ~= times else { throw CommandError("times must be 1 to 10, not \\(times)", code: "RANGE") }
                return Array(repeating: "hello \\(name)", count: times)
            }
        }

        // To try it:    gedis namespace call \(file) greet ann 2
        // To test it, with GedisTesting (docs/namespaces.md, "Testing"):
        //     #expect(try \(type)().greet("ann", times: 2) == ["hello ann", "hello ann"])
        //     #expect(throws: CommandError.self) { try \(type)().greet("ann", times: 11) }

        """
    }
}
