import Glibc
import NIOCore
import NIOPosix
import NIOSSL

/// Opens the sockets that a server is reached by.
struct Listener {
    let group: MultiThreadedEventLoopGroup
    let loops: [ObjectIdentifier: NIOLoopBoundBox<LoopConnections>]

    /// Listens at an endpoint.
    ///
    /// - Parameters:
    ///   - endpoint: where
    ///   - tls: how TCP connections are secured; nil for not at all
    ///   - audience: which commands connections may call
    /// - Returns: the listening channels, two for `localhost`.
    /// - Throws: `StartError` when it can't be listened at.
    func listen(
        at endpoint: ServerConfiguration.Endpoint, tls: NIOSSLContext?, audience: Audience
    ) async throws(StartError) -> [any Channel] {
        switch endpoint {
        case .unix(let path, let mode):
            return [try await listen(atSocket: path, mode: mode, audience: audience)]
        case .tcp("localhost", let port):
            return try await listenOnLocalhost(port, tls: tls, audience: audience)
        case .tcp(let host, let port):
            return [try await listen(on: host, port, tls: tls, audience: audience)]
        }
    }

    /// Clients try 127.0.0.1 or ::1 first, so both have to be there, on the same port.
    private func listenOnLocalhost(
        _ port: Int, tls: NIOSSLContext?, audience: Audience, attempts: Int = 8
    ) async throws(StartError) -> [any Channel] {
        let first = try await listen(on: "127.0.0.1", port, tls: tls, audience: audience)
        guard hasIPv6 else { return [first] }
        do throws(StartError) {
            let shared = first.localAddress?.port ?? port
            return [first, try await listen(on: "::1", shared, tls: tls, audience: audience)]
        } catch {
            try? await first.close()
            // The port that was free on one address need not be on the other.
            guard port == 0, attempts > 1 else { throw error }
            return try await listenOnLocalhost(port, tls: tls, audience: audience, attempts: attempts - 1)
        }
    }

    private func listen(
        on host: String, _ port: Int, tls: NIOSSLContext?, audience: Audience
    ) async throws(StartError) -> any Channel {
        do {
            return try await bootstrap(tls: tls, audience: audience)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .bind(host: host, port: port).get()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw StartError("port \(port) of \(host) is taken by another program: choose another with port=…")
        } catch let error as IOError where error.errnoCode == EACCES {
            throw StartError("port \(port) of \(host) needs more rights: ports below 1024 are the system's")
        } catch let error as IOError where error.errnoCode == EADDRNOTAVAIL {
            throw StartError("\(host) is no address of this machine: correct addr")
        } catch is SocketAddressError {
            throw StartError("'\(host)' is no known host: correct addr")
        } catch {
            throw StartError("cannot listen on \(host):\(port): \(error)")
        }
    }

    private func listen(
        atSocket path: String, mode: UInt32, audience: Audience
    ) async throws(StartError) -> any Channel {
        try await makeWay(atSocket: path)
        // The socket is nobody else's from its creation on; only then does it get the mode that was asked for.
        let mask = umask(0o177)
        defer { umask(mask) }
        do {
            let channel = try await bootstrap(tls: nil, audience: audience)
                .bind(unixDomainSocketPath: path).get()
            chmod(path, mode)
            return channel
        } catch let error as IOError {
            throw StartError("cannot make the socket \(path): \(String(cString: strerror(error.errnoCode)))")
        } catch is SocketAddressError {
            throw StartError("cannot make the socket \(path): its path is too long, 107 bytes are the most")
        } catch {
            throw StartError("cannot make the socket \(path): \(error)")
        }
    }

    /// Removes a socket that a dead server left; refuses one that is in use.
    private func makeWay(atSocket path: String) async throws(StartError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw StartError("cannot make the socket \(path): a file that is no socket stands there")
        }
        let answer = try? await ClientBootstrap(group: group).connect(unixDomainSocketPath: path).get()
        if let answer {
            try? await answer.close()
            throw StartError("cannot make the socket \(path): another server listens there")
        }
        unlink(path)
    }

    private func bootstrap(tls: NIOSSLContext?, audience: Audience) -> ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .childChannelInitializer { [loops] channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let loop = loops[ObjectIdentifier(channel.eventLoop)]?.value else { return }
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
                    }
                    let connection = Connection(
                        worker: loop.worker, audience: audience, address: Self.describe(channel.remoteAddress))
                    try channel.pipeline.syncOperations.addHandler(
                        ConnectionHandler(connection: connection, loop: loop))
                }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(
                .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 512, initial: 2048, maximum: 65536))
    }

    private var hasIPv6: Bool {
        let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { Glibc.close(descriptor) }
        var loopback = sockaddr_in6()
        loopback.sin6_family = sa_family_t(AF_INET6)
        loopback.sin6_addr = in6addr_loopback
        return withUnsafeBytes(of: &loopback) { bytes in
            bind(descriptor, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t(bytes.count)) == 0
        }
    }

    private static func describe(_ address: SocketAddress?) -> String {
        switch address {
        case .v4, .v6: "\(address?.ipAddress ?? "?"):\(address?.port ?? 0)"
        default: "unix socket"
        }
    }
}
