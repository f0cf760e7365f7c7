internal import COpenSSL

/// What OpenSSL says of the errors of this thread.
enum OpenSSLReasons {
    /// Takes the reasons out of the thread's queue, the first first; one that is given twice stands once.
    static func take() -> [String] {
        var reasons: [String] = []
        while case let number = ERR_get_error(), number != 0 {
            guard let reason = ERR_reason_error_string(number) else { continue }
            let text = String(cString: reason)
            if !reasons.contains(text) { reasons.append(text) }
        }
        return reasons
    }

    /// Takes the first reason, and forgets the others.
    static func first() -> String { take().first ?? "OpenSSL gives no reason" }
}
