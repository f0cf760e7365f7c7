import CLinux
import Glibc

/// A program that speaks the workers' protocol, as a definition or a command line names it.
package struct WorkerCommand: Hashable, Sendable {
    /// The program and the words behind its name.
    package let words: [String]
    /// The absolute path of the folder that its paths are from, in which it runs.
    package let folder: String

    /// Names a program.
    ///
    /// - Parameters:
    ///   - words: the program and the words behind its name
    ///   - folder: the absolute path of the folder that its paths are from
    package init(_ words: [String], in folder: String) {
        self.words = words
        self.folder = folder
    }

    /// The absolute paths of the files that it names: the program itself where it is no name on the search path, and each
    /// word that is a file's path.
    package var files: [String] {
        words.enumerated().compactMap { index, word in
            guard index > 0 || word.contains("/"), !word.isEmpty else { return nil }
            let path = absolute(word)
            var status = stat()
            return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? path : nil
        }
    }

    /// What is another text once it is another command, or a file that it names has changed.
    package var state: String {
        let files = files.map { path in
            var status = stat()
            stat(path, &status)
            return "\(path) \(status.st_ino) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
        }
        return (words + [folder] + files).joined(separator: "\0")
    }

    /// Finds the program.
    ///
    /// - Parameter environment: the environment's variables
    /// - Returns: the program.
    /// - Throws: `WorkerError` where it is not there, or cannot be run.
    package func program(environment: [String: String]) throws(WorkerError) -> WorkerProgram {
        WorkerProgram(
            path: try path(environment), words: Array(words.dropFirst()),
            variables: WorkerProgram.variables(of: environment), folder: folder)
    }

    private func path(_ environment: [String: String]) throws(WorkerError) -> String {
        guard let word = words.first, !word.isEmpty else { throw .failed("there is no program in the command") }
        guard word.contains("/") else {
            if let found = WorkerProgram.path(ofName: word, environment) { return found }
            let advice =
                access(absolute(word), F_OK) == 0
                ? "the file in \(folder) is ./\(word)" : "install it, or give its path"
            throw .failed("there is no program '\(word)' on the search path: \(advice)")
        }
        let path = absolute(word)
        guard access(path, F_OK) == 0 else {
            throw .failed("there is no file \(path); paths of a command are from \(folder)")
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, access(path, X_OK) == 0 else {
            throw .failed("\(path) cannot be run: make it executable, or name its interpreter first")
        }
        return path
    }

    private func absolute(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        return folder + "/" + (path.hasPrefix("./") ? String(path.dropFirst(2)) : path)
    }
}
