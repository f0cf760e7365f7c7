import GedisCrypto
import Glibc

/// The Python that runs namespaces.
package struct PythonProgram: Sendable {
    /// The interpreter's absolute path.
    package let interpreter: String
    private let environment: [String: String]

    /// What serves a namespace in Python: the module `gedis`.
    package static var module: [UInt8] { PackageResources.gedis_py }

    /// What of a cached manifest depends on gedis itself.
    package static let digest = Digest.sha256(module)

    /// Finds an interpreter: the one that `GEDIS_PYTHON` names, or `python3` on the search path.
    ///
    /// - Parameter environment: the environment's variables
    /// - Throws: `WorkerError` where there is none.
    package init(environment: [String: String]) throws(WorkerError) {
        self.environment = environment
        if let path = environment["GEDIS_PYTHON"], !path.isEmpty {
            guard access(path, X_OK) == 0 else {
                throw .failed("GEDIS_PYTHON names \(path), which is no program that can be run")
            }
            interpreter = path
            return
        }
        guard let found = WorkerProgram.path(ofName: "python3", environment) else {
            throw .failed(
                "there is no python3 on the search path: install Python 3.9 or newer, or name one in GEDIS_PYTHON")
        }
        interpreter = found
    }

    /// What runs the module in a folder.
    ///
    /// - Parameters:
    ///   - folder: the folder that has the module
    ///   - executable: the interpreter itself, where it is known what `interpreter` leads to
    ///   - name: the namespace's name, which lists of processes show
    /// - Returns: the program.
    package func program(in folder: String, executable: String? = nil, name: String) -> WorkerProgram {
        var variables = WorkerProgram.variables(of: environment)
        // What is printed, and the names of files, are UTF-8 whatever the machine's language is.
        variables["PYTHONUTF8"] = "1"
        let known = executable.flatMap { path -> String? in access(path, X_OK) == 0 ? path : nil }
        return WorkerProgram(
            path: known ?? interpreter,
            words: [
                "-c", "import sys; sys.path.insert(0, sys.argv[2]); import gedis; gedis._run()", name, folder,
            ], variables: variables)
    }
}
