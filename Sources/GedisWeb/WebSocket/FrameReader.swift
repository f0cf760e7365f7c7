import NIOCore
import NIOWebSocket

/// Takes WebSocket frames apart as their bytes arrive, by RFC 6455: what a frame carries is handed on before the frame
/// has ended, so no client can make the server keep one.
struct FrameReader {
    /// What a client sent besides messages, or that one has ended.
    enum Event {
        case ping(ByteBuffer)
        /// The end of a message, where messages count and not their bytes alone.
        case messageEnd
        case pong
        /// The end, with the client's reason as it has to be sent back.
        case close(ByteBuffer)
    }

    /// What a client may not send.
    struct Violation: Error {
        let code: WebSocketErrorCode
    }

    private struct Frame {
        let opcode: WebSocketOpcode
        let isFinal: Bool
        let key: UInt32
        var rest: Int
        /// How many bytes of it have been handed on.
        var offset = 0
    }

    /// What messages are.
    enum Messages {
        /// Binary, and only their bytes count, wherever one ends.
        case stream
        /// Text or binary, each one whole.
        case whole
    }

    private let messages: Messages
    /// The most bytes of a message.
    var maxMessageSize: Int
    private var frame: Frame?
    /// Whether a message has begun whose last frame has not, and how many bytes it has.
    private var isInMessage = false
    private var messageBytes = 0

    init(_ messages: Messages = .stream, maxMessageSize: Int) {
        self.messages = messages
        self.maxMessageSize = maxMessageSize
    }

    /// Takes the frames from the beginning of what arrived, up to the next event.
    ///
    /// - Parameters:
    ///   - bytes: what arrived
    ///   - carried: what messages carry is added to it
    /// - Returns: nil until more bytes arrive; those that are left belong before them.
    /// - Throws: `Violation` where the connection has to be closed.
    mutating func next(_ bytes: inout ByteBuffer, carried: inout ByteBuffer) throws(Violation) -> Event? {
        while true {
            if frame == nil {
                if !isInMessage, messages == .stream { takeShortMessages(&bytes, &carried) }
                frame = try header(&bytes)
            }
            guard var frame else { return nil }
            if frame.opcode.isControlOpcode {
                guard bytes.readableBytes >= frame.rest else { return nil }
                self.frame = nil
                var payload = ByteBuffer()
                payload.move(frame.rest, from: &bytes, mask: frame.key, offset: 0)
                return try event(frame.opcode, payload)
            }
            let count = Swift.min(frame.rest, bytes.readableBytes)
            guard count > 0 || frame.rest == 0 else { return nil }
            carried.move(count, from: &bytes, mask: frame.key, offset: frame.offset)
            frame.rest -= count
            frame.offset += count
            if frame.rest > 0 {
                self.frame = frame
            } else {
                self.frame = nil
                isInMessage = !frame.isFinal
                if frame.isFinal, messages == .whole { return .messageEnd }
            }
        }
    }

    /// Takes binary messages of one frame of less than 126 bytes from the beginning of what arrived: what most requests
    /// are, many of them in a read.
    private func takeShortMessages(_ bytes: inout ByteBuffer, _ carried: inout ByteBuffer) {
        bytes.readWithUnsafeReadableBytes { source in
            var place = 0
            // Unmasking may write up to seven bytes more than there are.
            carried.writeWithUnsafeMutableBytes(minimumWritableBytes: source.count + 8) { target in
                var written = 0
                while source.count - place >= 6, source[place] == 0x82, 0x80..<0xFE ~= source[place + 1] {
                    let length = Int(source[place + 1] & 0x7F)
                    let start = place + 6
                    guard length <= maxMessageSize, source.count - start >= length else { break }
                    let key = source.loadUnaligned(fromByteOffset: place + 2, as: UInt32.self).littleEndian
                    let message = UnsafeRawBufferPointer(rebasing: source[start...])
                    message.unmask(length, with: key, to: UnsafeMutableRawBufferPointer(rebasing: target[written...]))
                    written += length
                    place = start + length
                }
                return written
            }
            return place
        }
    }

