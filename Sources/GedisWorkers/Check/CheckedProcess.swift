import CLinux
import Glibc

/// A worker whose messages are looked at one by one.
final class CheckedProcess {
    /// What comes next of it.
    enum Event {
        case message(WorkerMessage)
        /// Its end of the socket is closed.
        case closed
        /// Nothing, within the time.
        case silence
        /// Bytes that are not as the protocol has it.
        case nonsense(String)
    }

    private let pid: Int32
    private var socket: Int32
    private var status: Int32?
    private var input = FrameBuffer()
    private var messages: [WorkerMessage] = []

    /// Starts a program.
    ///
    /// - Throws: `WorkerError` when it cannot be started.
    init(_ program: WorkerProgram) throws(WorkerError) {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw .system("cannot make a socket for a worker", errno)
        }
        defer { close(ends[1]) }
        socket = ends[0]
        pid = WorkerStarter.start(program, socket: ends[1])
        guard pid > 0 else {
            close(ends[0])
            throw .system("cannot start \(program.path)", -pid)
        }
    }

    deinit {
        closeSocket()
        kill(-pid, SIGKILL)
        if status == nil { while waitpid(pid, nil, 0) < 0, errno == EINTR {} }
    }

    /// Closes gedis' end of the socket.
    func closeSocket() {
        if socket >= 0 { close(socket) }
        socket = -1
    }

    // MARK: - Sending

    /// Messages as one frame.
    static func frame(_ messages: [[UInt8]]) -> [UInt8] {
        var writer = MarshalWriter()
        writer.list(count: messages.count)
        for message in messages { writer.append(message) }
        return withUnsafeBytes(of: UInt32(writer.bytes.count).littleEndian) { Array($0) } + writer.bytes
    }

    /// Sends bytes, some at a time.
    ///
    /// - Parameters:
    ///   - bytes: the bytes
    ///   - size: how many go in one write
    func send(_ bytes: [UInt8], inPiecesOf size: Int = .max) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.prefix(size).withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            // Whatever is wrong, reading says it.
            guard count > 0 || errno == EINTR else { return }
            rest = rest.dropFirst(max(0, count))
        }
    }

    // MARK: - Receiving

    /// Waits for what it sends next.
    ///
    /// - Parameter deadline: until when it is waited for
    /// - Returns: what it sent.
    func next(by deadline: ContinuousClock.Instant) -> Event {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while messages.isEmpty {
            do throws(MarshalError) {
                if let frame = try input.next() {
                    messages = try WorkerMessage.read(frame)
                    continue
                }
            } catch {
                return .nonsense("\(error)")
            }
            var place = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            let left = (deadline - .now) / Duration.milliseconds(1)
            guard left > 0 else { return .silence }
            guard poll(&place, 1, Int32(clamping: Int(left.rounded(.up)))) > 0 else { continue }
            let count = recv(socket, &chunk, chunk.count, Int32(MSG_DONTWAIT))
            if count > 0 {
                chunk[..<count].withUnsafeBytes { input.append($0) }
            } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
                return .closed
            }
        }
        return .message(messages.removeFirst())
    }

    /// Waits for its end.
    ///
    /// - Parameter deadline: until when it is waited for
    /// - Returns: its exit status, or the signal; nil where it runs on.
    func end(by deadline: ContinuousClock.Instant) -> (isClean: Bool, text: String)? {
        while status == nil {
            var status: Int32 = 0
            if waitpid(pid, &status, WNOHANG) == pid {
                self.status = status
            } else if deadline <= .now {
                return nil
            } else {
                usleep(2000)
            }
        }
        let status = status ?? 0
        let signal = status & 0x7F
        return (status == 0, signal == 0 ? "exit status \(status >> 8 & 0xFF)" : "signal \(signal)")
    }
}
