import FoundationEssentials
import GedisCrypto
import GedisWorkers
import Glibc

/// Virtual environments with the packages that sources in Python ask for: one for each set of packages and interpreter, made
/// once and kept.
struct PythonEnvironments: Sendable {
    /// The folder that has them, each in a folder of its own.
    private let folder: String
    private let python: PythonProgram
    private let progress: @Sendable (String) -> Void

    /// How long making one may take.
    private static let deadline = Duration.seconds(600)
    /// The file that says that an environment is whole.
    private static let mark = ".gedis-complete"

    /// - Parameters:
    ///   - cache: the cache of namespaces, beside which they lie
    ///   - python: what they are made with
    ///   - progress: is notified of what takes long
    init(beside cache: NamespaceCache, _ python: PythonProgram, progress: @escaping @Sendable (String) -> Void) {
        folder = URL(filePath: cache.folder).deletingLastPathComponent().appending(path: "python/environments").path
        self.python = python
        self.progress = progress
    }

    /// What makes one environment another than another one: the packages and the interpreter.
    func key(of metadata: ScriptMetadata) -> String {
        var status = stat()
        stat(python.interpreter, &status)
        let interpreter = "\(python.interpreter) \(status.st_size) \(status.st_mtim.tv_sec)"
        return Digest.sha256(of: ([interpreter] + metadata.dependencies.sorted()).map { Array($0.utf8) })
    }

    /// The interpreter of an environment that is there already, or the one that all use where a source asks for no packages;
    /// nil where it would have to be made.
    func found(for metadata: ScriptMetadata) -> String? {
        guard !metadata.dependencies.isEmpty else { return python.interpreter }
        let place = "\(folder)/\(key(of: metadata))"
        let interpreter = "\(place)/bin/python"
        guard access("\(place)/\(Self.mark)", F_OK) == 0, access(interpreter, X_OK) == 0 else { return nil }
        utimensat(AT_FDCWD, place, nil, 0)
        return interpreter
    }

    /// The interpreter of an environment, which is made where it is not there.
    ///
    /// - Parameters:
    ///   - metadata: what the source asks for
    ///   - source: the source, for messages
    /// - Returns: its path.
    /// - Throws: `NamespaceError` when it cannot be made.
    func interpreter(for metadata: ScriptMetadata, of source: NamespaceSource) async throws -> String {
        if let found = found(for: metadata) { return found }
        try OwnFolder.make(folder)
        let place = "\(folder)/\(key(of: metadata))"
        return try await holdingLock("\(place).lock") {
            if let found = found(for: metadata) { return found }
            let packages = metadata.dependencies.joined(separator: " ")
            progress("\(source.path): installing \(packages), once")
            prune()
            try? FileManager.default.removeItem(atPath: place)
            do {
                try await make(place, with: metadata.dependencies)
            } catch let failure as Failure {
                try? FileManager.default.removeItem(atPath: place)
                let line = SourcePlace(
                    file: source.isFolder ? source.entry.name : "", line: metadata.dependenciesLine, column: 1)
                throw NamespaceError.source(source, [source.diagnostic(at: line, failure.text)])
            }
            guard FileManager.default.createFile(atPath: "\(place)/\(Self.mark)", contents: nil),
                let made = found(for: metadata)
            else {
                throw NamespaceError(.cache, "\(place) is not what was just made there")
            }
            return made
        }
    }

    /// Makes sure that a source runs on this Python.
    ///
    /// - Throws: `NamespaceError` when it does not.
    func checkVersion(_ metadata: ScriptMetadata, of source: NamespaceSource) async throws {
        guard let wanted = metadata.requiresPython else { return }
        let output = try await ToolProcess(path: python.interpreter, deadline: .seconds(30))
            .run(["-c", "import sys; print('%d.%d.%d' % sys.version_info[:3])"], in: "/")
        let version = output.text.filter { !$0.isWhitespace }
        guard !wanted.allows(version) else { return }
        let line = SourcePlace(
            file: source.isFolder ? source.entry.name : "", line: metadata.requiresPythonLine, column: 1)
        throw NamespaceError.source(
            source,
            [
                source.diagnostic(
                    at: line,
                    "it needs Python \(wanted.text), and \(python.interpreter) is \(version): name another in GEDIS_PYTHON"
                )
            ])
    }

    // MARK: - Steps

    private struct Failure: Error { var text: String }

    private func make(_ place: String, with packages: [String]) async throws {
        let made = try await ToolProcess(path: python.interpreter, deadline: Self.deadline)
            .run(["-m", "venv", place], in: folder)
        guard made.succeeded else {
            throw Failure(
                text: "its packages need a virtual environment, which \(python.interpreter) -m venv cannot make "
                    + "(Debian has that in python3-venv): \(Self.reason(in: made.text))")
        }
        let installed = try await ToolProcess(path: "\(place)/bin/python", deadline: Self.deadline)
            .run(
                ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--quiet", "--"] + packages,
                in: place)
        guard installed.succeeded else {
            throw Failure(text: "its packages cannot be installed: \(Self.reason(in: installed.text))")
        }
    }

    /// What a program said last that is an error.
    private static func reason(in text: String) -> String {
        let lines = text.split(separator: "\n").map(String.init)
        let error = lines.last { $0.hasPrefix("ERROR:") }.map { String($0.dropFirst("ERROR:".count)) }
        return (error ?? lines.last ?? "it does not say why").trimmingPrefix(while: \.isWhitespace).description
    }

    /// Calls `body` while no other process does that holds the same lock.
    private func holdingLock<R>(_ path: String, _ body: () async throws -> R) async throws -> R {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw NamespaceError(.cache, "\(path) cannot be opened: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw NamespaceError(.cache, "\(path) cannot be locked: \(String(cString: strerror(errno)))")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        return try await body()
    }

    /// Removes the environments that nobody has used for long.
    private func prune() {
        let oldest = time(nil) - NamespaceCache.unusedDays * 24 * 60 * 60
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            var status = stat()
            let path = "\(folder)/\(name)"
            guard !name.hasSuffix(".lock"), lstat(path, &status) == 0, status.st_mtim.tv_sec < oldest else { continue }
            try? FileManager.default.removeItem(atPath: path)
        }
    }
}
