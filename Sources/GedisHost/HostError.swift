import Glibc

/// Why a server could not be started, reached or changed on this machine.
package struct HostError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is, for programs.
    package struct Code: Hashable, Sendable {
        private enum Kind {
            case alreadyRuns, unreachable, notStarted, notStopped, notReloaded, notApplied, unsavedSource, git, machine
            case invalid, file, system
        }

        private let kind: Kind

        /// Another process serves the instance.
        package static let alreadyRuns = Code(kind: .alreadyRuns)
        /// Where the server listens is not known, because it does not run here; or a machine does not answer.
        package static let unreachable = Code(kind: .unreachable)
        /// The server ended before clients could connect, or took too long.
        package static let notStarted = Code(kind: .notStarted)
        /// The server did not end in time.
        package static let notStopped = Code(kind: .notStopped)
        /// The running server refused what the config repo says now, and goes on with what it had.
        package static let notReloaded = Code(kind: .notReloaded)
        /// What the repo says was taken over and did not work.
        package static let notApplied = Code(kind: .notApplied)
        /// A source would be lost: git does not have it.
        package static let unsavedSource = Code(kind: .unsavedSource)
        /// Git does not have what is needed, or refuses what is asked.
        package static let git = Code(kind: .git)
        /// A machine lacks something, or does not answer as a gedis does.
        package static let machine = Code(kind: .machine)
        /// What the repo says of a machine is wrong, as the gedis there finds.
        package static let invalid = Code(kind: .invalid)
        /// A file could not be read or written.
        package static let file = Code(kind: .file)
        /// The system has no process, descriptor or the like left.
        package static let system = Code(kind: .system)
    }

    /// What kind of failure it is.
    package var code: Code
    /// What was wrong and what to do.
    package var description: String

    /// Says what was wrong.
    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}

extension HostError {
    /// An error with the reason that a system call gave.
    ///
    /// - Parameters:
    ///   - code: the kind of failure
    ///   - what: what could not be done
    ///   - number: the reason, as errno(3) has it
    /// - Returns: the error.
    static func system(_ code: Code, _ what: String, _ number: Int32) -> HostError {
        HostError(code, "\(what): \(String(cString: strerror(number)))")
    }

    /// An error for an instance that another process serves.
    static func alreadyRuns(_ server: String, _ process: String) -> HostError {
        HostError(.alreadyRuns, "server \(server) runs already (\(process)): 'gedis server stop \(server)' stops it")
    }
}
