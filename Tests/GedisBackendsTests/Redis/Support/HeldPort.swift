import Glibc

/// A port on which nobody listens and nobody else can, so that connections are refused.
struct HeldPort {
    let number: Int
    private let descriptor: Int32

    /// Holds a port; any that is free, where none is given.
    init(_ number: Int = 0) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        // A port whose last connections have just ended can be taken only so.
        var reuse: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(number).bigEndian
        address.sin_addr.s_addr = inet_addr(RedisProcess.host)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isBound else { throw RedisProcess.Failure(message: "no port: \(String(cString: strerror(errno)))") }
        self.number = Int(UInt16(bigEndian: address.sin_port))
    }

    func release() { close(descriptor) }
}
