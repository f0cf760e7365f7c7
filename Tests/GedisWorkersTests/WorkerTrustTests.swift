import TestSupport
import Testing

@testable import GedisWorkers

/// Programs that do not speak the protocol: they are ended, and nothing else happens.
@Suite(.takesTurns, .timeLimit(.minutes(1))) struct WorkerTrustTests {
    @Test(arguments: [
        ("send(b'GET / HTTP/1.1')", "broke the protocol: a frame of 542393671 bytes at byte 0"),
        ("send(b'\\xff\\xff\\xff\\xff')", "broke the protocol: a frame of 4294967295 bytes at byte 0"),
        ("send(b'\\1\\0\\0\\0N')", "broke the protocol: expected a list at byte 0"),
        ("send(frame([[9, 9]]))", "broke the protocol: a message that is none at byte 15"),
        ("send(frame([[4, 'x']]) + b'x'); os._exit(7)", "broke the protocol: the manifest has no number 'protocol'"),
        (
            "send(frame([[4, {'protocol': 1, 'types': [], 'commands': [], 'schedules': [1e300]}]]))",
            "broke the protocol: the period of a schedule is no number of seconds above 0"
        ),
        ("send(frame([[4, {}]]))", "broke the protocol: the manifest has no number 'protocol'"),
        ("send(frame([[2, 0, 'keys', [None] * (1 << 22)]]))", "broke the protocol: more than 4194304 values"),
        ("send(frame([[4, {}]])[:-1]); os._exit(7)", "exit status 7"),
        ("os.close(3); os.kill(os.getpid(), 11)", "signal "),
        ("os._exit(0)", "exit status 0"),
    ])
    func itIsEnded(_ program: String, _ reason: String) async {
        let text = await failure(of: program)
        #expect(text.contains(reason), "\(text)")
    }

    @Test func whatIsAskedWithoutEndIsAnswered() async throws {
        let error = await #expect(throws: WorkerError.self) {
            try await describe(
                """
                count = 30_000
                send(frame([[2, number, 'nonsense'] for number in range(count)]))
                answered = set()
                while len(answered) < count:
                    length, = struct.unpack('<I', receive(4))
                    for message in marshal.loads(receive(length)):
                        if message[0] == 1: answered.add(message[1])
                send(frame([[5, [[1, 1, 'all are answered']]]]))
                """)
        }
        #expect(error == .source([.init(line: 1, column: 1, text: "all are answered")]))
    }

    /// Messages put together at random: the program is ended, or says that it is done.
    @Test(arguments: 0..<8) func noMessageIsTrusted(seed: Int) async {
        let text = await failure(
            of: """
                import random
                random.seed(\(seed))
                pieces = [0, 1, 2, 3, 4, 5, -1, 1 << 70, None, True, 1.5, b'x', 'call', 'put', 'publish', '', [], {},
                          {'protocol': 1, 'types': [], 'commands': []}]
                for _ in range(200):
                    kind, length = random.randrange(4), random.randrange(7)
                    length = [3, 5, length + 3, 4][kind] if random.random() < 0.98 else length
                    send(frame([[kind] + [random.choice(pieces) for _ in range(length - 1)]]))
                send(frame([[5, []]]))
                """)
        #expect(text.isEmpty || text.contains("broke the protocol: "), "\(text)")
    }

    private func failure(of program: String) async -> String {
        let error = await #expect(throws: WorkerError.self) { try await describe(program) }
        return error.map { "\($0)" } ?? "none"
    }

    /// Runs a program as a worker until it says what it serves.
    private func describe(_ program: String) async throws -> WorkerManifest {
        let script = """
            import marshal, os, socket, struct, time
            peer = socket.socket(fileno=3)
            def frame(messages):
                data = marshal.dumps(messages, 2)
                return struct.pack('<I', len(data)) + data
            def receive(count):
                data = b''
                while len(data) < count: data += peer.recv(count - len(data)) or os._exit(9)
                return data
            send = peer.sendall
            \(program)
            while True: time.sleep(600)
            """
        let python = try PythonProgram(environment: ["PATH": "/usr/local/bin:/usr/bin"])
        let load = WorkerLoad(
            program: WorkerProgram(path: python.interpreter, words: ["-c", script], variables: [:]), name: "any",
            path: "any.py", source: .none)
        return try await load.describe(within: .seconds(50))
    }
}
