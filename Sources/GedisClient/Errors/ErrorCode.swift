internal import GedisKit

/// The code of an error reply: those that a server replies itself, and a namespace's own by a literal.
///
/// It catches the errors that have it:
///
///     do { try await shop.take(5) }
///     catch ErrorCode.notPermitted { … }
///     catch ErrorCode("STOCK") { … }
public struct ErrorCode: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The reply's first word.
    public let rawValue: String

    /// The code that is written so.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The code that is written so.
    public init(stringLiteral code: String) { rawValue = code }

    /// The reply's first word.
    public var description: String { rawValue }

    /// Whether an error is a reply of this code.
    public static func ~= (code: ErrorCode, error: any Error) -> Bool {
        (error as? CommandError)?.code == code.rawValue
    }
}

extension ErrorCode {
    /// What has no code of its own, such as an argument that is refused.
    public static let general: ErrorCode = "ERR"
    /// The connection has to authenticate first.
    public static let unauthenticated: ErrorCode = "NOAUTH"
    /// The password is not the user's.
    public static let wrongPassword: ErrorCode = "WRONGPASS"
    /// The user may not do that.
    public static let notPermitted: ErrorCode = "NOPERM"
    /// The caller has called too often.
    public static let throttled: ErrorCode = "THROTTLED"
    /// The command took too long.
    public static let callTimeout: ErrorCode = "TIMEOUT"
    /// The process of the namespace ended or cannot be called.
    public static let worker: ErrorCode = "WORKER"
    /// The store behind the server failed.
    public static let backend: ErrorCode = "BACKEND"
    /// The server behind a mounted namespace is not there.
    public static let mount: ErrorCode = "MOUNT"
    /// The server or the namespace is being loaded.
    public static let loading: ErrorCode = "LOADING"
}
