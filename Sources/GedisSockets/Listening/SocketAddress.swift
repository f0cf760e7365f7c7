import Glibc

/// A socket's address in the kernel's form.
struct SocketAddress {
    private var storage = sockaddr_storage()
    private var length = socklen_t(MemoryLayout<sockaddr_storage>.size)

    /// No address.
    init() {}

    /// An address that the kernel's functions have made.
    init(_ address: UnsafePointer<sockaddr>, _ length: socklen_t) {
        withUnsafeMutableBytes(of: &storage) { bytes in
            bytes.copyBytes(from: UnsafeRawBufferPointer(start: address, count: Int(length)))
        }
        self.length = length
    }

    /// The address that a socket is bound to.
    static func own(of descriptor: Int32) -> SocketAddress {
        var address = SocketAddress()
        address.withMutablePointer { _ = getsockname(descriptor, $0, $1) }
        return address
    }

    /// The address at a socket's other end.
    static func peer(of descriptor: Int32) -> SocketAddress {
        var address = SocketAddress()
        address.withMutablePointer { _ = getpeername(descriptor, $0, $1) }
        return address
    }

    /// Whether it is a Unix socket's.
    var isPath: Bool { storage.ss_family == sa_family_t(AF_UNIX) }

    /// A path's address; nil when the path is too long for one.
    static func unix(_ path: String) -> SocketAddress? {
        var address = SocketAddress()
        let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        let most = MemoryLayout<sockaddr_un>.size - offset - 1
        guard path.utf8.count <= most, !path.utf8.contains(0) else { return nil }
        withUnsafeMutableBytes(of: &address.storage) { bytes in
            bytes.storeBytes(of: sa_family_t(AF_UNIX), as: sa_family_t.self)
            bytes[offset...].copyBytes(from: path.utf8)
        }
        address.length = socklen_t(offset + path.utf8.count + 1)
        return address
    }

    /// The TCP port; nil where the address has none.
    var port: Int? {
        withUnsafeBytes(of: storage) { bytes in
            switch Int32(storage.ss_family) {
            case AF_INET: Int(bytes.load(as: sockaddr_in.self).sin_port.bigEndian)
            case AF_INET6: Int(bytes.load(as: sockaddr_in6.self).sin6_port.bigEndian)
            default: nil
            }
        }
    }

    mutating func withPointer<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
        let length = length
        return withUnsafeBytes(of: &storage) { bytes in
            body(bytes.assumingMemoryBound(to: sockaddr.self).baseAddress.unsafelyUnwrapped, length)
        }
    }

    private mutating func withMutablePointer(
        _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Void
    ) {
        withUnsafeMutableBytes(of: &storage) { bytes in
            body(bytes.assumingMemoryBound(to: sockaddr.self).baseAddress.unsafelyUnwrapped, &length)
        }
    }
}

extension SocketAddress: CustomStringConvertible {
    /// `127.0.0.1:9900`, `[::1]:9900`, or what says that it is no TCP address.
    var description: String {
        guard let port, let host else { return "unix socket" }
        return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    /// `127.0.0.1` or `::1`; nil where it is no TCP address.
    var host: String? {
        guard port != nil else { return nil }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        withUnsafeBytes(of: storage) { bytes in
            if Int32(storage.ss_family) == AF_INET {
                var address = bytes.load(as: sockaddr_in.self).sin_addr
                inet_ntop(AF_INET, &address, &text, socklen_t(text.count))
            } else {
                var address = bytes.load(as: sockaddr_in6.self).sin6_addr
                inet_ntop(AF_INET6, &address, &text, socklen_t(text.count))
            }
        }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
