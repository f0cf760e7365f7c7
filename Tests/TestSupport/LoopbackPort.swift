import Foundation
import Glibc
import Synchronization

/// A TCP port on which nothing listens, for tests that need to know the port ahead.
///
/// It is none of those that the system gives to connections (32768 and up), so that no connection takes it meanwhile,
/// and no other test of this process is given it.
package func freePort(of host: String = "127.0.0.1") throws -> Int {
    for _ in 0..<1000 {
        let port = Int.random(in: 20000..<32000)
        guard let held = try? HeldPort(port, of: host) else { continue }
        held.release()
        if givenPorts.withLock({ $0.insert(port).inserted }) { return port }
    }
    throw TestFailure("no port of \(host) is free")
}

private let givenPorts = Mutex<Set<Int>>([])

/// A port on which nobody listens and nobody else can, so that connections are refused.
package struct HeldPort: Sendable {
    package let number: Int
    private let descriptor: Int32

    /// Holds a port; any that is free, where none is given.
    package init(_ number: Int = 0, of host: String = "127.0.0.1") throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        // A port whose last connections have just ended can be taken only so.
        var reuse: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(number).bigEndian
        address.sin_addr.s_addr = inet_addr(host)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isBound else {
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw TestFailure("no port of \(host): \(reason)")
        }
        self.number = Int(UInt16(bigEndian: address.sin_port))
    }

    package func release() { close(descriptor) }
}
