import Glibc
import SystemPackage

/// A TCP port on which nothing listens, for tests of what needs to know the port ahead.
///
/// It is none of those that the system gives to connections (32768 and up), so that no connection takes it meanwhile.
func freePort() throws -> Int {
    for _ in 0..<1000 {
        let port = Int.random(in: 20000..<32000)
        if try !isTaken(port) { return port }
    }
    throw Errno.addressInUse
}

private func isTaken(_ port: Int) throws -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    } != 0
}
