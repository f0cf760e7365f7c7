import GedisKit
import GedisWorkers

// What the process gets that serves a source in Python, and how that is kept.

extension NamespaceSource {
    /// The text of a source that is one file and imports nothing of its server's; otherwise all files.
    var pythonSource: WorkerSource {
        let shared = importedShared
        guard isFolder || shared != nil else { return .text(entry.bytes) }
        return .files(
            WorkerSource.Files(
                entry: entry.name, isFolder: isFolder, files: files.map(SourceText.init),
                shared: (shared?.pythonFiles ?? []).map(SourceText.init), sharedFolder: shared?.path))
    }

    /// What of it makes a namespace another one.
    var pythonDigested: [[UInt8]] {
        files.flatMap(\.digested) + (importedShared?.pythonFiles ?? []).flatMap(\.digested)
    }

    /// A place that a worker names, of one of its files or of those that it shares.
    func diagnostic(_ problem: WorkerError.Problem) -> Diagnostic {
        let all = files + (shared?.pythonFiles ?? [])
        let path = problem.file.map { $0.split(separator: "/").joined(separator: "/") }
        let file = all.first { $0.path.split(separator: "/").joined(separator: "/") == path } ?? entry
        return file.diagnostic(
            at: SourcePlace(line: max(1, problem.line), column: max(1, problem.column)), problem.text)
    }
}

extension SourceText {
    init(_ file: SourceFile) { self.init(name: file.name, bytes: file.bytes) }
}
