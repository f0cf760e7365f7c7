import GedisCrypto
import GedisTLS
import NIOCore
import NIOEmbedded

/// A client and a server whose records a test carries, cut as it likes.
struct Pair {
    let client: End
    let server: End

    /// One of the two.
    struct End {
        let channel = EmbeddedChannel()
        let tls: TLSHandler
        let recorder = Recorder()

        init(_ context: TLSContext) throws {
            tls = try TLSHandler(context)
            try channel.pipeline.syncOperations.addHandlers([tls, recorder])
            try channel.connect(to: SocketAddress(unixDomainSocketPath: "/none")).wait()
        }

        /// Writes bytes and flushes them.
        func send(_ bytes: some Sequence<UInt8>) {
            channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
        }

        /// What has been sent since this was asked last, as one piece.
        func sent() throws -> ByteBuffer {
            var all = ByteBuffer()
            while var part = try channel.readOutbound(as: ByteBuffer.self) { all.writeBuffer(&part) }
            return all
        }
    }

    init(client: TLSContext, server: TLSContext) throws {
        self.server = try End(server)
        self.client = try End(client)
    }

    /// Carries records both ways until neither side sends any more.
    func carry(inPiecesOf size: Int = .max) throws {
        while true {
            let isClientDone = try deliver(from: client, to: server, size)
            let isServerDone = try deliver(from: server, to: client, size)
            if isClientDone, isServerDone { return }
        }
    }

    private func deliver(from sender: End, to receiver: End, _ size: Int) throws -> Bool {
        var records = try sender.sent()
        guard records.readableBytes > 0 else { return true }
        while let piece = records.readSlice(length: min(size, records.readableBytes)), piece.readableBytes > 0 {
            guard receiver.channel.isActive else { break }
            try receiver.channel.writeInbound(piece)
        }
        return false
    }
}
