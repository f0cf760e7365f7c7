import GedisCrypto
import Glibc

/// The Python that runs namespaces.
package struct PythonProgram: Sendable {
    /// The interpreter's absolute path.
    package let interpreter: String
    private let environment: [String: String]

    /// What serves a namespace in Python: the files of the package `gedis`, in the order of their names.
    package static let modules: [SourceText] = [
        SourceText(name: "__init__.py", bytes: PackageResources.__init___py),
        SourceText(name: "_commands.py", bytes: PackageResources._commands_py),
        SourceText(name: "_docstrings.py", bytes: PackageResources._docstrings_py),
        SourceText(name: "_errors.py", bytes: PackageResources._errors_py),
        SourceText(name: "_handed.py", bytes: PackageResources._handed_py),
        SourceText(name: "_lane.py", bytes: PackageResources._lane_py),
        SourceText(name: "_life.py", bytes: PackageResources._life_py),
        SourceText(name: "_link.py", bytes: PackageResources._link_py),
        SourceText(name: "_loading.py", bytes: PackageResources._loading_py),
        SourceText(name: "_printed.py", bytes: PackageResources._printed_py),
        SourceText(name: "_replies.py", bytes: PackageResources._replies_py),
        SourceText(name: "_source.py", bytes: PackageResources._source_py),
        SourceText(name: "_types.py", bytes: PackageResources._types_py),
        SourceText(name: "_worker.py", bytes: PackageResources._worker_py),
    ]

    /// What editors and type checkers know the package by.
    package static var stub: [UInt8] { PackageResources.gedis_pyi }

    /// What of a cached manifest depends on gedis itself.
    package static let digest = Digest.sha256(of: modules.flatMap { [Array($0.name.utf8), $0.bytes] })

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

    /// What runs the package in a folder.
    ///
    /// - Parameters:
    ///   - folder: the folder that has the package
    ///   - executable: the interpreter that runs it; nil, or one that is gone, for `interpreter`
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
