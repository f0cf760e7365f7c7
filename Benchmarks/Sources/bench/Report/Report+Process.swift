import Glibc

extension Report.Process {
    /// Measures a process that runs.
    ///
    /// - Throws: `BenchFailure` when it has ended.
    init(_ name: String, _ pid: pid_t) throws(BenchFailure) {
        self.init(
            name: name, residentBytes: try ProcessUsage.residentMemory(of: pid),
            anonymousBytes: try ProcessUsage.anonymousMemory(of: pid))
    }
}
