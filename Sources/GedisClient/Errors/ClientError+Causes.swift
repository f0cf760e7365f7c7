internal import GedisCrypto
internal import Glibc
internal import NIOCore
internal import NIOPosix

extension ClientError {
    /// Says why no connection was made.
    static func couldNotConnect(to endpoint: Client.Endpoint, _ error: any Error) -> ClientError {
        if let error = error as? ClientError { return error }
        return ClientError(.couldNotConnect, "could not connect to \(endpoint): \(reason(error))", cause: error)
    }

    /// Says why a connection ended.
    static func connectionClosed(_ endpoint: Client.Endpoint, _ error: any Error) -> ClientError {
        ClientError(.connectionClosed, "the connection to \(endpoint) failed: \(reason(error))", cause: error)
    }

    /// An error of NIO in the words of the operating system.
    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as IOError:
            return String(cString: strerror(error.errnoCode))
        case let error as NIOConnectionError:
            let reasons = error.connectionErrors.map { reason($0.error) }
            // A name with several addresses mostly fails for one reason at all of them.
            guard let first = reasons.first else { return "no address is known for \(error.host)" }
            return reasons.allSatisfy { $0 == first } ? first : reasons.joined(separator: ", ")
        case SocketAddressError.unixDomainSocketPathTooLong:
            return "the path is too long for a Unix socket"
        case TLSError.truncated:
            return "it broke off without the end that TLS has"
        default:
            return "\(error)"
        }
    }
}
