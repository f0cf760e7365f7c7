package import GedisCore
import GedisSettings
import Glibc

/// A socket that listens, and where.
package struct ListeningSocket: Sendable {
    /// The socket; whoever accepts from it closes it.
    package let descriptor: Int32
    /// `127.0.0.1:9900`, `[::1]:9900` or a path.
    package let address: String
    /// The TCP port; nil for a Unix socket.
    package let port: Int?
    /// The file of a Unix socket, by which it is known whose the path's is; nil for TCP.
    package let file: FileIdentity?
    /// Whether another process listens at it too.
    private let isInherited: Bool

    /// What a socket is for, by which one on a free port is known again.
    package enum Purpose: String, Codable, Sendable {
        case clients, operators, web, metrics
    }

    /// Listens at an endpoint.
    ///
    /// - Parameters:
    ///   - endpoint: where
    ///   - purpose: what for
    ///   - kept: the sockets that are there already, which are used first
    /// - Returns: the sockets: two for `localhost`, where the machine has IPv6.
    /// - Throws: `StartError` when it can't be listened at; then no socket stays open.
    package static func open(
        at endpoint: ServerConfiguration.Endpoint, for purpose: Purpose = .clients, among kept: KeptListeners = .none
    ) throws(StartError) -> [ListeningSocket] {
        let place = Place(purpose: purpose, kept: kept)
        let sockets =
            switch endpoint {
            case .unix(let path, let mode): [try unix(path, mode: mode, place)]
            case .tcp(HostName.local, let port): try localhost(port, place)
            case .tcp(let host, let port): [try tcp(host, port, place)]
            }
        for socket in sockets { kept.use(socket, for: purpose, isOnFreePort: endpoint.isOnFreePort) }
        return sockets
    }

    private struct Place {
        var purpose: Purpose
        var kept: KeptListeners
    }

    /// Looks whether an endpoint could be listened at now. Nothing stays open.
    ///
    /// - Throws: `StartError` that says why not, as a start would.
    package static func check(_ endpoint: ServerConfiguration.Endpoint) throws(StartError) {
        for socket in try open(at: endpoint) { socket.discard() }
    }

    /// Clients try 127.0.0.1 or ::1 first, so both have to be there, on the same port.
    private static func localhost(
        _ port: Int, _ place: Place, attempts: Int = 8
    ) throws(StartError) -> [ListeningSocket] {
        let first = try tcp(HostName.localAddresses[0], port, place)
        do throws(StartError) {
            return [first, try tcp(HostName.localAddresses[1], first.port ?? port, place)]
        } catch {
            guard error.errorNumber != EADDRNOTAVAIL, error.errorNumber != EAFNOSUPPORT else { return [first] }
            close(first.descriptor)
            // The port that was free on one address need not be on the other.
            guard port == 0, attempts > 1 else { throw error }
            return try localhost(port, place, attempts: attempts - 1)
        }
    }

    private static func tcp(_ host: String, _ port: Int, _ place: Place) throws(StartError) -> ListeningSocket {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "\(port)", &hints, &found) == 0, let found else {
            throw StartError("'\(host)' is no known host: correct addr")
        }
        defer { freeaddrinfo(found) }
        let address = SocketAddress(found.pointee.ai_addr, found.pointee.ai_addrlen)
        if let kept = place.kept.take(address.description, port == 0 ? place.purpose : nil) { return kept }
        let descriptor = socket(found.pointee.ai_family, nonblocking, 0)
        do throws(StartError) {
            guard descriptor >= 0 else { throw .tcp(host, port) }
            var yes: Int32 = 1
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
            if found.pointee.ai_family == AF_INET6, host != "::" {
                setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &yes, socklen_t(MemoryLayout<Int32>.size))
            }
            guard bind(descriptor, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0,
                Glibc.listen(descriptor, backlog) == 0
            else { throw .tcp(host, port) }
            let own = SocketAddress.own(of: descriptor)
            return ListeningSocket(descriptor: descriptor, address: own.description, port: own.port, file: nil)
        } catch {
            if descriptor >= 0 { close(descriptor) }
            guard error.errorNumber == EADDRINUSE, place.kept.has(port: port) else { throw error }
            throw StartError(
                "port \(port) of \(host) overlaps with where the server listens now: 'gedis server stop' and 'start' "
                    + "take that over", errorNumber: EADDRINUSE)
        }
    }

    private static func unix(_ path: String, mode: UInt32, _ place: Place) throws(StartError) -> ListeningSocket {
        if let kept = place.kept.take(path, nil) {
            guard kept.file == FileIdentity(of: path) else {
                // Another file has taken its place, or none.
                close(kept.descriptor)
                return try unix(path, mode: mode, place)
            }
            place.kept.whenUsed { chmod(path, mode) }
            return kept
        }
        guard var address = SocketAddress.unix(path) else {
            throw StartError("cannot make the socket \(path): its path is too long, 107 bytes are the most")
        }
        try makeWay(path, &address)
        let descriptor = socket(AF_UNIX, nonblocking, 0)
        // The socket is nobody else's from its creation on; only then does it get the mode that was asked for.
        let mask = umask(0o177)
        let isBound = address.withPointer { bind(descriptor, $0, $1) } == 0
        let number = errno
        umask(mask)
        let file = isBound ? FileIdentity(of: path) : nil
        guard isBound, Glibc.listen(descriptor, backlog) == 0 else {
            close(descriptor)
            if isBound { file?.remove(path) }
            throw StartError(
                "cannot make the socket \(path): \(String(cString: strerror(number)))", errorNumber: number)
        }
        chmod(path, mode)
        return ListeningSocket(descriptor: descriptor, address: path, port: nil, file: file)
    }

    /// Closes the socket, from which nothing is accepted.
    package func discard() {
        if !isInherited { removeFile() }
        close(descriptor)
    }

    /// Removes the file of a Unix socket, unless another one has taken its place.
    func removeFile() { file?.remove(address) }

    /// Removes a socket that a dead server left; refuses one that is in use.
    private static func makeWay(_ path: String, _ address: inout SocketAddress) throws(StartError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw StartError("cannot make the socket \(path): a file that is no socket stands there")
        }
        let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(probe) }
        guard address.withPointer({ connect(probe, $0, $1) }) != 0 else {
            throw StartError("cannot make the socket \(path): another server listens there")
        }
        unlink(path)
    }

    private static let nonblocking =
        Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)

    /// How many connections the kernel lets wait; it takes less where its own limit is lower.
    private static let backlog: Int32 = 4096

    /// Describes a socket that listens already.
    init(descriptor: Int32, address: String, port: Int?, file: FileIdentity?, isInherited: Bool = false) {
        self.isInherited = isInherited
        self.descriptor = descriptor
        self.address = address
        self.port = port
        self.file = file
    }
}

extension ServerConfiguration.Endpoint {
    /// Whether the port is any that is free.
    fileprivate var isOnFreePort: Bool { if case .tcp(_, 0) = self { true } else { false } }
}

extension StartError {
    /// Explains why a port can't be listened on, from `errno`.
    fileprivate static func tcp(_ host: String, _ port: Int) -> StartError {
        let number = errno
        let reason =
            switch number {
            case EADDRINUSE: "port \(port) of \(host) is taken by another program: choose another with port=…"
            case EACCES: "port \(port) of \(host) needs more rights: ports below 1024 are the system's"
            case EADDRNOTAVAIL: "\(host) is no address of this machine: correct addr"
            default: "cannot listen on \(host):\(port): \(String(cString: strerror(number)))"
            }
        return StartError(reason, errorNumber: number)
    }
}
