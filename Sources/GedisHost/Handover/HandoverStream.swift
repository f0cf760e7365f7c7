import GedisWorkers
import Glibc
import Synchronization

/// The way between a process and the one that takes its place: frames in both directions, with descriptors.
final class HandoverStream: Sendable {
    private struct Inbox {
        var frames: [HandoverFrame] = []
        var next = 0
        var isOver = false
        var waiting: CheckedContinuation<HandoverFrame?, Never>?
    }

    private let socket: Int32
    private let inbox = Mutex(Inbox())
    /// Held while frames are sent, so that they are sent whole.
    private let sending = Mutex(true)

    /// How many bytes are sent at once, with as many descriptors as go with a message.
    private static let chunk = 64 * 1024
    /// How long the other end may take nothing before it counts as gone, in seconds.
    private static let patience = 5

    /// Begins to read a socket, which is closed with this.
    init(_ socket: Int32) {
        self.socket = socket
        var time = timeval(tv_sec: Self.patience, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        _ = BackgroundThread.start { self.read() }
    }

    deinit { Glibc.close(socket) }

    /// Lets both ends notice that nothing more comes.
    func close() { shutdown(socket, Int32(SHUT_RDWR)) }

    /// The next frame; nil at the end.
    func next() async -> HandoverFrame? {
        await withCheckedContinuation { continuation in
            let frame: HandoverFrame?? = inbox.withLock { inbox in
                if inbox.next < inbox.frames.count {
                    inbox.next += 1
                    let frame = inbox.frames[inbox.next - 1]
                    if inbox.next == inbox.frames.count { (inbox.frames, inbox.next) = ([], 0) }
                    return .some(frame)
                }
                if inbox.isOver { return .some(nil) }
                inbox.waiting = continuation
                return nil
            }
            if let frame { continuation.resume(returning: frame) }
        }
    }

    /// Sends frames.
    ///
    /// - Returns: whether the other end takes them.
    @discardableResult
    func send(_ frames: [HandoverFrame]) -> Bool {
        sending.withLock { works in
            var bytes: [UInt8] = []
            var descriptors: [Int32] = []
            for frame in frames where works {
                frame.write(to: &bytes)
                if let descriptor = frame.descriptor { descriptors.append(descriptor) }
                if bytes.count >= Self.chunk || descriptors.count == SocketPair.mostDescriptors {
                    works = send(bytes, descriptors)
                    (bytes, descriptors) = ([], [])
                }
            }
            if works, !bytes.isEmpty { works = send(bytes, descriptors) }
            return works
        }
    }

    /// Sends a frame.
    @discardableResult
    func send(_ kind: HandoverFrame.Kind, _ payload: [UInt8] = []) -> Bool {
        send([HandoverFrame(kind: kind, payload: payload)])
    }

    private func send(_ bytes: [UInt8], _ descriptors: [Int32]) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes
            var descriptors = descriptors
            while !rest.isEmpty {
                guard let sent = SocketPair.send(rest, descriptors, to: socket) else { return false }
                descriptors = []
                rest = UnsafeRawBufferPointer(rebasing: rest[sent...])
            }
            return true
        }
    }

    // MARK: - Reading

    private func read() {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4 * Self.chunk, alignment: 16)
        defer { buffer.deallocate() }
        var bytes: [UInt8] = []
        var descriptors: [Int32] = []
        while true {
            let (count, received) = SocketPair.receive(buffer, from: socket)
            descriptors += received
            guard count > 0 else { break }
            bytes += buffer[..<count]
            guard let frames = Self.takeFrames(from: &bytes, &descriptors) else { break }
            add(frames)
        }
        for descriptor in descriptors { Glibc.close(descriptor) }
        let waiting = inbox.withLock { inbox in
            inbox.isOver = true
            return inbox.waiting.take()
        }
        waiting?.resume(returning: nil)
    }

    /// Takes the frames out that have arrived whole.
    ///
    /// - Returns: the frames; nil where the bytes are none.
    static func takeFrames(from bytes: inout [UInt8], _ descriptors: inout [Int32]) -> [HandoverFrame]? {
        var frames: [HandoverFrame] = []
        var start = 0
        var usedDescriptors = 0
        while bytes.count - start >= HandoverFrame.headSize {
            guard let kind = HandoverFrame.Kind(rawValue: bytes[start]) else { return nil }
            let length = (1..<HandoverFrame.headSize).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * ($1 - 1)) }
            let end = start + HandoverFrame.headSize + length
            guard end <= bytes.count else { break }
            var frame = HandoverFrame(kind: kind, payload: Array(bytes[start + HandoverFrame.headSize..<end]))
            if kind.hasDescriptor {
                guard usedDescriptors < descriptors.count else { return nil }
                frame.descriptor = descriptors[usedDescriptors]
                usedDescriptors += 1
            }
            frames.append(frame)
            start = end
        }
        bytes.removeFirst(start)
        descriptors.removeFirst(usedDescriptors)
        return frames
    }

    private func add(_ frames: [HandoverFrame]) {
        guard let first = frames.first else { return }
        let waiting = inbox.withLock { inbox in
            let waiting = inbox.waiting.take()
            inbox.frames += waiting == nil ? frames : Array(frames.dropFirst())
            return waiting
        }
        waiting?.resume(returning: first)
    }
}
