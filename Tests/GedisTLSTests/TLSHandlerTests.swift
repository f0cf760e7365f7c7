import GedisCrypto
import NIOCore
import NIOEmbedded
import Testing

/// The handler on both sides of a connection.
@Suite struct TLSHandlerTests {
    let identity: Identity

    init() throws { identity = try Identity() }

    private func makePair() throws -> Pair {
        try Pair(client: identity.client(), server: identity.server())
    }

    @Test(arguments: [1, 7, 100, 4096, .max])
    func recordsMayBeCutAnywhere(size: Int) throws {
        let pair = try makePair()
        try pair.carry(inPiecesOf: size)
        #expect(pair.client.recorder.isEstablished && pair.server.recorder.isEstablished)
        for count in [1, 100, 70_000] {
            let (request, reply) = (Array(repeating: UInt8(count % 251), count: count), Array("reply \(count)".utf8))
            pair.client.send(request)
            pair.server.send(reply)
            try pair.carry(inPiecesOf: size)
            #expect(pair.server.recorder.bytes.suffix(count) == request)
            #expect(pair.client.recorder.bytes.suffix(reply.count) == reply)
        }
        #expect(pair.server.recorder.bytes.count == 70_101)
        #expect(pair.client.recorder.errors.isEmpty && pair.server.recorder.errors.isEmpty)
    }

    @Test(arguments: ["rsa", "ec", "ed25519"])
    func everyKindOfKeyServes(type: String) throws {
        let identity = try Identity(key: KeyType(type))
        let pair = try Pair(client: identity.client(), server: identity.server())
        try pair.carry()
        #expect(pair.client.recorder.isEstablished && pair.server.recorder.isEstablished)
    }

    @Test func whatIsWrittenBeforeTheHandshakeIsSentAfterIt() throws {
        let pair = try makePair()
        let written = pair.client.channel.writeAndFlush(ByteBuffer(string: "early"))
        #expect(pair.server.recorder.text.isEmpty)
        try pair.carry()
        #expect(pair.server.recorder.text == "early")
        try written.wait()
    }

    @Test func smallWritesWaitForTheFlushAndGoInOneRecord() throws {
        let pair = try makePair()
        try pair.carry()
        let sent = (0..<3).map { pair.client.channel.write(ByteBuffer(string: "part \($0) ")) }
        #expect(try pair.client.sent().readableBytes == 0)
        pair.client.channel.flush()
        for future in sent { try future.wait() }
        let record = try #require(try pair.client.channel.readOutbound(as: ByteBuffer.self))
        #expect(try pair.client.sent().readableBytes == 0)
        // A record of TLS 1.3: its header, the text, the type of its content and the tag.
        #expect(record.readableBytes == 5 + "part 0 part 1 part 2 ".utf8.count + 1 + 16)
        try pair.server.channel.writeInbound(record)
        #expect(pair.server.recorder.text == "part 0 part 1 part 2 ")
    }

    @Test func whatIsMoreThanARecordIsSealedBeforeTheFlush() throws {
        let pair = try makePair()
        try pair.carry()
        // It counts as what waits in the channel from then on.
        pair.client.channel.write(ByteBuffer(repeating: 7, count: 100_000), promise: nil)
        pair.client.channel.write(ByteBuffer(string: "end"), promise: nil)
        pair.client.channel.flush()
        try pair.carry()
        #expect(pair.server.recorder.bytes == Array(repeating: 7, count: 100_000) + Array("end".utf8))
    }

    @Test func anEmptyWriteIsDoneWhenWhatWasWrittenBeforeItIs() throws {
        let pair = try makePair()
        try pair.carry()
        pair.client.channel.write(ByteBuffer(string: "x"), promise: nil)
        let empty = pair.client.channel.write(ByteBuffer())
        pair.client.channel.flush()
        try empty.wait()
    }

    @Test func theEndOfTheInputIsReportedWhereHalfClosureIsAllowed() throws {
        let pair = try makePair()
        pair.server.channel.allowRemoteHalfClosure = true
        try pair.carry()
        pair.client.send("last".utf8)
        pair.client.channel.close(promise: nil)
        try pair.carry()
        #expect(pair.server.recorder.text == "last")
        #expect(pair.server.recorder.isInputClosed)
        #expect(pair.server.channel.isActive && pair.server.recorder.errors.isEmpty)
        // What is sent then still goes out.
        pair.server.send("reply".utf8)
        #expect(try pair.server.sent().readableBytes > 5)
    }

    @Test func theEndOfTheInputClosesElsewhere() throws {
        let pair = try makePair()
        try pair.carry()
        pair.server.channel.close(promise: nil)
        try pair.carry()
        #expect(!pair.client.channel.isActive)
        #expect(pair.client.recorder.isClosed && pair.client.recorder.errors.isEmpty)
        #expect(throws: (any Error).self) { try pair.client.channel.writeAndFlush(ByteBuffer(string: "x")).wait() }
    }

    @Test func aConnectionThatBreaksOffIsNoEnd() throws {
        let pair = try makePair()
        pair.client.channel.pipeline.fireChannelInactive()
        #expect(pair.client.recorder.errors as? [TLSError] == [.unfinished])

        let other = try makePair()
        try other.carry()
        other.client.channel.pipeline.fireChannelInactive()
        #expect(other.client.recorder.errors as? [TLSError] == [.truncated])
    }

    @Test func writesThatWaitFailWithTheConnection() throws {
        let pair = try makePair()
        let early = pair.client.channel.writeAndFlush(ByteBuffer(string: "early"))
        try pair.client.channel.writeInbound(ByteBuffer(string: "-ERR what?\r\n"))
        #expect(throws: TLSError.notTLS) { try early.wait() }
    }

    @Test func readingGoesOnUntilThereIsSomethingToHandOn() throws {
        final class Reads: ChannelOutboundHandler {
            typealias OutboundIn = ByteBuffer
            var count = 0
            func read(context: ChannelHandlerContext) {
                count += 1
                context.read()
            }
        }
        let pair = try makePair()
        let reads = Reads()
        try pair.server.channel.pipeline.syncOperations.addHandler(reads, position: .first)
        try pair.carry()
        #expect(reads.count > 0, "nobody else asks for the handshake's records")
        let before = reads.count
        pair.client.send("x".utf8)
        try pair.carry()
        #expect(reads.count == before, "who asked has got something")
    }
}
