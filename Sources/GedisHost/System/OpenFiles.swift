import Glibc

/// How many files and sockets the process may have open.
enum OpenFiles {
    /// What is open besides clients: listeners, the backend, loops, libraries and the log.
    private static let reserve = 64

    /// Raises the limit as far as the process may.
    ///
    /// - Parameter clients: how many clients may be connected
    /// - Returns: what is wrong where the limit is too low for so many.
    static func raiseLimit(for clients: Int) -> String? {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0 else { return nil }
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            raised.rlim_cur = limit.rlim_max
            if setrlimit(resource, &raised) == 0 { limit = raised }
        }
        guard limit.rlim_cur < rlim_t(clients + reserve) else { return nil }
        return "max_connections is \(clients), but the process may have only \(limit.rlim_cur) files open: "
            + "raise the limit ('ulimit -n', LimitNOFILE=), or lower max_connections"
    }
}
