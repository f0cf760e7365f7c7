import TestSupport
import Testing

/// What TLS can be made of, with the `ssl` of Python on the other side.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct TLSTests {
    @Test func recordsThatAreCutJoinedOrManyCarryTheSameRequests() async throws {
        try await withTLS { scratch, port in
            try await scratch.python(
                Self.client + """
                    for version in [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]:
                        client = Session(version)
                        requests = b''.join(b'*2\\r\\n$4\\r\\nECHO\\r\\n$%d\\r\\n%s\\r\\n' % (n, b'x' * n) for n in range(300))
                        expected = b''.join(b'$%d\\r\\n%s\\r\\n' % (n, b'x' * n) for n in range(300))
                        for size in [1, 7, 1000, 16384, len(requests)]:
                            for cut in [997, 65536] if size == 1 else [61, 4096, 65536]:
                                parts = [requests[start:start + size] for start in range(0, len(requests), size)]
                                client.deliver(b''.join(client.seal(part) for part in parts), cut)
                                assert client.read(len(expected)) == expected, (version, size, cut)
                        large = b'*2\\r\\n$4\\r\\nECHO\\r\\n$3000000\\r\\n' + b'y' * 3000000 + b'\\r\\n'
                        client.deliver(client.seal(large), 100000)
                        assert client.read(3000012) == b'$3000000\\r\\n' + b'y' * 3000000 + b'\\r\\n'
                    """, "\(port)", scratch.certificate)
        }
    }

    @Test func aSessionThatBreaksLeavesTheOthersAlone() async throws {
        try await withTLS { scratch, port in
            try await scratch.python(
                Self.client + """
                    healthy = [Session(ssl.TLSVersion.TLSv1_2), Session(ssl.TLSVersion.TLSv1_3)]
                    def all_answer():
                        for client in healthy:
                            client.deliver(client.seal(b'PING\\r\\n'), 65536)
                            assert client.read(7) == b'+PONG\\r\\n'
                    record = b'\\x17\\x03\\x03\\x00\\x20' + b'z' * 32
                    for version in [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]:
                        for junk in [record, record * 100, b'\\xff' * 5 + record, b'PING\\r\\n', b'\\x15\\x03\\x03\\x00\\x02\\x02\\x28']:
                            broken = Session(version)
                            broken.deliver(broken.seal(b'PING\\r\\n') + junk, 65536)
                            try:
                                while broken.socket.recv(65536): pass
                            except ConnectionResetError: pass
                            all_answer()
                    for junk in [b'PING\\r\\n', b'*1\\r\\n$4\\r\\nPING\\r\\n', b'\\x16\\x03\\x01\\xff\\xff', b'GET / HTTP/1.1\\r\\n\\r\\n', b'\\0' * 1000]:
                        other = socket.create_connection(('127.0.0.1', port))
                        other.sendall(junk)
                        other.shutdown(socket.SHUT_WR)
                        try:
                            while answer := other.recv(65536): assert b'PONG' not in answer
                        except ConnectionResetError: pass
                        all_answer()
                    """, "\(port)", scratch.certificate)
        }
    }

    @Test func theEndOfAClientsInputIsAnsweredAndEndedAsTLSAsksFor() async throws {
        try await withTLS { scratch, port in
            try await scratch.python(
                Self.client + """
                    for version in [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]:
                        client = Session(version)
                        records = client.seal(b'PING\\r\\n' * 1000)
                        try: client.object.unwrap()
                        except ssl.SSLWantReadError: pass
                        client.deliver(records + client.outgoing.read(), 65536)
                        while part := client.socket.recv(65536): client.incoming.write(part)
                        client.incoming.write_eof()
                        replies = b''
                        try:
                            while part := client.object.read(65536): replies += part
                        except ssl.SSLZeroReturnError: pass
                        else: sys.exit('the server has not said that it sends no more')
                        assert replies == b'+PONG\\r\\n' * 1000, len(replies)
                    """, "\(port)", scratch.certificate)
        }
    }

    /// A session whose records the program itself carries.
    private static let client = """
        import socket, ssl, sys
        port, certificate = int(sys.argv[1]), sys.argv[2]

        class Session:
            def __init__(self, version):
                context = ssl.create_default_context(cafile=certificate)
                context.minimum_version = context.maximum_version = version
                self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
                self.object = context.wrap_bio(self.incoming, self.outgoing, server_hostname='localhost')
                self.socket = socket.create_connection(('127.0.0.1', port))
                while True:
                    try: self.object.do_handshake()
                    except ssl.SSLWantReadError:
                        self.socket.sendall(self.outgoing.read())
                        self.incoming.write(self.socket.recv(65536))
                    else: break
                self.socket.sendall(self.outgoing.read())

            def seal(self, data):
                self.object.write(data)
                return self.outgoing.read()

            def deliver(self, records, size):
                for start in range(0, len(records), size): self.socket.sendall(records[start:start + size])

            def read(self, count):
                data = b''
                while len(data) < count:
                    try: data += self.object.read(count - len(data))
                    except ssl.SSLWantReadError:
                        part = self.socket.recv(65536)
                        assert part, 'the server closed the connection'
                        self.incoming.write(part)
                return data


        """

    private func withTLS(_ body: (Scratch, Int) async throws -> Void) async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0", "ssl=true", "threads=1")
            try await scratch.done("cert", "generate", "main")
            let server = try await scratch.startAgain()
            try await body(scratch, server.port)
            #expect(server.isRunning)
        }
    }
}

extension Scratch {
    fileprivate var certificate: String { path("instances/server/main/tls/cert.pem") }
}
