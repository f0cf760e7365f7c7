import Testing

@testable import GedisCore

/// Connections that another process is still busy with.
@Suite struct ExpectedTransportTests {
    private final class Jobs: JobQueue {
        func enqueue(_ job: UnownedJob, of executor: UnownedTaskExecutor) {}
    }

    @Test func whatIsPublishedWhileAConnectionComesReachesIt() {
        let worker = TestClient().connection.worker
        let thread = StuckThread(worker.activity)
        worker.handle = thread
        let news = Array("news".utf8)
        var record = ConnectionRecord(id: 4711)
        record.subscriptions = [Subscription(kind: .channel, name: news)]
        let channels = worker.server.channels
        func publish(_ text: String) -> Int { channels.publish(Array(text.utf8), to: news) }

        ExpectedTransport.expect(record, on: worker, jobs: Jobs())
        #expect(publish("before") == 1)
        thread.run(on: worker)
        var reached = 0
        let waited = worker.replaceExpected(record) { messages in
            // As another thread may.
            reached = publish("meanwhile")
            ExpectedTransport.expect(record, on: worker, jobs: Jobs())
            return String(decoding: messages, as: UTF8.self)
        }
        #expect(waited.contains("before"))
        #expect(reached == 1)
        #expect(publish("after") == 1)
        thread.run(on: worker)
        let came = String(decoding: worker.takeExpected(4711), as: UTF8.self)
        #expect(came.contains("meanwhile") && came.contains("after"))
        #expect(publish("late") == 0)
    }
}
