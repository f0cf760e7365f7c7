import CLinux
import FoundationEssentials
import GedisSockets
import Glibc

/// Where a supervisor is asked to let another process take the place of the one that serves.
struct RestartSocket {
    /// What is answered.
    struct Answer: Codable, Sendable {
        /// The process that serves now; nil where none took the place.
        var pid: pid_t?
        /// The one that served before.
        var old: pid_t?
        /// Why there is no other.
        var error: String?
    }

    let descriptor: Int32
    private let path: String
    private let file: FileIdentity?
    /// Who has connected and asked nothing yet, or waits for an answer.
    private(set) var clients: [Int32] = []

    /// Listens.
    ///
    /// - Parameters:
    ///   - path: where
    ///   - kept: the socket, where it is there already
    /// - Throws: `HostError` when it cannot be made.
    init(_ path: String, kept: Int32? = nil) throws(HostError) {
        self.path = path
        if let kept {
            _ = fcntl(kept, F_SETFD, FD_CLOEXEC)
            descriptor = kept
        } else {
            unlink(path)
            let socket = try Self.make()
            let isBound = Self.withAddress(path) { bind(socket, $0, $1) == 0 }
            chmod(path, 0o600)
            guard isBound, listen(socket, 8) == 0 else {
                Glibc.close(socket)
                throw .system(.system, "cannot make the socket \(path)", errno)
            }
            descriptor = socket
        }
        file = FileIdentity(of: path)
    }

    /// Takes a connection in.
    mutating func accept() {
        let client = Glibc.accept(descriptor, nil, nil)
        guard client >= 0 else { return }
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        clients.append(client)
    }

    /// What a client asks for; nil where it has gone.
    mutating func request(of client: Int32) -> Launch? {
        let request: Launch? = withUnsafeTemporaryAllocation(byteCount: SupervisorMessage.mostBytes, alignment: 1) {
            let (count, descriptors) = SocketPair.receive($0, from: client)
            for descriptor in descriptors { Glibc.close(descriptor) }
            return try? JSONDecoder().decode(Launch.self, from: Data($0[..<count]))
        }
        if request == nil { end(client) }
        return request
    }

    /// Answers a client.
    mutating func answer(_ answer: Answer, to client: Int32) {
        guard clients.contains(client) else { return }
        if let bytes = try? JSONEncoder().encode(answer) {
            bytes.withUnsafeBytes { _ = SocketPair.send($0, to: client) }
        }
        end(client)
    }

    private mutating func end(_ client: Int32) {
        guard let index = clients.firstIndex(of: client) else { return }
        clients.remove(at: index)
        Glibc.close(client)
    }

    /// Closes it and removes the file.
    func close() {
        Glibc.close(descriptor)
        file?.remove(path)
    }

    // MARK: - Asking

    /// Asks a supervisor.
    ///
    /// - Parameters:
    ///   - path: where it listens
    ///   - launch: by which program and words
    /// - Returns: its answer; nil where none listens.
    /// - Throws: `HostError` where it ends without an answer, `CancellationError` when the task is cancelled.
    static func ask(at path: String, _ launch: Launch) async throws -> Answer? {
        let socket = try make()
        defer { Glibc.close(socket) }
        guard withAddress(path, { connect(socket, $0, $1) == 0 }) else { return nil }
        let request = try JSONEncoder().encode(launch)
        guard request.withUnsafeBytes({ SocketPair.send($0, to: socket) }) == request.count else { return nil }
        var buffer = [UInt8](repeating: 0, count: SupervisorMessage.mostBytes)
        while true {
            let count = recv(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            if count > 0 { return try JSONDecoder().decode(Answer.self, from: Data(buffer[..<count])) }
            guard count < 0, errno == EAGAIN || errno == EINTR else {
                throw HostError(.notStarted, "the supervisor ended without an answer")
            }
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    private static func make() throws(HostError) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .system(.system, "cannot make a socket", errno) }
        return descriptor
    }

    private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Bool) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
