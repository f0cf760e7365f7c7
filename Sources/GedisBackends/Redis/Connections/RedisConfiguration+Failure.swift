import GedisClient
import GedisKit
import Glibc
import NIOCore
import NIOPosix

extension RedisConfiguration {
    /// What an error of a connection means.
    ///
    /// - Parameters:
    ///   - error: what the client threw
    ///   - place: the server
    ///   - isWrite: whether it ended a write on its way
    /// - Returns: the error for whoever called the store.
    func failure(_ error: any Error, at place: Client.Endpoint, isWrite: Bool = false) -> BackendError {
        guard let error = error as? ClientError else { return self.error("\(error)", at: place, .failed) }
        let doubt = isWrite ? "; whether the write was done is not known" : ""
        switch error.code {
        case .couldNotConnect:
            let (reason, target) = Self.reason(error.cause)
            return BackendError(
                "\(backend): \(reason ?? error.message) (\(target ?? "\(place)"))", reason: .unreachable)
        case .connectionClosed: return self.error("the connection was lost\(doubt)", at: place, .unreachable)
        case .tlsFailed:
            return self.error("TLS failed: \(error.cause.map { "\($0)" } ?? error.message)", at: place, .unreachable)
        case .authenticationRefused:
            let reply = error.cause.map { "\($0)" } ?? error.message
            return self.error("the server refuses the password, or asks for one: \(reply)", at: place, .refused)
        case .timedOut: return silence(at: place, isWrite: isWrite)
        default: return self.error("\(error.message)\(doubt)", at: place, .failed)
        }
    }

    /// The error of a server that did not answer in time.
    ///
    /// - Parameters:
    ///   - place: the server; nil for those of the definition
    ///   - isWrite: whether a write was on its way
    /// - Returns: the error for whoever called the store.
    func silence(at place: Client.Endpoint? = nil, isWrite: Bool) -> BackendError {
        let doubt = isWrite ? "; whether the write was done is not known" : ""
        return error("no answer in \(timeout)\(doubt)", at: place, .timedOut)
    }

    /// What an error reply means.
    ///
    /// - Parameters:
    ///   - reply: the reply
    ///   - place: the server that sent it
    /// - Returns: the error for whoever called the store.
    func failure(_ reply: CommandError, at place: Client.Endpoint) -> BackendError {
        switch reply.code {
        case "TRYAGAIN", "CLUSTERDOWN", "LOADING", "MASTERDOWN": error("\(reply)", at: place, .unreachable)
        case "MOVED", "ASK":
            error("the server is one of a cluster, so cluster must be true: \(reply)", at: place, .refused)
        case "OOM", "READONLY", "NOPERM", "NOAUTH", "WRONGTYPE", "MISCONF", "NOREPLICAS":
            error("\(reply)", at: place, .refused)
        default: error("\(reply)", at: place, .failed)
        }
    }

    /// An error of the operating system in its own words, and the address that was tried where that is known.
    private static func reason(_ error: (any Error)?) -> (reason: String?, target: String?) {
        switch error {
        case let error as NIOConnectionError:
            guard let last = error.connectionErrors.last else { return ("unknown host \(error.host)", nil) }
            guard let host = last.target.ipAddress else { return (reason(last.error).reason, nil) }
            let target = Client.Endpoint.tcp(host: host, port: error.port)
            return (reason(last.error).reason ?? "\(last.error)", "\(target)")
        case let error as IOError:
            let text = String(cString: strerror(error.errnoCode))
            return (text.prefix(1).lowercased() + text.dropFirst(), nil)
        default: return (nil, nil)
        }
    }
}
