import Glibc

/// A program that serves a namespace.
package struct WorkerProgram: Hashable, Sendable {
    /// The absolute path.
    package var path: String
    /// The words behind its name.
    package var words: [String]
    /// The variables of its environment.
    package var variables: [String: String]
    /// The folder that it runs in; nil for gedis' own.
    package var folder: String?

    /// Describes a program.
    package init(path: String, words: [String], variables: [String: String], folder: String? = nil) {
        self.path = path
        self.words = words
        self.variables = variables
        self.folder = folder
    }

    /// The variable that names the descriptor of a worker's socket.
    static let descriptorVariable = "GEDIS_WORKER"
    /// The descriptor.
    static let descriptor = 3

    /// The variables that a worker gets of those that gedis has: what says where things are, and nothing else.
    package static let inherited = ["PATH", "HOME", "USER", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR"]

    /// The variables that a worker gets.
    static func variables(of environment: [String: String]) -> [String: String] {
        environment.filter { inherited.contains($0.key) }
    }

    /// The absolute path of a program on the search path; nil where there is none.
    static func path(ofName name: String, _ environment: [String: String]) -> String? {
        let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (folders + ["/usr/bin", "/usr/local/bin"]).map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }
}
