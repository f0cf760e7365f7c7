import ArgumentParser
import FoundationEssentials
import GedisConfig
import GedisHost
import Glibc
import Subprocess
import SystemPackage

struct ServerEdit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Opens a server's definition in your editor, and takes it over when it is right.",
        discussion: "The editor is VISUAL, EDITOR or vi. A mistake loses nothing: the draft is kept, and said where.")

    @OptionGroup var server: ServerArgument
    @Option(help: "Go on with a draft that was kept.") var draft: String?

    func run() async throws {
        let repo = try Workspace(server.repo).repo
        let original = try repo.text(of: .server, server.name)
        let file = try draft ?? Self.makeDraft(original, of: server.name)
        while true {
            try await Self.edit(file)
            let text = try String(contentsOfFile: file, encoding: .utf8)
            if text == original {
                unlink(file)
                return Terminal.say("nothing changed")
            }
            do {
                let problems = try repo.replace(.server, server.name, with: text, original: original)
                for problem in problems { Terminal.note("\(problem.severity.rawValue): \(problem)") }
                unlink(file)
                return Terminal.say("changed server \(server.name)")
            } catch {
                Terminal.complain(error.description)
                guard isatty(STDIN_FILENO) == 1 else {
                    throw Failure(.usage, "nothing was changed; your draft is kept: --draft \(file) goes on with it")
                }
                Terminal.note("Enter edits again; Ctrl-C leaves everything as it was and keeps the draft \(file)")
                guard readLine() != nil else { throw Failure(.usage, "nothing was changed") }
            }
        }
    }

    private static func makeDraft(_ text: String, of name: String) throws -> String {
        var path = Array("\(FileManager.default.temporaryDirectory.path)/\(name)-XXXXXX.yaml".utf8CString)
        let descriptor = mkstemps(&path, 5)
        guard descriptor >= 0 else {
            throw Failure(.failed, "cannot make a draft: \(String(cString: strerror(errno)))")
        }
        close(descriptor)
        let file = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        try Data(text.utf8).write(to: URL(filePath: file))
        return file
    }

    /// Runs the editor through a shell, because these variables may hold options too.
    private static func edit(_ file: String) async throws {
        let environment = ProcessInfo.processInfo.environment
        let editor = environment["VISUAL"] ?? environment["EDITOR"] ?? "vi"
        let result = try await Subprocess.run(
            .path("/bin/sh"), arguments: ["-c", "\(editor) \"$1\"", "sh", file],
            input: .fileDescriptor(.standardInput, closeAfterSpawningProcess: false),
            output: .fileDescriptor(.standardOutput, closeAfterSpawningProcess: false),
            error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false))
        guard result.terminationStatus.isSuccess else {
            throw Failure(.failed, "the editor '\(editor)' failed; nothing was changed; the draft is kept: \(file)")
        }
    }
}
