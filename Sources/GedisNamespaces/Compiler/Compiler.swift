import FoundationEssentials

/// The Swift compiler, run as a program of its own.
struct Compiler: Sendable {
    /// Where it is.
    let path: String
    /// How long one run may take.
    let deadline: Duration

    /// Finds the compiler: `GEDIS_SWIFTC`, then `PATH`, then where toolchains are usually installed.
    ///
    /// - Parameters:
    ///   - path: the compiler, where it is given; nothing else is tried then
    ///   - environment: the process's environment
    ///   - deadline: how long one run may take
    /// - Throws: `NamespaceError` when there is none.
    init(
        path: String?, environment: [String: String], deadline: Duration
    ) throws(NamespaceError) {
        self.deadline = deadline
        let given = path ?? environment["GEDIS_SWIFTC"]
        let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init) + Self.usualFolders
        let candidates = given.map { [$0] } ?? folders.map { $0 + "/swiftc" }
        guard let found = candidates.first(where: FileManager.default.isExecutableFile) else {
            throw NamespaceError(
                .compiler,
                given.map { "\($0) is not a program: GEDIS_SWIFTC has to name the Swift compiler, swiftc" }
                    ?? "no Swift compiler: a new or changed namespace needs swiftc in PATH, or GEDIS_SWIFTC to name it")
        }
        self.path = found
    }

    /// Swift's package manager, which lies beside the compiler.
    ///
    /// - Parameter deadline: how long one run may take
    /// - Returns: it.
    /// - Throws: `NamespaceError` when it is not there.
    func packageManager(deadline: Duration) throws(NamespaceError) -> Compiler {
        let path = URL(filePath: path).deletingLastPathComponent().appending(path: "swift").path
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw NamespaceError(
                .compiler,
                "\(path) is not there: a Swift package needs the package manager that comes with the compiler")
        }
        return Compiler(path: path, deadline: deadline)
    }

    private init(path: String, deadline: Duration) {
        self.path = path
        self.deadline = deadline
    }

    private static let usualFolders = [
        "/usr/bin", "/usr/local/bin", "/opt/swift/usr/bin", "/usr/share/swift/usr/bin", "/usr/libexec/swift/bin",
    ]

    /// Runs the compiler in a folder, without a shell.
    ///
    /// - Parameters:
    ///   - arguments: what to do
    ///   - folder: the working folder; paths in messages are relative to it
    /// - Returns: what it said, and whether it succeeded.
    /// - Throws: `NamespaceError` when it cannot be run or does not end in time; `CancellationError`.
    func run(_ arguments: [String], in folder: String) async throws -> ToolProcess.Output {
        try await ToolProcess(path: path, deadline: deadline).run(arguments, in: folder)
    }
}
