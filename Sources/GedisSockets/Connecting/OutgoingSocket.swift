import Glibc

/// Connects to servers. It waits, on a thread of its own.
package enum OutgoingSocket {
    /// Why there is no connection.
    package struct Failure: Error, CustomStringConvertible {
        /// The reason, as the system has it.
        package let description: String

        static func system(_ number: Int32) -> Failure {
            let text = String(cString: strerror(number))
            return Failure(description: text.prefix(1).lowercased() + text.dropFirst())
        }
    }

    /// Connects to a host's port; where a name has several addresses, each is tried.
    ///
    /// - Parameters:
    ///   - host: the host's name or address
    ///   - port: the port
    ///   - limit: how long it may take
    /// - Returns: the descriptor of a socket that does not block.
    package static func connect(to host: String, port: Int, within limit: Duration) async -> Result<Int32, Failure> {
        await onThread { Result { () throws(Failure) in try connectNow(to: host, port: port, until: .now + limit) } }
    }

    /// Connects to a Unix socket.
    ///
    /// - Parameters:
    ///   - path: the socket's path
    ///   - limit: how long it may take
    /// - Returns: the descriptor of a socket that does not block.
    package static func connect(toPath path: String, within limit: Duration) async -> Result<Int32, Failure> {
        guard var address = SocketAddress.unix(path) else {
            return .failure(Failure(description: "the path is too long for a Unix socket"))
        }
        return address.withPointer { address, length in
            Result { () throws(Failure) in try connectNow(AF_UNIX, address, length, until: .now + limit) }
        }
    }

    private static func connectNow(
        to host: String, port: Int, until deadline: ContinuousClock.Instant
    ) throws(Failure) -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let result = getaddrinfo(host, String(port), &hints, &list)
        guard result == 0, let list else { throw Failure(description: "unknown host \(host)") }
        defer { freeaddrinfo(list) }
        var failure = Failure(description: "unknown host \(host)")
        for info in sequence(first: list, next: { $0.pointee.ai_next }) {
            do throws(Failure) {
                let found = info.pointee
                guard let address = found.ai_addr else { continue }
                let descriptor = try connectNow(found.ai_family, address, found.ai_addrlen, until: deadline)
                SocketOptions.prepare(descriptor, keepalive: .seconds(60))
                return descriptor
            } catch {
                failure = error
            }
        }
        throw failure
    }

    private static func connectNow(
        _ family: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t,
        until deadline: ContinuousClock.Instant
    ) throws(Failure) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(family, kind, 0)
        guard descriptor >= 0 else { throw .system(errno) }
        var number: Int32 = Glibc.connect(descriptor, address, length) == 0 ? 0 : errno
        if number == EINPROGRESS || number == EINTR {
            number = waitUntilConnected(descriptor, until: deadline)
        }
        guard number == 0 else {
            close(descriptor)
            throw .system(number)
        }
        return descriptor
    }

    /// Waits for a connection's end of being made.
    ///
    /// - Returns: the system's error; 0 where it is made.
    private static func waitUntilConnected(_ descriptor: Int32, until deadline: ContinuousClock.Instant) -> Int32 {
        while true {
            let left = (deadline - .now) / Duration.milliseconds(1)
            guard left > 0 else { return ETIMEDOUT }
            var place = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            let count = poll(&place, 1, Int32(clamping: Int(left) + 1))
            if count < 0, errno != EINTR { return errno }
            guard count > 0 else { continue }
            var number: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &size)
            return number
        }
    }

    // MARK: - Its thread

    private static func onThread(
        _ work: @escaping @Sendable () -> Result<Int32, Failure>
    ) async -> Result<Int32, Failure> {
        await withCheckedContinuation { continuation in
            let argument = Unmanaged.passRetained(Work { continuation.resume(returning: work()) })
            var thread = pthread_t()
            let result = pthread_create(
                &thread, nil,
                { argument in
                    if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run() }
                    return nil
                }, argument.toOpaque())
            guard result == 0 else {
                argument.release()
                return continuation.resume(returning: .failure(.system(result)))
            }
            pthread_detach(thread)
        }
    }

    private final class Work: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
}
