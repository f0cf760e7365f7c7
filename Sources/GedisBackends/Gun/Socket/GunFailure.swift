import Glibc
import GedisClient
import GedisKit
import NIOCore
import NIOPosix

extension GunAddress {
    /// What an error of the connection means, for people.
    func failure(_ error: any Error, backend: String) -> BackendError {
        let (what, place) = describe(error)
        return BackendError("\(backend): \(what) (\(place ?? description))", reason: .unreachable)
    }

    private func describe(_ error: any Error) -> (what: String, place: String?) {
        switch error {
        case let error as NIOConnectionError:
            guard let failure = error.connectionErrors.last else { return ("unknown host \(error.host)", nil) }
            return (describe(failure.error).what, failure.target.hostAndPort)
        case let error as IOError: return (lowercased(String(cString: strerror(error.errnoCode))), nil)
        case HandshakeFailure.silent(let timeout):
            return ("no answer to the WebSocket handshake in \(timeout): gun answers only at /gun", nil)
        case HandshakeFailure.declined:
            return ("the server declines the WebSocket handshake: who connects may have to say a password", nil)
        case HandshakeFailure.closed: return ("the server closed the connection", nil)
        case ChannelError.connectTimeout: return ("no answer", nil)
        default: return (TLSFailure(error).map { "TLS failed: \($0)" } ?? "\(error)", nil)
        }
    }

    private func lowercased(_ text: String) -> String { text.prefix(1).lowercased() + text.dropFirst() }
}

extension SocketAddress {
    fileprivate var hostAndPort: String {
        guard let ipAddress, let port else { return description }
        return ipAddress.contains(":") ? "[\(ipAddress)]:\(port)" : "\(ipAddress):\(port)"
    }
}