    private func event(_ opcode: WebSocketOpcode, _ payload: ByteBuffer) throws(Violation) -> Event {
        switch opcode {
        case .ping: return .ping(payload)
        case .pong: return .pong
        default:
            // A reason is a code of two bytes, and perhaps text.
            guard payload.readableBytes != 1, Self.isCloseCode(payload.getInteger(at: payload.readerIndex)) else {
                throw Violation(code: .protocolError)
            }
            return .close(payload)
        }
    }

    /// Whether an endpoint may send a code, by RFC 6455, 7.4; there need not be one.
    private static func isCloseCode(_ code: UInt16?) -> Bool {
        guard let code else { return true }
        return switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }

    /// Reads a frame's header; nil until all of it has arrived.
    private mutating func header(_ bytes: inout ByteBuffer) throws(Violation) -> Frame? {
        let start = bytes.readerIndex
        guard let first = bytes.getInteger(at: start, as: UInt8.self),
            let second = bytes.getInteger(at: start + 1, as: UInt8.self)
        else { return nil }
        let isFinal = first & 0x80 != 0
        // Extensions have not been agreed on, and clients mask what they send.
        guard first & 0x70 == 0, second & 0x80 != 0, let opcode = WebSocketOpcode(encodedWebSocketOpcode: first & 0x0F)
        else { throw Violation(code: .protocolError) }
        try check(opcode, isFinal: isFinal, shortLength: second & 0x7F)

        var index = start + 2
        var length = Int(second & 0x7F)
        if length == 126 {
            guard let long = bytes.getInteger(at: index, as: UInt16.self) else { return nil }
            length = Int(long)
            index += 2
        } else if length == 127 {
            guard let long = bytes.getInteger(at: index, as: UInt64.self) else { return nil }
            length = Int(clamping: long)
            index += 8
        }
        guard let key = bytes.getInteger(at: index, endianness: .little, as: UInt32.self) else { return nil }
        bytes.moveReaderIndex(to: index + 4)
        if !opcode.isControlOpcode {
            if opcode != .continuation { messageBytes = 0 }
            guard length <= maxMessageSize - messageBytes else { throw Violation(code: .messageTooLarge) }
            messageBytes += length
            isInMessage = true
        }
        return Frame(opcode: opcode, isFinal: isFinal, key: key, rest: length)
    }

    private func check(_ opcode: WebSocketOpcode, isFinal: Bool, shortLength: UInt8) throws(Violation) {
        let isRight =
            switch opcode {
            case .binary: !isInMessage
            case .text where messages == .whole: !isInMessage
            case .continuation: isInMessage
            case .text: throw Violation(code: .unacceptableData)
            case .ping, .pong, .connectionClose: isFinal && shortLength < 126
            default: false
            }
        guard isRight else { throw Violation(code: .protocolError) }
    }
}

extension ByteBuffer {
    /// Adds bytes from the beginning of others, without the mask that clients put on what they send.
    ///
    /// - Parameters:
    ///   - count: how many
    ///   - source: where they are taken from
    ///   - key: the mask's four bytes, the first in the lowest place
    ///   - offset: where in the frame these bytes begin
    fileprivate mutating func move(_ count: Int, from source: inout ByteBuffer, mask key: UInt32, offset: Int) {
        let turn = UInt32(offset & 3) * 8
        let turned = turn == 0 ? key : key >> turn | key << (32 - turn)
        writeWithUnsafeMutableBytes(minimumWritableBytes: count + 8) { target in
            source.readWithUnsafeReadableBytes { bytes in
                bytes.unmask(count, with: turned, to: target)
                return count
            }
            return count
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Writes the first `count` bytes without the mask `key`; `target` has room for seven bytes more.
    @inline(__always)
    fileprivate func unmask(_ count: Int, with key: UInt32, to target: UnsafeMutableRawBufferPointer) {
        let wide = UInt64(key) << 32 | UInt64(key)
        var index = 0
        // Eight bytes at a time, also the last ones where there are others behind them.
        while index < count, index + 8 <= self.count {
            let word = loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian ^ wide
            target.storeBytes(of: word.littleEndian, toByteOffset: index, as: UInt64.self)
            index += 8
        }
        while index < count {
            target[index] = self[index] ^ UInt8(truncatingIfNeeded: key >> (UInt32(index & 3) * 8))
            index += 1
        }
    }
}
