import Glibc

/// Where a server is, on this machine.
enum Address: CustomStringConvertible {
    case tcp(port: UInt16)
    case unix(path: String)

    var description: String {
        switch self {
        case .tcp(let port): "127.0.0.1:\(port)"
        case .unix(let path): path
        }
    }

    /// What `--load` takes.
    var argument: String {
        switch self {
        case .tcp(let port): "\(port)"
        case .unix(let path): path
        }
    }

    /// Connects, and waits until it is.
    ///
    /// - Throws: `BenchFailure` when nobody listens there.
    func connect() throws(BenchFailure) -> Int32 {
        let descriptor: Int32
        let result: Int32
        switch self {
        case .tcp(let port):
            var address = Self.loopback(port: port)
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            result = withUnsafePointer(to: &address) { Self.connect(descriptor, $0) }
            var on: Int32 = 1
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        case .unix(let path):
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
            descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            result = withUnsafePointer(to: &address) { Self.connect(descriptor, $0) }
        }
        guard result == 0 else {
            let failure = BenchFailure.system("cannot connect to \(self)")
            close(descriptor)
            throw failure
        }
        return descriptor
    }

    private static func connect<Socket>(_ descriptor: Int32, _ address: UnsafePointer<Socket>) -> Int32 {
        address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<Socket>.size))
        }
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    /// A TCP port that nobody uses at the moment.
    static func freePort() -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(descriptor, $0, length)
                _ = getsockname(descriptor, $0, &length)
            }
        }
        return UInt16(bigEndian: address.sin_port)
    }
}
