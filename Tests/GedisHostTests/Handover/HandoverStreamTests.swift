import Glibc
import Testing

@testable import GedisHost

/// Frames with descriptors between two processes, here in one.
@Suite struct HandoverStreamTests {
    @Test func framesComeAsTheyWereSentEachWithItsDescriptor() async throws {
        let pair = try SocketPair.make(.stream)
        let (sender, receiver) = (HandoverStream(pair.0), HandoverStream(pair.1))
        let file = open("/dev/null", O_RDONLY)
        defer { close(file) }
        // More descriptors than go with one message, and payloads longer than what is sent at once.
        let count = 600
        let frames = (0..<count).map { index in
            HandoverFrame(
                kind: .connection,
                payload: Array(repeating: UInt8(index % 256), count: index % 50 == 0 ? 100_000 : index),
                descriptor: file)
        }
        Task.detached { sender.send([HandoverFrame(kind: .begin)] + frames + [HandoverFrame(kind: .end)]) }
        #expect(await receiver.next()?.kind == .begin)
        for index in 0..<count {
            let frame = try #require(await receiver.next())
            #expect(frame.payload == frames[index].payload)
            var status = stat()
            let descriptor = try #require(frame.descriptor)
            #expect(fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
            #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
            close(descriptor)
        }
        #expect(await receiver.next()?.kind == .end)
        sender.close()
        #expect(await receiver.next() == nil)
        #expect(!sender.send(.go))
    }

    @Test func framesAreFoundInWhateverPiecesTheyArrive() {
        var bytes: [UInt8] = []
        HandoverFrame(kind: .publish, payload: [1, 2, 3]).write(to: &bytes)
        HandoverFrame(kind: .gone).write(to: &bytes)
        var (rest, descriptors, kinds): ([UInt8], [Int32], [HandoverFrame.Kind]) = ([], [], [])
        for byte in bytes {
            rest.append(byte)
            kinds += HandoverStream.takeFrames(from: &rest, &descriptors)?.map(\.kind) ?? []
        }
        #expect(kinds == [.publish, .gone])
        #expect(rest.isEmpty)
        var (wrong, none): ([UInt8], [Int32]) = ([250, 0, 0, 0, 0], [])
        #expect(HandoverStream.takeFrames(from: &wrong, &none) == nil)
    }
}
