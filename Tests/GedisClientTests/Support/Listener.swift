import Foundation
import GedisClient
import Glibc
import TestSupport

/// A listening socket on which a test says byte for byte what the server says.
final class Listener: Sendable {
    let port: Int
    private let descriptor: Int32

    var endpoint: Client.Endpoint { .tcp(host: "127.0.0.1", port: port) }

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && listen(descriptor, 8) == 0
                    && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard bound else { throw TestFailure("no port: \(String(cString: strerror(errno)))") }
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    func close() { Glibc.close(descriptor) }

    /// Takes one connection: waits for its first bytes, answers them and, if asked to, hangs up.
    func answer(_ reply: String, hangUp: Bool = false) {
        Thread.detachNewThread { [descriptor] in
            let connection = accept(descriptor, nil, nil)
            var bytes = [UInt8](repeating: 0, count: 1 << 16)
            // A socket that is closed with bytes unread takes back what it sent.
            _ = recv(connection, &bytes, bytes.count, 0)
            _ = send(connection, reply, reply.utf8.count, Int32(MSG_NOSIGNAL))
            // Reading ends when the client closes.
            if !hangUp { while recv(connection, &bytes, bytes.count, 0) > 0 {} }
            Glibc.close(connection)
        }
    }
}
