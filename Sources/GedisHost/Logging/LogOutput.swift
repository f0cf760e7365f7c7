import Glibc

/// Where a process logs that a supervisor has started: apart from what else is written to its standard output and error,
/// which the supervisor logs line by line.
package enum LogOutput {
    /// Separates the two.
    ///
    /// - Returns: the descriptor for the log.
    package static func separate() -> Int32 {
        let reports = ServingProcess.reportDescriptor
        guard fcntl(reports, F_GETFD) >= 0 else { return STDERR_FILENO }
        let log = fcntl(STDERR_FILENO, F_DUPFD, lowest)
        guard log >= 0 else { return STDERR_FILENO }
        for descriptor in [log, reports] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        dup2(reports, STDOUT_FILENO)
        dup2(reports, STDERR_FILENO)
        return log
    }

    /// Another descriptor for standard output as it is now, which no process inherits.
    package static func keepOutput() -> Int32 { fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, lowest) }

    /// Out of the way of descriptors that have a meaning by their number.
    private static let lowest: Int32 = 32
}
