package import GedisKit

/// Why somebody is not let in.
package enum LoginFailure: Error, Equatable {
    /// There is no such user, or the password is another.
    case wrongPassword
    /// So were many before it: the next mistake is let pass after so many seconds.
    case tooMany(seconds: Int)

    /// The error as a reply.
    package var reply: CommandError {
        switch self {
        case .wrongPassword: CommandError("invalid username-password pair or user is disabled.", code: "WRONGPASS")
        case .tooMany(let seconds):
            CommandError("too many wrong passwords for this user: try again in \(seconds) s", code: "WRONGPASS")
        }
    }
}
