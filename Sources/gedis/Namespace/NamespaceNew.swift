import ArgumentParser
import FoundationEssentials
import GedisHost
import GedisNamespaces
import GedisSettings
import GedisWorkers

struct NamespaceNew: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Writes a namespace to begin with, and what editors need to complete it.",
        discussion: """
            NAME.swift is written into the working folder, or NAME/NAME.swift with --folder. The configuration of \
            sourcekit-lsp goes into .sourcekit-lsp of the git repository, or of the working folder where there is none.
            With --python it is NAME.py, or NAME/__init__.py, and gedis.pyi, by which editors and type checkers know what \
            gedis hands in.
            """)

    @Flag(help: "Make a folder, in which the namespace can have several files.") var folder = false
    @Flag(help: "Write it in Python.") var python = false
    @Argument(help: "The namespace's name, such as calc.") var name: String

    func run() async throws {
        let name = self.name.lowercased()
        guard NamespaceName.isValid(name) else {
            throw Failure(.usage, "'\(self.name)' cannot name a namespace: \(NamespaceName.rule(for: name))")
        }
        let place = folder ? name : "\(name)\(python ? ".py" : ".swift")"
        guard !FileManager.default.fileExists(atPath: place) else {
            throw Failure(.usage, "\(place) exists already")
        }
        let file = folder ? "\(name)/\(python ? "__init__.py" : "\(name).swift")" : place
        if folder { try FileManager.default.createDirectory(atPath: name, withIntermediateDirectories: false) }
        let text =
            python
            ? NamespaceTemplate.python(name: name, place: place) : NamespaceTemplate.swift(name: name, file: file)
        try Data(text.utf8).write(to: URL(filePath: file), options: .withoutOverwriting)
        Terminal.say(
            "wrote \(file) · 'gedis dev \(place)' serves it, 'gedis server add NAME \(place)' adds it to a server")
        if python { try writeStub() } else { try await writeEditorConfiguration() }
    }

    private func writeStub() throws {
        let file = URL(filePath: "gedis.pyi")
        let stub = Data(PythonProgram.stub)
        if let old = try? Data(contentsOf: file) {
            guard old != stub else { return }
            // One that an earlier version wrote begins as this one does.
            guard old.prefix(while: { $0 != 0x0A }) == stub.prefix(while: { $0 != 0x0A }) else {
                return Terminal.note("gedis.pyi is not gedis': editors do not know the module gedis by it")
            }
        }
        try stub.write(to: file, options: .atomic)
        Terminal.say("wrote gedis.pyi for editors and type checkers")
    }

    private func writeEditorConfiguration() async throws {
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
}
