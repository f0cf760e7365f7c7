import GedisBackends
import GedisClient
import GedisConfig
import GedisCore
import GedisCrypto
import GedisHost
import GedisKit
import GedisNamespaces
import GedisShell

/// Why a command of the tool failed: what is printed, and the process' exit code.
struct Failure: Error {
    /// The exit codes, as `gedis --help` documents them, and that of a process that Ctrl-C ended.
    enum Code: Int32 {
        case reply = 1
        case usage = 2
        case notFound = 3
        case unreachable = 4
        case failed = 5
        case pending = 10
        case interrupted = 130
    }

    var code: Code
    /// What is printed; empty where it has been printed already.
    var message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Explains an error of one of the layers below.
    init(explaining error: any Error) {
        switch error {
        case let error as Failure: self = error
        case let error as ConfigError: self.init(Code(error.code), error.description)
        case let error as HostError: self.init(Code(error.code), error.description)
        case let error as ShellError: self.init(error.code == .interrupted ? .interrupted : .reply, "")
        case let error as ClientError:
            let reason = (error.cause as? TLSFailure).map { ": \($0)" } ?? ""
            self.init(.unreachable, "\(error)\(reason)")
        case let error as CommandError: self.init(.reply, "(error) \(error)")
        case let error as StartError: self.init(.failed, error.description)
        case let error as NamespaceError: self.init(error.code == .name ? .usage : .failed, error.description)
        case let error as CryptoError: self.init(error.code == .badInput ? .usage : .failed, error.description)
        case let error as BackendError:
            let isAway = error.reason == .unreachable || error.reason == .timedOut
            self.init(isAway ? .unreachable : .failed, error.description)
        default: self.init(.failed, "\(error)")
        }
    }
}

extension Failure.Code {
    fileprivate init(_ code: ConfigError.Code) {
        switch code {
        case .notFound: self = .notFound
        case .invalid, .exists: self = .usage
        default: self = .failed
        }
    }

    fileprivate init(_ code: HostError.Code) {
        switch code {
        case .unreachable: self = .unreachable
        case .unsavedSource, .invalid: self = .usage
        default: self = .failed
        }
    }
}
